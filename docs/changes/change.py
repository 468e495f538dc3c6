"""What a change of one key of the stack file does, as the engine plans it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PIPELINE = "<name>-pipeline"
"""Logical names hold `<name>` where a pipeline's own name stands."""

CREATED, UPDATED, DELETED = "created", "updated", "deleted"
REPLACED = "replaced"
"""Made anew first, then the old one goes."""
REPLACED_DELETE_FIRST = "deleted, then made anew"

Plan = Mapping[str, Sequence[str]]
"""Logical names by what happens to them."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A key's change from one value to another, everything else as the stack file has it."""

    key: str
    """As docs/configuration.md lists it: `database.port`, `pipelines[].topic`."""
    before: Any
    """The value as typed; None: the key is left out."""
    after: Any
    stack: str = "lab"
    """Of the stack file: `lab` for Pulumi.lab.yaml."""
    under: Mapping[str, Any] = field(default_factory=dict)
    """Keys whose value differs from the stack file before and after the change."""
    beside: Mapping[str, Any] = field(default_factory=dict)
    """Keys that have to change with it."""
    plan: Plan = field(default_factory=dict)
    refusal: str = ""
    """What the preview says instead of a plan, in part; with a plan: what `pulumi up` says in the middle of it."""
    note: str = ""
    """One sentence for the reader: what the plan does not say."""

    @property
    def section(self) -> str:
        """`database` of `database.port`, `pipelines` of `pipelines[].topic`."""
        return self.key.partition(".")[0].removesuffix("[]")

    @property
    def effect(self) -> str:
        """`nothing`, `in place`, `refused`, or `replacement` and `pipeline restarts`, alone or both."""
        if self.refusal:
            return "refused"
        moved = PIPELINE in self.plan.get(DELETED, ())
        replaced = moved or {REPLACED, REPLACED_DELETE_FIRST} & self.plan.keys()
        restarts = PIPELINE in self.plan.get(UPDATED, ())
        grave = [word for word, holds in (("replacement", replaced), ("pipeline restarts", restarts)) if holds]
        return ", ".join(grave) or ("in place" if self.plan else "nothing")
