"""The document of a comparison as text for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from doctor.reconcile.differences import KINDS

ENDS = {
    "equal": "equal: the topic holds every row that was compared, as it is",
    "differs": "differs",
    "unknown": "cannot tell",
}


def lines(document: Mapping[str, Any]) -> Iterator[str]:
    """Each table, what is beside it, and last the verdict."""
    for table in document["tables"]:
        yield from _table(table)
    letters = document["dead_letters"]
    count = "an unknown number of" if letters["records"] is None else letters["records"]
    yield f"{document['records'].get('records', 0)} records in {document['topic']}"
    yield f"{count} dead letters{f' in {place}' if (place := letters['topic']) else ''}"
    yield from (f"note: {note}" for note in document["notes"])
    totals = {kind: sum(table[kind]["count"] for table in document["tables"]) for kind in (*KINDS, "not_judged")}
    told = ", ".join(f"{total} {_words(kind)}" for kind, total in totals.items() if total)
    yield f"{ENDS[document['verdict']]}{f': {told}' if told else ''} (as of {document['lsn']})"


def _table(table: Mapping[str, Any]) -> Iterator[str]:
    sample = "" if table["one_in"] == 1 else f", a sample of one in {table['one_in']}"
    yield f"{table['table']}: {table['rows']} rows{sample}"
    for kind in (*KINDS, "not_judged"):
        found = table[kind]
        if found["count"]:
            more = found["count"] - len(found["keys"])
            named = ", ".join(_key(entry) for entry in found["keys"])
            yield f"  {_words(kind)} {found['count']}: {named}{f' and {more} more' if more else ''}"
    columns = [f"{name} ({type_name})" for name, type_name in table["columns_not_compared"].items()]
    values = [f"{count} values of {name}" for name, count in table["values_not_compared"].items()]
    if columns or values:
        yield f"  not compared: {', '.join([*columns, *values])}"


def _key(entry: Mapping[str, Any]) -> str:
    """On one line, without what a terminal obeys."""
    key = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in entry["key"])
    return f"{key} ({', '.join(entry['columns'])})" if "columns" in entry else key


def _words(kind: str) -> str:
    return kind.replace("_", " ")
