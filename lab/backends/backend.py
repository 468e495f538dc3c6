"""The shape of every backend: what a resource type takes, how it is made, seen, changed and taken away."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
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
    outputs: dict[str, Any] = field(default_factory=dict)
    """What only the create tells and no read will, camelCase: a random value, a shared secret."""


@dataclass(frozen=True)
class AutoName:
    """The argument that Pulumi fills when the program leaves it out: logical name, hyphen, seven random characters."""

    argument: str
    longest: int
    """Of the whole name: the service's limit."""
    lower: bool = False
    """Whether the service takes lower case only."""


@dataclass(frozen=True)
class Change:
    """An update: `"tags" in change` asks whether an argument differs, `old` and `new` have its values."""

    old: Properties
    """The state: inputs and outputs."""
    new: Properties
    """The inputs that are wanted."""
    arguments: frozenset[str]
    """Those that differ."""

    def __contains__(self, argument: str) -> bool:
        return argument in self.arguments


def accept(_provider: Any, _inputs: Properties) -> None:
    """The check of a type whose provider leaves everything to the service."""


def nothing(_provider: Any, _inputs: Properties) -> dict[str, Any]:
    """What most providers add to the inputs."""
    return {}


def in_state_only(_provider: Any, _id: str, _change: Change) -> None:
    """The update of a type whose arguments in `updates` are settings of the provider, which the service never sees."""


@dataclass(frozen=True, kw_only=True)
class Backend(Generic[ConfiguredProvider]):
    """One resource type, given the configured provider (the account) it lives in.

    Every argument the lab emulates is in `replaces` or `updates`; another one is refused. Each function raises
    `LabError` where the real provider or service would refuse.
    """

    replaces: Mapping[str, str]
    """Arguments whose change makes a new resource, each with the source that says so."""
    updates: Collection[str] = ()
    """Arguments that change in place, by `update`."""
    replaces_when: Mapping[str, Callable[[Any, Any], bool]] = field(default_factory=dict)
    """Of `updates`: those that replace when this says so of the old and the new value (None where left out)."""
    write_only: Collection[str] = ()
    """Arguments that no state and no service gives back."""
    auto_name: AutoName | None = None
    fills: Callable[[ConfiguredProvider, Properties], dict[str, Any]] = nothing
    """Inputs that the provider itself adds, such as all tags; called before `check`, with what may be unknown."""
    check: Callable[[ConfiguredProvider, Properties], None] = accept
    """What the real provider refuses before it asks the service; called as soon as every input is known."""
    create: Callable[[ConfiguredProvider, Properties], Created]
    """Called with the inputs, auto name included, after `check`."""
    read: Callable[[ConfiguredProvider, str, Properties], dict[str, Any] | None]
    """Called with id and state: outputs as the service shows them now, None when it is gone.

    An argument among them is compared with what the program wants: that is how drift is found. What is left out stays
    as the state has it; None takes a property away.
    """
    update: Callable[[ConfiguredProvider, str, Change], None] | None = None
    """Called with id and change, for arguments in `updates`."""
    delete: Callable[[ConfiguredProvider, str, Properties], None]
    """Called with id and state."""
    gone: Collection[str] = ()
    """Error codes by which the service says that there is no such thing: `read` gives None then, `delete` is done."""

    def __post_init__(self) -> None:
        if self.updates and self.update is None:
            raise ValueError(f"updates: got {', '.join(self.updates)}, want a function update for them")

    @property
    def arguments(self) -> frozenset[str]:
        """Everything a program may set."""
        return frozenset(self.replaces).union(self.updates)
