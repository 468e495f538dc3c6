"""Names and texts in SQL: quoted so that each means what it says, whatever its case and whatever it holds."""

from base64 import b64encode
from collections.abc import Iterable

from domain.slots import IDENTIFIER

LONGEST_NAME_BYTES = 63  # PostgreSQL manual, 4.1.1: NAMEDATALEN - 1; a longer one is cut short without an error

RESERVED = frozenset(
    """
    all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
    current_catalog current_date current_role current_time current_timestamp current_user default deferrable
    desc distinct do else end except false fetch for foreign from grant group having in initially intersect into
    lateral leading limit localtime localtimestamp not null offset on only or order placing primary references
    returning select session_user some symmetric system_user table then to trailing true union unique user using
    variadic when where window with authorization binary collation concurrently cross current_schema freeze full
    ilike inner is isnull join left like natural notnull outer overlaps right similar tablesample verbose
    """.split()  # noqa: SIM905 - a hundred lines otherwise
)
"""PostgreSQL manual, appendix C: what is reserved there, be it for functions and types only."""


def identifier(name: str) -> str:
    """A name with its case kept: `Orders` to `"Orders"`; raises ValueError for what PostgreSQL would not keep whole."""
    if not 1 <= len(name.encode(errors="surrogatepass")) <= LONGEST_NAME_BYTES or "\0" in name:
        raise ValueError(f"name: got {name!r}, want 1 to {LONGEST_NAME_BYTES} bytes (PostgreSQL manual, 4.1.1)")
    return '"' + name.replace('"', '""') + '"'


def written(name: str) -> str:
    """A name as a person writes it: `orders` as it is, `Orders` and `user` in quotes."""
    return name if IDENTIFIER.fullmatch(name) and name not in RESERVED else identifier(name)


def written_table(table: str) -> str:
    """The same of a table in its schema: `shop.Orders` to `shop."Orders"`."""
    schema, _, name = table.partition(".")
    return f"{written(schema)}.{written(name)}"


def qualified(schema: str, name: str) -> str:
    """A name in its schema: `("Sales", "Orders")` to `"Sales"."Orders"`."""
    return f"{identifier(schema)}.{identifier(name)}"


def literal(text: str) -> str:
    """A text, with a backslash in it too (PostgreSQL manual, 4.1.2.2): `it's` to `'it''s'`."""
    if "\0" in text:
        raise ValueError(f"text: got {text!r}, want no zero byte (PostgreSQL has none in its texts)")
    quoted = text.replace("'", "''")
    return f"'{quoted}'" if "\\" not in text else "E'" + quoted.replace("\\", "\\\\") + "'"


def block(body: str) -> str:
    """PL/pgSQL that runs where it stands, between dollar quotes that the body cannot end (PostgreSQL manual, DO)."""
    tag = "$sql$"
    while tag in body:
        tag = f"{tag[:-1]}_$"
    return f"DO {tag}\nBEGIN\n{body}\nEND\n{tag}"


def only_if(condition: str, statement: str) -> str:
    """A statement that runs where the condition holds."""
    return block(f"IF {condition} THEN\n{statement};\nEND IF;")


def in_one(statements: Iterable[str]) -> str:
    """Statements as one, of which all is done or nothing: the Data API takes one at a time."""
    return block("\n".join(f"EXECUTE {literal(statement)};" for statement in statements))


def one_statement(script: str) -> str:
    """A script of any number of statements, as the one statement that the Data API takes at a time.

    In base64, since a `:` in it would be taken for a parameter's (RDS Data API reference, ExecuteStatement).
    """
    encoded = b64encode(script.encode()).decode()
    return block(f"EXECUTE convert_from(decode('{encoded}', 'base64'), 'UTF8');")
