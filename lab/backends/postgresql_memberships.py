"""Roles that the real provider holds for the length of one change, since its user is no superuser.

terraform-provider-postgresql, postgresql/helpers.go: withRolesGranted, getDatabaseOwner, getRolesToGrantForSchema.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]

# A superuser cannot be granted to somebody who is none; whoever may already SET ROLE to a role keeps it.
TO_BE_HELD = """
SELECT rolname FROM pg_roles
WHERE rolname = ANY(%s) AND NOT rolsuper AND rolname <> current_user AND NOT EXISTS (
    SELECT FROM pg_auth_members WHERE roleid = pg_roles.oid AND member = current_user::regrole AND set_option
)
ORDER BY rolname
"""

OWNERS_IN_SCHEMA = """
SELECT nspowner FROM pg_namespace WHERE nspname = %(schema)s
UNION
SELECT relowner FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = %(schema)s AND relkind IN ('r', 'p')
"""


@contextmanager
def holding(connection: Connection, roles: Iterable[str]) -> Iterator[None]:
    """Be a member of these roles while the change is made; in one transaction, so nobody else sees it."""
    held = [name for (name,) in connection.execute(TO_BE_HELD, [list(roles)]).fetchall()]
    for role in held:
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))
    yield
    for role in held:
        connection.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(sql.Identifier(role)))


def database_owner(connection: Connection) -> str:
    """Who owns the database of this connection."""
    row = connection.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    assert row
    return str(row[0])


def owners_in(connection: Connection, schema: str) -> list[str]:
    """Who owns the schema, and who owns tables in it; of `public` it is the database's owner."""
    rows = connection.execute(
        f"SELECT rolname FROM pg_roles WHERE oid IN ({OWNERS_IN_SCHEMA})",  # noqa: S608  a constant of this module
        {"schema": schema},
    ).fetchall()
    return [database_owner(connection) if owner == "pg_database_owner" else str(owner) for (owner,) in rows]
