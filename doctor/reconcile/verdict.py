"""What is told of a comparison: keys and names of columns, never a value of a row."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from doctor.reconcile.differences import KINDS, Difference, Kind
from doctor.reconcile.fold import Key
from doctor.reconcile.looks import Outcome
from doctor.reconcile.table import Table

SCHEMA_VERSION = 1

Verdict = Literal["equal", "differs", "unknown"]
EXIT_CODES: Mapping[Verdict, int] = {"equal": 0, "differs": 1, "unknown": 2}

NOT_FOLDED: Mapping[str, str] = {
    "without_key": "have no key",
    "with_another_key": "have a key that is not that of a row",
    "without_table": "do not say of which table they are (header `table`)",
}
"""Records that may be those of a missing row."""
NOT_TOLD: Mapping[str, str] = {
    "without_operation": "do not say what was done (header `operation`): a delete looks like an update",
}
"""Records that may have taken away a row that is told as extra or differing."""
FOLDED_IN_PART: Mapping[str, str] = {
    "with_another_value": "hold no JSON object, so only their keys are compared",
    "of_other_tables": "are of tables that the pipeline does not name",
}


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Everything that was found out."""

    pipeline: Mapping[str, Any]
    """Of the chain's `pipelines`."""
    tables: Sequence[Table]
    outcome: Outcome
    counts: Mapping[str, int]
    """Of the fold's records."""
    first_offsets: Mapping[int, int]
    """By partition of the topic."""
    dead_letters: int | None
    """How many there are; None: that topic does not tell, or is not known."""

    @property
    def named(self) -> dict[Key, Difference]:
        """Keys that differ for certain."""
        return {key: told for key, told in self.outcome.named.items() if not self._is_doubtful(told)}

    @property
    def open(self) -> dict[Key, Difference]:
        """Keys that differ and cannot be judged."""
        doubtful = {key: told for key, told in self.outcome.named.items() if self._is_doubtful(told)}
        return {**self.outcome.open, **doubtful}

    @property
    def verdict(self) -> Verdict:
        """A difference that is certain counts more than one that is not."""
        return "differs" if self.named else "unknown" if self.open else "equal"

    def _is_doubtful(self, difference: Difference) -> bool:
        reasons = NOT_FOLDED if difference.kind == "missing" else NOT_TOLD
        return any(self.counts.get(reason) for reason in reasons)


def document(compared: Compared, first: int) -> dict[str, Any]:
    """As JSON; of each kind the `first` keys by name."""
    outcome, pipeline = compared.outcome, compared.pipeline
    return {
        "schema_version": SCHEMA_VERSION,
        "pipeline": pipeline["name"],
        "topic": pipeline["topic"],
        "verdict": compared.verdict,
        "lsn": lsn_text(outcome.lsn),
        "tables": [_table(compared, table, first) for table in compared.tables],
        "records": dict(compared.counts),
        "dead_letters": {"topic": pipeline.get("dead_letter_topic"), "records": compared.dead_letters},
        "notes": list(_notes(compared)),
    }


def lsn_text(lsn: int) -> str:
    """As PostgreSQL writes it: `23804744` to `0/16B3B48`."""
    return f"{lsn >> 32:X}/{lsn & 0xFFFFFFFF:X}"


def _table(compared: Compared, table: Table, first: int) -> dict[str, Any]:
    def listed(found: Mapping[Key, Difference], kinds: Collection[Kind]) -> dict[str, Any]:
        keys = sorted(key for key, told in found.items() if key.table == table.name and told.kind in kinds)
        return {"count": len(keys), "keys": [_told(key, found[key]) for key in keys[:first]]}

    untold = compared.outcome.untold
    return {
        "table": f"{compared.pipeline['schema']}.{table.name}",
        "rows": sum(key.table == table.name for key in compared.outcome.rows),
        "one_in": table.one_in,
        **{kind: listed(compared.named, [kind]) for kind in KINDS},
        "not_judged": listed(compared.open, KINDS),
        "columns_not_compared": {column.name: column.type_name for column in table.columns if not column.is_compared},
        "values_not_compared": {column: count for (name, column), count in untold.items() if name == table.name},
    }


def _told(key: Key, difference: Difference) -> dict[str, Any]:
    columns = {"columns": list(difference.columns)} if difference.columns else {}
    return {"key": key.text, **columns}


def _notes(compared: Compared) -> Iterator[str]:
    outcome, pipeline = compared.outcome, compared.pipeline
    for reason, text in {**NOT_FOLDED, **NOT_TOLD, **FOLDED_IN_PART}.items():
        if compared.counts.get(reason):
            yield f"{compared.counts[reason]} records {text}"
    for partition, offset in sorted(compared.first_offsets.items()):
        if offset:
            yield f"partition {partition} begins at offset {offset}: what was before is deleted, or compacted away"
    if not pipeline["snapshot"]:
        yield "the pipeline reads no snapshot: rows from before its slot are not in the topic"
    if outcome.reason == "changing":
        yield "keys that are not judged changed at every look; look again at a quieter time"
    if outcome.reason == "behind" and outcome.confirmed_lsn is None:
        yield f"slot {pipeline['slot']} is not there: nobody can say whether a change is still on its way"
    elif outcome.reason == "behind":
        confirmed = lsn_text(outcome.confirmed_lsn or 0)
        yield f"slot {pipeline['slot']} has confirmed {confirmed}: keys that are not judged may be on their way"
