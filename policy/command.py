"""`python -m policy`: judges the resources that every program of the repository registers on mocks."""

import json
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pulumi
import typer
from rich.console import Console
from rich.table import Table

from evaluation.programs import Program, evaluate, programs
from policy import config as pack_config
from policy.config import Config
from policy.judging import Violation, judge_all, not_judged
from policy.proxied import from_wire
from policy.rule import Resource
from policy.rules import RULES

EXIT_VIOLATED = 1
EXIT_NOT_JUDGED = 2


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One stack, and what is violated in it."""

    stack: str
    resources: int
    not_judged: list[str]
    violations: list[Violation]


def resources_of(program: Program, stack: str, *, preview: bool = False) -> list[Resource]:
    """What the program registers for this stack, as the rules read it."""
    return [
        Resource(kind=registered.kind, name=registered.name, props=from_wire(registered.properties))
        for registered in evaluate(program, stack, preview=preview)
    ]


def judge_stack(program: Program, stack: str, config: Config, today: date) -> Judged:
    """One stack of one program."""
    resources, name = resources_of(program, stack), f"{program.project}/{stack}"
    return Judged(
        stack=name,
        resources=len(resources),
        not_judged=not_judged(name, config),
        violations=judge_all(resources, name, config, today),
    )


def main(as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False) -> None:
    """Judge every stack of every program; exit code 1: a mandatory rule is violated, 2: a stack could not be judged."""
    try:
        config = pack_config.load()
        judged = [
            judge_stack(program, stack, config, date.today()) for program in programs() for stack in program.stacks
        ]
    except (pack_config.ConfigError, pulumi.RunError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(EXIT_NOT_JUDGED) from None
    except Exception:  # noqa: BLE001  whatever a program raises, nothing was judged
        traceback.print_exc()
        raise typer.Exit(EXIT_NOT_JUDGED) from None
    print(_json(judged)) if as_json else _print(judged)
    if any(violation.level == "mandatory" for stack in judged for violation in stack.violations):
        raise typer.Exit(EXIT_VIOLATED)


def _json(judged: Sequence[Judged]) -> str:
    return json.dumps(
        [
            {
                "stack": stack.stack,
                "resources": stack.resources,
                "not_judged": stack.not_judged,
                "violations": [
                    {"rule": v.rule, "level": v.level, "resource": v.resource.name, "message": v.message}
                    for v in stack.violations
                ],
            }
            for stack in judged
        ],
        indent=2,
    )


def _print(judged: Sequence[Judged]) -> None:
    console = Console()
    table = Table(title=f"{len(RULES)} rules", title_justify="left")
    for column in ("stack", "resources", "violations", "rules that do not concern it"):
        table.add_column(column, justify="right" if column in ("resources", "violations") else "left")
    for stack in judged:
        violations = str(len(stack.violations) or "none")
        table.add_row(stack.stack, str(stack.resources), violations, ", ".join(stack.not_judged))
    console.print(table)
    for stack in judged:
        for violation in stack.violations:
            where = f"{stack.stack} {violation.resource.name}"
            console.print(
                f"{violation.level} {violation.rule}: {where}: {violation.message}", markup=False, soft_wrap=True
            )
