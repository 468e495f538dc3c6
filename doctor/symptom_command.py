"""`python -m doctor symptom`: which causes a log or an error text is known by."""

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from doctor import causes
from doctor.symptoms import Seen

NOTHING_KNOWN = "no cause is known by this text; `python -m doctor` walks the chain and looks for itself"


def as_json(seen: Sequence[Seen]) -> str:
    """For machines: ids are stable."""
    return json.dumps({"symptoms": [_described(one) for one in seen]}, indent=2)


def show(out: Console, seen: Sequence[Seen]) -> None:
    """The line, what it stands for, and where to read on."""
    if not seen:
        out.print(NOTHING_KNOWN)
    for one in seen:
        out.print("saw  ", end="")
        out.print(one.line, markup=False, soft_wrap=True)
        for cause_id in one.symptom.causes:
            out.print(f"  [bold red]{cause_id}[/bold red] {causes.find(cause_id).title}")
        if one.symptom.hint:
            out.print(f"  {one.symptom.hint}; `python -m doctor` tells which it is")
        else:
            out.print(f"  more: python -m doctor explain {one.symptom.causes[0]}")


def _described(one: Seen) -> dict[str, Any]:
    titles = {cause_id: causes.find(cause_id).title for cause_id in one.symptom.causes}
    return {"line": one.line, "causes": titles, "hint": one.symptom.hint or None}
