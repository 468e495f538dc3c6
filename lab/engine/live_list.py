"""The engine's events as a list that grows: what is done to which resource, and how long it took."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from pulumi.automation import OpType, events

QUIET = {OpType.SAME, OpType.REFRESH, OpType.READ, OpType.REPLACE}
"""Of no interest to the reader: `replace` stands between a create and a delete, which are told."""
WORDS = {
    OpType.CREATE: "create",
    OpType.CREATE_REPLACEMENT: "replace",
    OpType.UPDATE: "update",
    OpType.DELETE: "delete",
    OpType.DELETE_REPLACED: "delete replaced",
}


@dataclass(frozen=True, kw_only=True)
class ResourceEvent:
    """One line of the list."""

    action: str
    """`create`, `update`, `replace`, `delete`, `delete replaced`."""
    type: str
    name: str
    """Logical name, the one the program gives."""
    provider: str
    """Logical name of its provider; empty for a component, and for a provider itself."""
    changed: tuple[str, ...]
    """Arguments that differ, of an update or a replacement."""
    seconds: float | None
    """How long it took; None in a preview."""


class LiveList:
    """Turns the engine's events into lines: a preview's as planned, any other operation's once they are done."""

    def __init__(self, tell: Callable[[ResourceEvent], None]) -> None:
        self.changes = 0
        """How many lines there were."""
        self._tell = tell
        self._begun: dict[str, float] = {}

    def __call__(self, event: events.EngineEvent) -> None:
        """Hear of an event."""
        before, after = event.resource_pre_event, event.res_outputs_event
        if before is not None:
            self._begun[before.metadata.urn] = time.monotonic()
            if before.planning:
                self._line(before.metadata, None)
        if after is not None and not after.planning:
            begun = self._begun.get(after.metadata.urn)
            self._line(after.metadata, time.monotonic() - begun if begun is not None else 0.0)

    def _line(self, step: events.StepEventMetadata, seconds: float | None) -> None:
        if step.op in QUIET:
            return
        self.changes += 1
        state = step.new or step.old
        provider = step.provider.split("::")[-2] if step.provider and state and state.custom else ""
        self._tell(
            ResourceEvent(
                action=WORDS.get(step.op, step.op.value),
                type=step.type,
                name=step.urn.rpartition("::")[2],
                provider=provider,
                changed=tuple(sorted(step.diffs or ())),
                seconds=seconds,
            )
        )
