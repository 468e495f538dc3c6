"""What the lab knows of one Pulumi package: its provider, its resource types and its functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lab.backends.backend import Backend, LabError, OldBackend, Properties

Function = Callable[[Any, Properties], dict[str, Any]]
"""A provider function: called with the configured provider and the arguments, gives the result's properties."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """One package of the program, as the lab emulates it."""

    configure: Callable[[str, Properties], Any]
    """Makes the configured provider from its logical name and its inputs; raises `LabError` as the real one would.

    Inputs are strings; what is not a string in the program arrives as JSON with snake_case keys.
    """
    account: Callable[[Any], str]
    """Which account a configured provider works in, for the reader of the list of resources."""
    resource: Callable[[str], Backend[Any] | OldBackend[Any] | None]
    """The backend of a type token, None when there is none."""
    function: Callable[[str], Function | None]
    """The function behind a token, None when there is none."""
    version: str
    """Release of the provider that is emulated: the one of the package's Python SDK."""
    named_first: bool
    """Whether a resource that the program named is deleted before its replacement comes, see `operations.diff`."""


@dataclass(frozen=True)
class Backends:
    """Every package the lab emulates, by package name (`aws`, `postgresql`, ...)."""

    packages: Mapping[str, Package]

    def package(self, token: str) -> Package:
        """The package of a type or function token; raises `LabError` when the lab has none."""
        name = package_of(token)
        if name not in self.packages:
            raise LabError(f"the lab has no backend for package {name!r}")
        return self.packages[name]

    def resource(self, type_token: str) -> Backend[Any] | OldBackend[Any]:
        """The backend of a type; raises `LabError` when the lab has none."""
        backend = self.package(type_token).resource(type_token)
        if backend is None:
            raise LabError("the lab has no backend for this type")
        return backend

    def function(self, token: str) -> Function:
        """The function of a token; raises `LabError` when the lab has none."""
        function = self.package(token).function(token)
        if function is None:
            raise LabError("the lab has no backend for this function")
        return function


def package_of(token: str) -> str:
    """Package a type or function belongs to: `aws:ec2/vpc:Vpc` → `aws`, `pulumi:providers:aws` → `aws`."""
    return token.removeprefix("pulumi:providers:").partition(":")[0]
