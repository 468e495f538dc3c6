"""`reconcile`: whether anything is missing from a pipeline's topic."""

import json
import os
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Annotated, Any

import typer

from doctor import waiting
from doctor.chain import ANY, Chain, engine, reads_mysql
from doctor.commands.choice import Choice, chosen_stack
from doctor.commands.looking import broker_config, database_login
from doctor.commands.told import told
from doctor.reconcile import telling
from doctor.reconcile.database import DatabaseReader
from doctor.reconcile.fold import Fold
from doctor.reconcile.looks import Patience, look
from doctor.reconcile.topic import TopicReader
from doctor.reconcile.unreadable import Unreadable
from doctor.reconcile.verdict import EXIT_CODES, SCHEMA_VERSION, Compared, document

SNAPSHOT_LIMIT_S = 15 * 60.0
"""A snapshot that is held keeps the database from cleaning up."""
SAID_EVERY_S = 5.0
WAIT = "6m"
"""Above the pipeline's heartbeat, which moves the slot of tables that do not change."""


def reconcile(
    context: typer.Context,
    pipeline: Annotated[str, typer.Argument(help="Its name in the stack.")],
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    first: Annotated[int, typer.Option(min=0, help="How many keys of each kind are named.")] = 20,
    sample_above: Annotated[
        int, typer.Option(min=1, help="Rows of a table above which a sample is compared.")
    ] = 1_000_000,
    wait: Annotated[str, typer.Option(help="How long the pipeline may take to pass the snapshot.")] = WAIT,
) -> None:
    """Compare the rows of a pipeline's tables with its topic, by key, and name those that are missing or differ.

    Reads only; no value of a row is told. The stack and the logins come before this command: --lab, or --stack or
    --outputs with --admin-token, --admin-secret or --database-url, and --kafka-config. Exit code 0: equal, 1:
    differs, 2: could not tell, 3: wrong usage.
    """
    with told():
        choice: Choice = context.obj
        wait_s = waiting.seconds(wait)
        stack = chosen_stack(choice)
        entry = _entry(stack.chain, pipeline)
        os.environ.update(stack.environment)
        connect, broker = database_login(stack, choice), broker_config(stack, choice)
        if connect is None:
            raise ValueError(
                "reconcile: got no login to the database, want --admin-token, --admin-secret or --database-url "
                "before it"
            )
        if broker is None:
            raise ValueError("reconcile: got no login to the brokers, want --kafka-config FILE before it")
        progress = Progress()
        try:
            database = DatabaseReader(
                connect, entry, most_rows=sample_above, limit_s=SNAPSHOT_LIMIT_S, say=progress.say
            )
            compared = _compared(database, entry, broker, Patience(wait_s=wait_s, say=progress.say))
        except Unreadable as unreadable:
            _print_unreadable(str(unreadable), as_json=as_json)
            raise typer.Exit(EXIT_CODES["unknown"]) from None
        found = document(compared, first)
        _print([json.dumps(found, indent=2)] if as_json else telling.lines(found))
        raise typer.Exit(EXIT_CODES[compared.verdict])


class Progress:
    """Says on standard error what takes long, and seldom."""

    def __init__(self) -> None:
        self._said_at = time.monotonic()

    def say(self, text: str) -> None:
        """Print the line, unless the last one was a moment ago."""
        if time.monotonic() - self._said_at >= SAID_EVERY_S:
            self._said_at = time.monotonic()
            print(text, file=sys.stderr)


def _entry(chain: Chain, name: str) -> Mapping[str, Any]:
    if reads_mysql(chain) or "pipelines" not in chain:
        got = f"{chain['kind']} of {engine(chain).name}" if chain["kind"] == ANY else chain["kind"]
        raise ValueError(
            f"reconcile: got a chain of kind {got}, want one that streams out of PostgreSQL (rows are read in its "
            "snapshots, and it tells how far the topic is; there is no such thing here for MySQL or for a client)"
        )
    entries: dict[str, Mapping[str, Any]] = {entry["name"]: entry for entry in chain["pipelines"]}
    if name not in entries:
        raise ValueError(f"pipeline: got {name!r}, want {' or '.join(sorted(entries)) or 'a stack with pipelines'}")
    if not (entries[name].get("topic") and entries[name]["tables"]):
        raise ValueError(f"pipeline: got {name!r}, want one whose topic and tables are known before it runs")
    return entries[name]


def _compared(
    database: DatabaseReader, entry: Mapping[str, Any], broker: Mapping[str, Any], patience: Patience
) -> Compared:
    tables = database.tables
    fold = Fold(tables)
    with closing(TopicReader(broker, entry["topic"], patience.say)) as topic:
        outcome = look(tables, database, topic, fold, patience)
        return Compared(
            pipeline=entry,
            tables=tables,
            outcome=outcome,
            counts=fold.counts,
            first_offsets=topic.first_offsets,
            dead_letters=topic.waiting_in(entry["dead_letter_topic"]) if "dead_letter_topic" in entry else None,
        )


def _print_unreadable(reason: str, *, as_json: bool) -> None:
    if as_json:
        _print([json.dumps({"schema_version": SCHEMA_VERSION, "verdict": "unknown", "reason": reason}, indent=2)])
    else:
        print(f"cannot tell: {reason}", file=sys.stderr)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
