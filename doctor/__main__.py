"""`python -m doctor`: which link of the chain is broken, why, and what to do."""

import time
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from doctor import accepted, edition, waiting
from doctor.any_chain.unknown import ByHand
from doctor.chain import link_titles
from doctor.commands.bundle import bundle
from doctor.commands.choice import Choice, chosen_stack
from doctor.commands.explain import explain
from doctor.commands.looking import eyes
from doctor.commands.permissions import show_permissions
from doctor.commands.preflight import preflight
from doctor.commands.printing import Output, print_report
from doctor.commands.reconcile import reconcile
from doctor.commands.symptom import symptom
from doctor.commands.token import token
from doctor.commands.told import told
from doctor.report.report import Report
from doctor.selection import selection
from doctor.walk import checks_of, exit_code

app = typer.Typer(
    help="Walks the seven links of a stack, read-only, and names the first that is broken, and why.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(bundle)
app.command()(explain)
app.command()(preflight)
app.command()(symptom)
app.command("permissions")(show_permissions)
app.command()(token)
app.command()(reconcile)


@app.callback(invoke_without_command=True)
def walk_chain(
    context: typer.Context,
    outputs_file: Annotated[
        Path | None, typer.Option("--outputs", help="`pulumi stack output --json` in a file; - is standard input.")
    ] = None,
    stack: Annotated[str | None, typer.Option(help="Ask Pulumi for the outputs of this stack.")] = None,
    lab: Annotated[bool, typer.Option("--lab", help="The lab on this machine, with every login it has.")] = False,
    pipeline: Annotated[
        Path | None, typer.Option(help="Any Redpanda Connect configuration as it runs: the chain is read out of it.")
    ] = None,
    cluster: Annotated[str | None, typer.Option(help="Name or ARN of the cluster, where it is not found.")] = None,
    user: Annotated[str | None, typer.Option(help="The database user, where no --pipeline tells.")] = None,
    role: Annotated[str | None, typer.Option(metavar="ARN", help="The role that pipeline or client runs as.")] = None,
    connect_role: Annotated[
        str | None, typer.Option(metavar="ARN", help="A role in between, where no --pipeline tells.")
    ] = None,
    external_id: Annotated[
        str | None, typer.Option(help="The one it is asked with, where no --pipeline tells.")
    ] = None,
    ca_bundle: Annotated[str | None, typer.Option(help="PEM file, where the chain names none.")] = None,
    redpanda_profile: Annotated[str | None, typer.Option(help="Instead of the chain's.")] = None,
    database_profile: Annotated[str | None, typer.Option(help="Instead of the chain's.")] = None,
    admin_secret: Annotated[
        bool, typer.Option("--admin-secret", help="Log in to the database with the managed master secret.")
    ] = False,
    admin_token: Annotated[
        bool, typer.Option("--admin-token", help="Log in to the database by token, as the one of database.sql: iam.")
    ] = False,
    database_url: Annotated[
        str | None, typer.Option(envvar="DOCTOR_DATABASE_URL", help="Log in with this URL; better by the variable.")
    ] = None,
    kafka_config: Annotated[
        Path | None, typer.Option(help="JSON file: librdkafka's configuration of who may read topics and ACLs.")
    ] = None,
    kubernetes: Annotated[
        Path | None,
        typer.Option(help="JSON file: `kubectl get serviceaccounts,pipelines.cluster.redpanda.com -n ... -o json`."),
    ] = None,
    as_whom: Annotated[
        Literal["operator", "workload"],
        typer.Option("--as", help="workload: by real assume-role calls, from a place that may."),
    ] = "operator",
    only: Annotated[list[str] | None, typer.Option(metavar="ID", help="A check or a cause; may be repeated.")] = None,
    skip: Annotated[list[str] | None, typer.Option(metavar="ID", help="A check or a cause; may be repeated.")] = None,
    accepted_file: Annotated[
        Path | None, typer.Option("--accepted", help="YAML: findings accepted for a while, with reason and last day.")
    ] = None,
    output: Annotated[Output, typer.Option(help="The form of the report.")] = Output.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --output json.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="What passes too, and what every check saw.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the first cause.")] = False,
    limit: Annotated[float, typer.Option(help="Seconds each probe may take.")] = 5.0,
    wait: Annotated[str, typer.Option(help="Look again for so long at what heals by itself, such as 5m.")] = "0",
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
        admin_token=admin_token,
        database_url=database_url,
        kafka_config=kafka_config,
        as_workload=as_whom == "workload",
        limit_s=limit,
        pipeline=pipeline,
        kubernetes=kubernetes,
        hand=ByHand(
            cluster=cluster,
            user=user,
            role=role,
            connect_role=connect_role,
            external_id=external_id,
            ca_bundle=ca_bundle,
            redpanda_profile=redpanda_profile,
            database_profile=database_profile,
        ),
    )
    if context.invoked_subcommand is not None:
        context.obj = choice
        return
    with told():
        wait_s = waiting.seconds(wait)
        exceptions = accepted.load(accepted_file) if accepted_file else ()
        asked = chosen_stack(choice)
        chosen = selection(only=only or (), skip=skip or (), checks=checks_of(asked.chain))
        seen_by = eyes(asked, choice, chosen)
        form = Output.JSON if as_json else output
        while True:
            since = time.monotonic()
            findings = waiting.settled(lambda: accepted.accept(seen_by.look(), exceptions, date.today()), wait_s)
            report = Report(
                findings=tuple(findings),
                seconds=time.monotonic() - since,
                edition=edition.edition(),
                probes_ms=dict(seen_by.probes_ms),
                links=link_titles(asked.chain),
            )
            print_report(report, form, everything=everything, quiet=quiet)
            code = exit_code(findings)
            if watch is None or code == 0:
                raise typer.Exit(code)
            time.sleep(watch)


if __name__ == "__main__":
    app()
