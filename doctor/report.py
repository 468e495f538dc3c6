"""The report: a table of every check, then the first cause at length."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from doctor import causes
from doctor.cause import LINKS
from doctor.finding import Finding, Result
from doctor.walk import first_cause

STYLES = {
    Result.PASS: "green",
    Result.FAIL: "bold red",
    Result.UNKNOWN: "yellow",
    Result.NOT_APPLICABLE: "dim",
}


def show(console: Console, findings: Sequence[Finding], *, quiet: bool) -> None:
    """Everything, or with `quiet` only the first cause."""
    if not quiet:
        console.print(_table(findings))
    first = first_cause(findings)
    if first is not None:
        _show_cause(console, first)
    elif not quiet:
        unknown = sum(finding.result is Result.UNKNOWN for finding in findings)
        console.print(f"no cause found; {unknown} checks could not run" if unknown else "every link holds")


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """For machines: ids are stable."""
    first = first_cause(findings)
    return {"first_cause": first.cause if first else None, "findings": [vars(finding) for finding in findings]}


def _table(findings: Sequence[Finding]) -> Table:
    table = Table("link", "check", "result", "saw")
    for finding in findings:
        style = STYLES[finding.result]
        result = f"[{style}]{finding.result}{f' {finding.cause}' if finding.cause else ''}[/{style}]"
        table.add_row(f"{finding.link} {LINKS[finding.link]}", Text(finding.check), result, Text(finding.saw))
    return table


def _show_cause(console: Console, finding: Finding) -> None:
    cause = causes.find(str(finding.cause))
    console.print(f"[bold red]{cause.id}[/bold red] [bold]{cause.title}[/bold] (link {finding.link})")
    for name, text in (("saw", finding.saw), ("why", cause.why), ("fix", finding.fix)):
        console.print(f"  {name:<4} ", end="")
        console.print(text, markup=False, soft_wrap=True)
    console.print(f"  more: python -m doctor explain {cause.id}")
