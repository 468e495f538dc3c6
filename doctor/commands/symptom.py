"""`symptom`: which causes a log or an error text is known by."""

import sys
from typing import Annotated

import typer

from doctor.commands.printing import out
from doctor.commands.told import told
from doctor.report import symptoms as report
from doctor.symptoms import seen_in


def symptom(
    text: Annotated[str | None, typer.Argument(help="The text; without it standard input is read.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Read a log or an error text, given or from standard input, and say which causes are known by it.

    The most likely cause stands first, with what tells it from its look-alikes. Exit code 0: one is known, 1: none is,
    3: wrong usage. What may log in somewhere is not shown.
    """
    with told():
        seen = list(seen_in(_piped() if text is None else text))
        if as_json:
            print(report.as_json(seen))
        else:
            report.show(out, seen)
        raise typer.Exit(report.exit_code(seen))


def _piped() -> str:
    if sys.stdin.isatty():
        raise ValueError(
            'symptom: got no text, want one such as python -m doctor symptom "PAM authentication failed", or a log '
            "piped in, such as pulumi up 2>&1 | python -m doctor symptom"
        )
    return sys.stdin.buffer.read().decode(errors="replace")
