"""Looks at the database and at the topic until every difference is explained or named.

A row that changes while one looks differs without being lost, and no record says which transaction it came with. So a
key that differs is looked at again: its row in a new snapshot, its records once the slot has confirmed the snapshot's
position. It is named when nothing has changed on either side since the look before. Then its last change is neither on
its way (the slot has passed it) nor later than the snapshot (it would be a new record). That the row has not changed
either matters because Connect confirms a position that is ahead of its record's by the record's length
(redpanda-data/connect, pglogicalstream/logical_stream.go, `msgLSN`): of the very last changes it says too much.
"""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from doctor.reconcile.differences import Difference, differences, untold
from doctor.reconcile.fold import Fold, Key, TopicRecord
from doctor.reconcile.table import Table

POLL_S = 1.0
MOST_LOOKS = 5
"""Also at a row that changes all the time."""

Reason = Literal["behind", "changing"]


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The database at one position."""

    lsn: int
    """At or after the end of every transaction that it shows."""
    rows: Mapping[Key, bytes]
    """Fingerprints of the rows."""


class Database(Protocol):
    """The rows."""

    def snapshot(self, only: Collection[Key] | None) -> Snapshot:
        """All rows that are compared, or only those."""

    def confirmed_lsn(self) -> int | None:
        """What the slot's consumer has confirmed; None: there is no slot."""


class Topic(Protocol):
    """The records."""

    def read_on(self, put: Callable[[TopicRecord], None]) -> None:
        """Hand over every record from where the last call ended to the topic's end of now."""


@dataclass(kw_only=True)
class Outcome:
    """What was found."""

    lsn: int
    """Of the first snapshot."""
    rows: Mapping[Key, bytes]
    """Of the first snapshot."""
    named: dict[Key, Difference] = field(default_factory=dict)
    """Keys that differ for certain."""
    open: dict[Key, Difference] = field(default_factory=dict)
    """Keys that differed in every look, and may be on their way."""
    reason: Reason | None = None
    """Why there are open ones."""
    confirmed_lsn: int | None = None
    """Where the slot stood when waiting for it ended."""
    untold: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By table and column how many values could not be compared."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long one waits for the pipeline, and who is told meanwhile."""

    wait_s: float
    say: Callable[[str], None]
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def look(tables: Collection[Table], database: Database, topic: Topic, fold: Fold, patience: Patience) -> Outcome:
    """Compare everything once, and what differs again; raises what the two sides raise."""
    by_name = {table.name: table for table in tables}
    deadline = patience.now() + patience.wait_s
    snapshot = database.snapshot(None)
    topic.read_on(fold.put)
    outcome = Outcome(lsn=snapshot.lsn, rows=snapshot.rows, untold=_count(by_name, snapshot, fold))
    outcome.open = differences(by_name, snapshot.rows, fold.present())
    for _ in range(MOST_LOOKS - 1):
        if not outcome.open:
            break
        patience.say(f"{len(outcome.open)} keys differ: looking at them again")
        fold.keep(outcome.open)
        records = dict(fold.newest)
        later = database.snapshot(outcome.open)
        if not _await(database, later.lsn, outcome, deadline, patience):
            outcome.reason = "behind"
            return outcome
        topic.read_on(fold.put)
        still = differences(by_name, later.rows, fold.present())
        for key, difference in still.items():
            if snapshot.rows.get(key) == later.rows.get(key) and records.get(key) == fold.newest.get(key):
                outcome.named[key] = difference
        outcome.open = {key: difference for key, difference in still.items() if key not in outcome.named}
        snapshot = later
    outcome.reason = "changing" if outcome.open else None
    return outcome


def _await(database: Database, lsn: int, outcome: Outcome, deadline: float, patience: Patience) -> bool:
    """Whether the slot confirms the position before the deadline."""
    while True:
        outcome.confirmed_lsn = database.confirmed_lsn()
        if outcome.confirmed_lsn is None:
            return False
        if outcome.confirmed_lsn >= lsn:
            return True
        if patience.now() >= deadline:
            return False
        patience.say(f"waiting for the pipeline: {lsn - outcome.confirmed_lsn} bytes of WAL to go")
        patience.sleep(POLL_S)


def _count(tables: Mapping[str, Table], snapshot: Snapshot, fold: Fold) -> dict[tuple[str, str], int]:
    counted: dict[tuple[str, str], int] = {}
    for place in untold(tables, snapshot.rows, fold.present()):
        counted[place] = counted.get(place, 0) + 1
    return counted
