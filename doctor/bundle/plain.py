"""Facts as JSON has them."""

import math
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from doctor.facts.facts import PipelineFacts


def plain(value: Any) -> Any:
    """Dataclasses by their fields and their kind, sets in order, what JSON has no word for as text.

    A pipeline's configuration is told once, parsed: its text is left out.
    """
    if is_dataclass(value) and not isinstance(value, type):
        told = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        if isinstance(value, PipelineFacts):
            del told["config_yaml"]
        return {"kind": type(value).__name__, **told}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Set):
        return [plain(one) for one in sorted(value, key=str)]
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)
