"""What `python -m doctor symptom` says: which causes a log or an error text is known by."""

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from doctor import causes
from doctor.symptoms import Seen

KNOWN = 0
NONE_KNOWN = 1

NOTHING_KNOWN = "no cause is known by this text; `python -m doctor` walks the chain and looks for itself"


def exit_code(seen: Sequence[Seen]) -> int:
    """Whether the question was answered, as of `grep`."""
    return KNOWN if seen else NONE_KNOWN


def as_json(seen: Sequence[Seen]) -> str:
    """For machines: ids are stable, and in the order of how likely they are."""
    return json.dumps({"symptoms": [_described(one) for one in seen]}, indent=2)


def show(out: Console, seen: Sequence[Seen]) -> None:
    """The line, what it stands for, the most likely first, what tells that apart, and where to read on."""
    if not seen:
        out.print(NOTHING_KNOWN)
    for one in seen:
        _say(out, "saw", one.line)
        for cause_id in one.symptom.causes:
            out.print(f"  [bold red]{cause_id}[/bold red] {causes.find(cause_id).title}")
        _say(out, "  told apart:", _told_apart(one))
        if one.symptom.hint:
            out.print(f"  {one.symptom.hint}; `python -m doctor` tells which it is")
        out.print(f"  more: python -m doctor explain {one.symptom.causes[0]}")


def _say(out: Console, name: str, text: str) -> None:
    """Texts of others have no markup."""
    out.print(f"{name} ", end="")
    out.print(text, markup=False, soft_wrap=True)


def _told_apart(one: Seen) -> str:
    return one.symptom.told_apart or causes.find(one.symptom.causes[0]).detect


def _described(one: Seen) -> dict[str, Any]:
    titles = {cause_id: causes.find(cause_id).title for cause_id in one.symptom.causes}
    return {"line": one.line, "causes": titles, "told_apart": _told_apart(one), "hint": one.symptom.hint or None}
