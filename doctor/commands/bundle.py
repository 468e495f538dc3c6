"""`bundle`: one archive of what was seen, for whoever is asked for help."""

import json
import os
import platform
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer

from doctor import edition
from doctor.bundle import archive
from doctor.bundle.plain import plain
from doctor.bundle.redaction import known_secrets, redacted, redacted_text
from doctor.chain import link_titles, reads_mysql
from doctor.commands.choice import Choice, chosen_stack
from doctor.commands.looking import broker_config, database_login, operator, refuse_login_to_mysql
from doctor.commands.printing import out
from doctor.commands.told import told
from doctor.facts.facts import NO_MYSQL_LOGIN, Unavailable
from doctor.facts.gather import NO_DATABASE_LOGIN, NO_KAFKA_LOGIN
from doctor.facts.logs import MOST_LINES, last_log_lines
from doctor.facts.server_rows import server_rows
from doctor.outputs import Stack
from doctor.report import machine, short
from doctor.report.report import Report
from doctor.walk import walk

LIBRARIES = ("boto3", "confluent-kafka", "httpx", "psycopg")


def bundle(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The archive to write.")] = Path("doctor-bundle.tar.gz"),
) -> None:
    """Write facts, findings, versions, slots and the last log lines into one archive, without secrets.

    It is searched for secrets before it is written; what is found is named by its place, and nothing is written.
    """
    with told():
        choice: Choice = context.obj
        stack = chosen_stack(choice)
        refuse_login_to_mysql(stack, choice)
        broker = broker_config(stack, choice)
        secrets = known_secrets(os.environ, broker or {}, urls=[choice.database_url or ""])
        parts = _parts(stack, choice, broker)
        archive.write(file, parts, secrets)
        out.print(f"{file}: {', '.join(parts)}", markup=False, soft_wrap=True)


def _parts(stack: Stack, choice: Choice, broker: Mapping[str, Any] | None) -> dict[str, str]:
    since, took = time.monotonic(), dict[str, float]()
    facts = operator(stack, choice, took)()
    findings = tuple(walk(facts))
    seconds = time.monotonic() - since
    report = Report(
        findings=findings,
        seconds=seconds,
        edition=edition.edition(),
        probes_ms=took,
        links=link_titles(stack.chain),
    )
    connect = database_login(stack, choice)
    rows = NO_MYSQL_LOGIN if reads_mysql(stack.chain) else server_rows(connect) if connect else NO_DATABASE_LOGIN
    logs = {
        f"logs/{pipeline['name']}.txt": redacted_text("\n".join(_log(stack, broker, pipeline["id"])))
        for pipeline in stack.chain.get("pipelines", ())
    }
    documents = {
        "versions.json": _versions(report.edition.version),
        "findings.json": machine.document(report),
        "facts.json": plain(facts),
        "server_rows.json": plain(rows),
    }
    told = {name: json.dumps(redacted(document), indent=2) + "\n" for name, document in documents.items()}
    return {"report.txt": redacted_text("\n".join(short.lines(report, everything=True))) + "\n", **told, **logs}


def _versions(doctor_version: str) -> dict[str, Any]:
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "doctor": doctor_version,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        **{name: metadata.version(name) for name in LIBRARIES},
    }


def _log(stack: Stack, broker: Mapping[str, Any] | None, pipeline_id: str) -> list[str]:
    """The last lines, or why there are none."""
    if stack.cloud is not None:
        return stack.cloud.log_lines(pipeline_id, MOST_LINES)
    lines = last_log_lines(broker, pipeline_id) if broker is not None else NO_KAFKA_LOGIN
    return [f"unknown: {lines.reason}"] if isinstance(lines, Unavailable) else lines
