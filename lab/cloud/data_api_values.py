"""Values as the Data API gives them: `ExecuteStatement`, Field and ColumnMetadata."""

from decimal import Decimal
from typing import Any


def field(value: Any) -> dict[str, Any]:
    """`7` to `{"longValue": 7}`; what has no kind of its own there is a text, dates and numerics among them."""
    match value:
        case None:
            return {"isNull": True}
        case bool():
            return {"booleanValue": value}
        case int():
            return {"longValue": value}
        case float():
            return {"doubleValue": value}
        case list():
            return {"arrayValue": _array(value)}
        case Decimal() | _:
            return {"stringValue": str(value)}


def column(name: str, type_name: str) -> dict[str, Any]:
    """What a result says of one of its columns."""
    return {"name": name, "label": name, "typeName": type_name}


def _array(values: list[Any]) -> dict[str, Any]:
    if all(isinstance(value, bool) for value in values):
        return {"booleanValues": values}
    if all(isinstance(value, int) for value in values):
        return {"longValues": values}
    return {"stringValues": [str(value) for value in values]}
