"""What a service gives back in another form than it was given: told as it was written, where it means the same."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def document(stored: str | Mapping[str, Any], written: Any) -> str:
    """A JSON document: `written` while it says the same as what is stored, else what is stored."""
    says = json.loads(stored) if isinstance(stored, str) else dict(stored)
    try:
        same = json.loads(written) == says
    except (TypeError, ValueError):
        same = False
    return str(written) if same else json.dumps(says)


def in_any_order(stored: Sequence[Any], written: Any) -> list[Any]:
    """A set, as a list: in the order of `written` while it has the same members."""
    return list(written) if sorted(written or [], key=str) == sorted(stored, key=str) else list(stored)
