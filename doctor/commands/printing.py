"""A report in the form that was asked for."""

import json
from collections.abc import Callable
from enum import StrEnum

from rich.console import Console

from doctor.report import github, junit, machine, short, terminal
from doctor.report.report import Report, total_line

out = Console(highlight=False)


class Output(StrEnum):
    """Forms of the report."""

    TABLE = "table"
    SHORT = "short"
    JSON = "json"
    JUNIT = "junit"
    GITHUB = "github"


def print_report(report: Report, form: Output, *, everything: bool, quiet: bool) -> None:
    """To standard output; `quiet`: of the table only the first cause, or why there is none."""
    forms: dict[Output, Callable[[], str]] = {
        Output.SHORT: lambda: "\n".join(short.lines(report, everything=everything)),
        Output.JSON: lambda: json.dumps(machine.document(report), indent=2),
        Output.JUNIT: lambda: junit.text(report).rstrip("\n"),
        Output.GITHUB: lambda: "\n".join(github.lines(report)),
    }
    if form in forms:
        print(forms[form]())
    elif not quiet:
        terminal.show(out, report, everything=everything)
    elif report.first:
        terminal.show_first(out, report)
    else:
        out.print(total_line(report), soft_wrap=True)
