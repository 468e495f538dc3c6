"""The one Bloblang mapping the stand-in understands: `meta key = match { ... }`, a key per table."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

OPENING = "meta key = match {"
LAST_CASE = '_ => throw("no key columns for this table")'

_COLUMN = r"this\.([A-Za-z_][A-Za-z0-9_]*)\.not_null\(\)"
_CASE = re.compile(r'@table == "([^"\\]+)" => (.+)')
_ONE_COLUMN = re.compile(rf"{_COLUMN}\.string\(\)")
_SEVERAL_COLUMNS = re.compile(rf"\[{_COLUMN}(?:, {_COLUMN})+\]\.format_json\(no_indent: true\)\.string\(\)")
_HTML = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})


class UnkeyableError(Exception):
    """The mapping fails for this record; it belongs to the dead letters."""


@dataclass(frozen=True, kw_only=True)
class KeyExpression:
    """One case of the mapping."""

    columns: tuple[str, ...]
    as_array: bool
    """Whether the key is a JSON array rather than the one column's text."""

    def key(self, row: Mapping[str, object]) -> str:
        """`{"id": 7}` to `7`, `{"order_id": 7, "line": "a"}` to `[7,"a"]`; raises `UnkeyableError` without a column."""
        values = [row.get(column) for column in self.columns]
        for column, value in zip(self.columns, values, strict=True):
            if value is None:
                raise UnkeyableError(f"field `this.{column}`: value is null")
        if self.as_array:
            return _format_json(values).translate(_HTML)  # format_json escapes these three (Bloblang, `escape_html`)
        return values[0] if isinstance(values[0], str) else _format_json(values[0])


def parse_key_mapping(text: str) -> dict[str, KeyExpression]:
    """The key of each table; raises ValueError for anything that is not exactly this form."""
    lines = [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]
    if [*lines[:1], *lines[-2:]] != [OPENING, LAST_CASE, "}"]:
        raise ValueError(f"the stand-in does not know mappings other than `{OPENING} <cases> {LAST_CASE} }}`")
    keys: dict[str, KeyExpression] = {}
    for line in lines[1:-2]:
        case = _CASE.fullmatch(line)
        if case is None:
            raise ValueError(f'the stand-in does not know the case {line!r}; want `@table == "<table>" => <key>`')
        table, expression = case.groups()
        if table in keys:
            raise ValueError(f"the second case for table {table!r} would never match")
        keys[table] = _parse_expression(expression)
    return keys


def _parse_expression(text: str) -> KeyExpression:
    several = _SEVERAL_COLUMNS.fullmatch(text) is not None
    if not several and _ONE_COLUMN.fullmatch(text) is None:
        raise ValueError(
            f"the stand-in does not know the key {text!r}; want `this.<column>.not_null().string()` or"
            " `[this.<column>.not_null(), ...].format_json(no_indent: true).string()`"
        )
    return KeyExpression(columns=tuple(re.findall(_COLUMN, text)), as_array=several)


def _format_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
