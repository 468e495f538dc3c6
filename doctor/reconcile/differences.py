"""What differs between the rows of the database and those that a topic tells of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from doctor.reconcile import fingerprints
from doctor.reconcile.fold import Key
from doctor.reconcile.table import Table

Kind = Literal["missing", "extra", "differing"]
KINDS: tuple[Kind, ...] = ("missing", "extra", "differing")


@dataclass(frozen=True)
class Difference:
    """How a key differs."""

    kind: Kind
    """`missing`: in the database and not in the topic; `extra`: the other way round."""
    columns: tuple[str, ...] = ()
    """Which differ, of a differing one."""


def differences(
    tables: Mapping[str, Table], rows: Mapping[Key, bytes], topic: Mapping[Key, bytes]
) -> dict[Key, Difference]:
    """Every key that differs for certain, by its fingerprints."""
    return dict(_differences(tables, rows, topic))


def untold(
    tables: Mapping[str, Table], rows: Mapping[Key, bytes], topic: Mapping[Key, bytes]
) -> Iterator[tuple[str, str]]:
    """Table and column of each value that was on both sides and could not be compared."""
    for key, row in rows.items():
        if key in topic and row != topic[key]:
            for column in fingerprints.untold_columns(tables[key.table], row, topic[key]):
                yield key.table, column


def _differences(
    tables: Mapping[str, Table], rows: Mapping[Key, bytes], topic: Mapping[Key, bytes]
) -> Iterator[tuple[Key, Difference]]:
    for key, row in rows.items():
        if key not in topic:
            yield key, Difference("missing")
        elif row != topic[key]:
            columns = fingerprints.differing_columns(tables[key.table], row, topic[key])
            if columns:
                yield key, Difference("differing", columns)
    for key in topic:
        if key not in rows:
            yield key, Difference("extra")
