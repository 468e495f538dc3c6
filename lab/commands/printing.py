"""What the commands print: progress, findings, and where everything is."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from lab.engine.live_list import ResourceEvent
from lab.lifecycle import environment
from lab.lifecycle.progress import Progress
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.prove.finding import Finding, Outcome

STYLES = {Outcome.HOLDS: "green", Outcome.REFUSED: "green", Outcome.BROKEN: "bold red", Outcome.NOT_RUN: "yellow"}

out = Console(highlight=False)


def progress() -> Progress:
    """A line for each phase, and for each resource as it is made."""
    return Progress(phase=lambda name: out.print(f"[bold]{name}[/bold]"), resource=_tell_resource)


def tell_finding(finding: Finding) -> None:
    """As soon as it is known."""
    style = STYLES[finding.outcome]
    out.print(f"  [{style}]{finding.outcome:<8}[/{style}] {finding.subject:<42} ", end="")
    out.print(finding.detail, markup=False, soft_wrap=True)


def tell_sum(findings: Sequence[Finding]) -> None:
    """How many there are of each outcome."""
    counts = {outcome: sum(finding.outcome is outcome for finding in findings) for outcome in Outcome}
    out.print(", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count))


def endpoints(paths: LabPaths, state: LabState) -> Table:
    """Where a lab's accounts, database, brokers and pipelines are."""
    told_of = environment.describe(paths, state)
    table = Table(title="the lab", show_header=False)
    table.add_column()
    table.add_column(overflow="fold")  # an endpoint cut short is of no use
    for name, account in told_of["accounts"].items():
        table.add_row(f"{name} account", f"{account['account_id']}, profile {account['profile']}")
    table.add_row("AWS APIs", told_of["aws"]["endpoint_url"])
    if database := told_of.get("database"):
        table.add_row("Aurora", f"{database['endpoint']}:{database['port']} at {database['address']}")
    if redpanda := told_of.get("redpanda"):
        table.add_row("brokers", redpanda["brokers"] or f"not run: {redpanda['not_run']}")
    for name, pipeline in told_of["pipelines"].items():
        table.add_row(f"pipeline {name}", f"{pipeline['state']}, {pipeline['directory']}")
    return table


def _tell_resource(event: ResourceEvent) -> None:
    took = "" if event.seconds is None else f"{event.seconds:5.2f} s"
    changed = f"  {', '.join(event.changed)}" if event.changed else ""
    line = f"{event.action:<16} {took}  {event.provider or '-':<18} {event.name:<36} {event.type}{changed}"
    out.print(f"  {line}", soft_wrap=True, markup=False)
