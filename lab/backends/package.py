"""What the lab knows of one Pulumi package: its provider, its resource types and its functions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lab.backends.backend import Backend, Properties

Function = Callable[[Any, Properties], dict[str, Any]]
"""A provider function: called with the configured provider and the arguments, gives the result's properties."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """One package of the program, as the lab emulates it."""

    configure: Callable[[str, Properties], Any]
    """Makes the configured provider from its logical name and its inputs; raises `LabError` as the real one would.

    Inputs are strings; what is not a string in the program arrives as JSON with snake_case keys.
    """
    resource: Callable[[str], Backend[Any] | None]
    """The backend of a type token, None when there is none."""
    function: Callable[[str], Function | None]
    """The function behind a token, None when there is none."""
    version: str
    """Release of the provider that is emulated: the one of the package's Python SDK."""
    named_first: bool
    """Whether a resource that the program named is deleted before its replacement comes, see `operations.diff`."""
