"""What a rule is: a pure function on resources, and why it is there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

Level = Literal["mandatory", "advisory", "disabled"]
"""`mandatory` stops a preview, `advisory` only tells (Pulumi documentation, "Policy packs", enforcement levels)."""
LEVELS: tuple[Level, ...] = get_args(Level)

Waiver = Literal["lab", "allowDeletion"]
"""A list of stacks in the pack's configuration that a rule does not concern."""
WAIVERS: tuple[Waiver, ...] = get_args(Waiver)

Props = Mapping[str, Any]
"""Inputs in camelCase, or a stack rule's outputs; `UNKNOWN` in place of what is known only after `up`."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource as a stack has it."""

    kind: str
    """The type token, `aws:rds/cluster:Cluster`."""
    name: str
    """The logical name."""
    props: Props


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What every rule says of itself."""

    id: str
    title: str
    """What holds, as a sentence without its full stop."""
    why: str
    """One line: what happens where it does not hold."""
    source: str
    level: Level = "mandatory"
    waiver: Waiver | None = None
    """Where the configuration lists a stack under it, the rule does not concern that stack."""


@dataclass(frozen=True, kw_only=True)
class Rule(_Told):
    """A rule on one resource at a time: Pulumi asks it before it makes the resource, of its inputs."""

    check: Callable[[str, Props], Iterator[str]]
    """From type token and inputs to messages; none: it holds, is not about this type, or cannot be known yet."""


@dataclass(frozen=True, kw_only=True)
class StackRule(_Told):
    """A rule on all resources of a stack together.

    Pulumi asks it when a preview or an update is done, of outputs: inputs and what providers add. So what a preview
    did not know is judged only after it was made. `python -m policy` asks it of inputs.
    """

    check: Callable[[Sequence[Resource]], Iterator[tuple[Resource, str]]]
    """From all resources to messages, each with the resource it is about."""


@dataclass(frozen=True, kw_only=True)
class DatedRule(_Told):
    """A rule of the stack, as `StackRule`, that goes by the day."""

    check: Callable[[Sequence[Resource], date, int], Iterator[tuple[Resource, str]]]
    """From all resources, today and the limit in days to messages, each with the resource it is about."""
    limit_days: int
    """Where the configuration says no other."""


AnyRule = Rule | StackRule | DatedRule
