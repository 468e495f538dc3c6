"""What a dynamic provider's `diff` begins with."""

from collections.abc import Mapping
from typing import Any


def changed_keys(olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    """The inputs that differ from what was stored; `__provider` is Pulumi's own."""
    return [key for key in news if not key.startswith("__") and olds.get(key) != news[key]]
