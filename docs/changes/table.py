"""The tables in docs/changes.md, from the catalogue: one for each section of the stack file."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from docs.changes import CHANGES
from docs.changes.change import Change, Plan
from docs.changes.names import everything_of

HEAD = "| key | from → to | effect | resources | to know |\n|---|---|---|---|---|"


def tables() -> str:
    """Markdown: key, from and to, effect, resources, what the plan does not say."""
    of_sections = groupby(CHANGES, key=lambda change: change.section)
    return "\n\n".join(f"## `{section}`\n\n{_table(changes)}" for section, changes in of_sections)


def _table(changes: Iterable[Change]) -> str:
    rows = [
        f"| `{change.key}` | {_values(change)} | {change.effect} | {_resources(change.plan)} | {_to_know(change)} |"
        for change in changes
    ]
    return "\n".join([HEAD, *rows])


def _values(change: Change) -> str:
    """`5432` → `5433`, and what else the stack file has."""
    told = f"{_shown(change.before)} → {_shown(change.after)}"
    if change.beside:
        told += f", with {_settings(change.beside)}"
    if change.stack != "lab":
        told += f", in `Pulumi.{change.stack}.yaml`"
    return told + (f"; under {_standing(change.under)}" if change.under else "")


def _standing(under: Mapping[str, Any]) -> str:
    """As _settings, but of a section with several keys only its name: `runtime.ecs`."""
    return ", ".join(_named(key, value) for key, value in under.items())


def _named(key: str, value: Any) -> str:
    if not isinstance(value, Mapping):
        return f"`{key}` {_shown(value)}"
    if len(value) > 1:
        return f"`{key}`"
    ((inner, of_inner),) = value.items()
    return _named(f"{key}.{inner}", of_inner)


def _settings(values: Mapping[str, Any]) -> str:
    return ", ".join(f"`{key}` {_shown(value)}" for key, value in values.items())


def _shown(value: Any) -> str:
    if value is None:
        return "left out"
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def _resources(plan: Plan) -> str:
    return "; ".join(f"{_names(names)} {step}" for step, names in plan.items())


def _names(names: Sequence[str]) -> str:
    if names == everything_of(names[0]):
        return f"everything of `{names[0]}`"
    return ", ".join(f"`{name}`" for name in names)


def _to_know(change: Change) -> str:
    by = "`pulumi up` says " if change.plan else ""
    said = f"{by}`{change.refusal}`" if change.refusal else ""
    return "; ".join(part for part in (said, change.note) if part)
