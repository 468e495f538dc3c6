"""`python -m doctor`: which link of the chain is broken, why, and what to do."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from doctor import causes, login_token, outputs, pages, permissions, report, symptom_command, symptoms
from doctor.chain import caller, reads_mysql
from doctor.database_login import Connect, by_managed_secret, by_url
from doctor.facts.aws import Account
from doctor.facts.database import database_facts
from doctor.facts.endpoint import endpoint_facts
from doctor.facts.gather import Probes, aws_probes, gather
from doctor.facts.kafka import kafka_facts
from doctor.facts.own_words import own_words
from doctor.facts.pipeline import cloud_login, cloud_probes
from doctor.finding import Finding
from doctor.outputs import OutputsError, Stack
from doctor.walk import exit_code, walk
from doctor.workload import walk_as_workload

EXIT_WRONG_USAGE = 3
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it

app = typer.Typer(
    help="Walks the seven links of a stack, read-only, and names the first that is broken, and why.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which stack, and with whose eyes."""

    outputs_file: Path | None
    stack: str | None
    lab: bool
    redpanda_profile: str | None
    database_profile: str | None
    admin_secret: bool
    database_url: str | None
    kafka_config: Path | None
    as_workload: bool


@app.callback(invoke_without_command=True)
def walk_chain(
    context: typer.Context,
    outputs_file: Annotated[
        Path | None, typer.Option("--outputs", help="`pulumi stack output --json` in a file; - is standard input.")
    ] = None,
    stack: Annotated[str | None, typer.Option(help="Ask Pulumi for the outputs of this stack.")] = None,
    lab: Annotated[bool, typer.Option("--lab", help="The lab on this machine, with every login it has.")] = False,
    redpanda_profile: Annotated[str | None, typer.Option(help="Instead of the chain's.")] = None,
    database_profile: Annotated[str | None, typer.Option(help="Instead of the chain's.")] = None,
    admin_secret: Annotated[
        bool, typer.Option("--admin-secret", help="Log in to the database with the managed master secret.")
    ] = False,
    database_url: Annotated[
        str | None, typer.Option(envvar="DOCTOR_DATABASE_URL", help="Log in with this URL; better by the variable.")
    ] = None,
    kafka_config: Annotated[
        Path | None, typer.Option(help="JSON file: librdkafka's configuration of who may read topics and ACLs.")
    ] = None,
    as_whom: Annotated[
        Literal["operator", "workload"],
        typer.Option("--as", help="workload: by real assume-role calls, from a place that may."),
    ] = "operator",
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the first cause.")] = False,
    limit: Annotated[float, typer.Option(help="Seconds each probe may take.")] = 5.0,
    watch: Annotated[float | None, typer.Option(help="Repeat every so many seconds until all passes.")] = None,
) -> None:
    """Walk the chain. Exit code 0: all pass, 1: something failed, 2: something could not be checked, 3: wrong usage."""
    choice = Choice(
        outputs_file=outputs_file,
        stack=stack,
        lab=lab,
        redpanda_profile=redpanda_profile,
        database_profile=database_profile,
        admin_secret=admin_secret or lab,
        database_url=database_url,
        kafka_config=kafka_config,
        as_workload=as_whom == "workload",
    )
    if context.invoked_subcommand is not None:
        context.obj = choice
        return
    with told():
        look = _look(_stack(choice), choice, limit)
        while True:
            findings = look()
            if as_json:
                print(json.dumps(report.as_json(findings), indent=2))
            else:
                report.show(out, findings, quiet=quiet)
            code = exit_code(findings)
            if watch is None or code == 0:
                raise typer.Exit(code)
            time.sleep(watch)


@app.command()
def explain(cause_id: Annotated[str, typer.Argument(metavar="ID", help="Such as R5.")]) -> None:
    """Print the page of a cause: symptom, why, how it is detected, fix, source."""
    with told():
        print(pages.page(causes.find(cause_id)))


@app.command()
def symptom(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Read a log or an error text from standard input, and say which causes are known by it.

    The most likely cause stands first, with what tells it from its look-alikes. Exit code 0: one is known, 1: none is,
    3: wrong usage. What may log in somewhere is not shown.
    """
    with told():
        if sys.stdin.isatty():
            raise ValueError(
                "symptom: got no text, want a log piped in, such as pulumi up 2>&1 | python -m doctor symptom"
            )
        seen = list(symptoms.seen_in(sys.stdin.buffer.read().decode(errors="replace")))
        if as_json:
            print(symptom_command.as_json(seen))
        else:
            symptom_command.show(out, seen)
        raise typer.Exit(symptom_command.exit_code(seen))


@app.command("permissions")
def show_permissions(context: typer.Context) -> None:
    """Print the read rights the doctor needs, as two IAM policies ready to attach."""
    with told():
        chain = _stack(context.obj).chain
        documents = {
            caller(chain).profile: permissions.caller_account_policy(chain),
            chain["database"]["profile"]: permissions.database_account_policy(
                chain, admin_secret=not reads_mysql(chain)
            ),
        }
        print(json.dumps(documents, indent=2))


@app.command()
def token(context: typer.Context) -> None:
    """Read a login token, or a DSN with one, from standard input; say what it was signed for and what does not fit.

    The token is not shown. The chain comes from --outputs FILE, --stack or --lab, given before this command.
    """
    with told():
        choice: Choice = context.obj
        if not choice.lab and choice.stack is None and choice.outputs_file in (None, Path("-")):
            raise OutputsError(
                "token: got no stack, want --outputs FILE, --stack or --lab before it (stdin is the token)"
            )
        chain = _stack(choice).chain
        now = datetime.now(UTC)
        signed = login_token.read(sys.stdin.read())
        out.print(login_token.described(signed, now), markup=False, soft_wrap=True)
        wrong = list(login_token.mismatches(signed, chain, now))
        for cause_id, saw in wrong:
            out.print(f"[bold red]{cause_id}[/bold red] {saw}")
        raise typer.Exit(1 if wrong else 0)


@contextmanager
def told() -> Iterator[None]:
    """One clear line for wrong usage; a clean end for Ctrl-C."""
    try:
        yield
    except (OutputsError, ValueError) as error:
        print(f"error {error}", file=sys.stderr)
        raise typer.Exit(EXIT_WRONG_USAGE) from None
    except KeyboardInterrupt:
        raise typer.Exit(EXIT_INTERRUPTED) from None


def _stack(choice: Choice) -> Stack:
    given = [choice.outputs_file is not None, choice.stack is not None, choice.lab]
    if sum(given) > 1:
        raise OutputsError("--outputs, --stack, --lab: got several, want one")
    if choice.lab:
        return outputs.from_lab()
    if choice.stack is not None:
        return outputs.from_pulumi(choice.stack)
    if choice.outputs_file is None and sys.stdin.isatty():
        raise OutputsError("--outputs: got none, want a file, or the outputs piped in, or --stack, or --lab")
    return outputs.from_file(choice.outputs_file or Path("-"))


def _look(stack: Stack, choice: Choice, limit_s: float) -> Callable[[], list[Finding]]:
    """One walk of the chain, to be repeated: with an operator's eyes, or as the workload itself."""
    if reads_mysql(stack.chain) and (choice.database_url is not None or choice.admin_secret):
        raise ValueError(
            "--database-url (DOCTOR_DATABASE_URL), --admin-secret: got a login, want none for a chain of Aurora MySQL "
            "(the doctor does not log in to MySQL); leave it out"
        )
    if choice.as_workload:
        if stack.pod is not None:
            for name in [name for name in os.environ if name.startswith("AWS_")]:
                del os.environ[name]  # a pod has none of the operator's
            os.environ.update(stack.pod)
        return lambda: walk_as_workload(stack.chain, os.environ, stack.address)
    os.environ.update(stack.environment)
    probes = _probes(stack, choice)
    return lambda: walk(gather(stack.chain, probes, limit_s))


def _probes(stack: Stack, choice: Choice) -> Probes:
    database = stack.chain["database"]
    probes = replace(
        aws_probes(stack.chain, redpanda_profile=choice.redpanda_profile, database_profile=choice.database_profile),
        endpoint=partial(
            endpoint_facts,
            *(database["endpoint"], database["port"], database["ca_bundle"], stack.address),
            mysql=reads_mysql(stack.chain),
        ),
        **cloud_probes(stack.chain, stack.cloud or cloud_login(os.environ)),
    )
    connect = _database_login(stack, choice)
    if connect is not None:
        probes = replace(probes, database=partial(database_facts, connect))
    broker = stack.broker_config
    if choice.kafka_config is not None:
        broker = json.loads(choice.kafka_config.read_text())
    if broker is not None:
        probes = replace(probes, kafka=partial(kafka_facts, broker), own_words=partial(own_words, broker))
    return probes


def _database_login(stack: Stack, choice: Choice) -> Connect | None:
    if choice.database_url is not None:
        return by_url(choice.database_url)
    if not choice.admin_secret:
        return None
    database = stack.chain["database"]
    account = Account(choice.database_profile or database["profile"], database["region"])
    return by_managed_secret(stack.chain, account, stack.address)


if __name__ == "__main__":
    app()
