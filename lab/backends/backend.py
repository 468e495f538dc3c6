"""The shape of every backend: how a resource type is created and deleted in the lab."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Properties = Mapping[str, Any]
"""Resource properties under Pulumi's camelCase names, secrets already unwrapped."""

ConfiguredProvider = TypeVar("ConfiguredProvider")


class LabError(Exception):
    """What the real service would refuse, or what the lab cannot do; its message is shown as it is."""


@dataclass(frozen=True)
class Created:
    """What a service answered to a create."""

    id: str
    outputs: dict[str, Any]
    """Output properties beyond the inputs, camelCase. A declared output that is missing here is an error when read."""


@dataclass(frozen=True)
class Backend(Generic[ConfiguredProvider]):
    """Create and delete of one resource type, given the configured provider (the account) it lives in."""

    create: Callable[[ConfiguredProvider, str, Properties], Created]
    """Called with provider, logical name and inputs; raises `LabError` where the real service would refuse."""
    delete: Callable[[ConfiguredProvider, str, Properties], None]
    """Called with provider, id and the state (inputs and outputs); raises `LabError` where the real service would."""
