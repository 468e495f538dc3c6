"""Names of schemas and tables as `postgres_cdc` takes them.

It reads a name without quotes in lower case, and keeps the case of one in double quotes (redpanda-data/connect,
internal/impl/postgresql/pglogicalstream/sanitize). In a record's metadata a name has no quotes.
"""

from domain.slots import IDENTIFIER


def in_configuration(name: str) -> str:
    """`orders` as it is, `Orders` to `"Orders"`."""
    return name if IDENTIFIER.fullmatch(name) else f'"{name}"'


def in_database(configured: str) -> str:
    """What it means there: `"Orders"` to `Orders`, `Orders` to `orders`."""
    quoted = len(configured) > 2 and configured[0] == configured[-1] == '"'
    return configured[1:-1] if quoted else configured.lower()
