"""One form for a column's value, whether PostgreSQL wrote it as text or Connect as JSON.

Types whose JSON is not known have none: they are named as not compared, rather than judged by a guess. So are values
that are not of the form known for their type, such as `infinity` of a date, which Connect writes as null.
"""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, DecimalException
from typing import Any

JSON = frozenset({"json", "jsonb"})


def is_known(type_name: str) -> bool:
    """Whether values of a type can be compared; `type_name` is pg_type's, such as `int4`."""
    return type_name in FORMS


def is_null(type_name: str, text: str | None) -> bool:
    """Whether a record has null for it: for JSON's own null too, which a record cannot tell from a missing value."""
    return text is None or (type_name in JSON and text == "null")


def of_text(type_name: str, text: str) -> str | None:
    """The form of PostgreSQL's text; None where there is none."""
    return _form(type_name, json.loads(text) if type_name in JSON else text)


def of_json(type_name: str, value: Any) -> str | None:
    """The form of a value in a record, its fractions read as Decimal; None where there is none."""
    return _form(type_name, value)


def _form(type_name: str, value: Any) -> str | None:
    form = FORMS.get(type_name)
    if form is None:
        return None
    try:
        return form(value)
    except (ValueError, TypeError, OverflowError, DecimalException):
        return None


def _integer(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return str(int(value))


def _decimal(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise TypeError
    digits = f"{Decimal(value):f}"  # not normalize(): it rounds to 28 digits
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _float(value: Any) -> str:
    if isinstance(value, bool):
        raise TypeError
    return repr(float(value))


def _boolean(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value in ("true", "false"):
        return str(value)
    raise TypeError


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _padded(value: Any) -> str:
    return _text(value).rstrip(" ")


def _uuid(value: Any) -> str:
    return str(uuid.UUID(_text(value)))


def _instant(value: Any) -> str:
    """UTC where no zone is told, as Connect takes a `timestamp` and the midnight of a `date`."""
    instant = datetime.fromisoformat(_text(value))
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _json(value: Any) -> str:
    """Numbers are floats, as Connect reads them (Go's json.Unmarshal)."""
    return json.dumps(_with_floats(value), sort_keys=True)


def _with_floats(value: Any) -> Any:
    match value:
        case bool():
            return value
        case int() | Decimal():
            return float(value)
        case list():
            return [_with_floats(item) for item in value]
        case dict():
            return {name: _with_floats(item) for name, item in value.items()}
    return value


# redpanda-data/connect, internal/impl/postgresql/TYPES.md, for the snapshot and for the stream. `numeric` as its text,
# times of day too; `date` and both timestamps as RFC 3339. bytea is left out: its JSON is not told there.
FORMS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("int2", "int4", "int8"), _integer),
    **dict.fromkeys(("float4", "float8"), _float),
    **dict.fromkeys(("text", "varchar", "name", "time", "timetz"), _text),
    **dict.fromkeys(("date", "timestamp", "timestamptz"), _instant),
    **dict.fromkeys(JSON, _json),
    "numeric": _decimal,
    "bool": _boolean,
    "bpchar": _padded,
    "uuid": _uuid,
}
