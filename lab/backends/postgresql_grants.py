"""Grants in a database of the lab, as the program's user makes them."""

from typing import Any

from psycopg import sql

from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.postgresql_memberships import Connection, database_owner, holding, owners_in
from lab.backends.postgresql_provider import PostgresqlProvider

PRIVILEGES = {
    # terraform-provider-postgresql postgresql/helpers.go, allowedPrivileges
    "database": {"ALL", "CREATE", "CONNECT", "TEMPORARY"},
    "schema": {"ALL", "CREATE", "USAGE"},
    "sequence": {"ALL", "USAGE", "SELECT", "UPDATE"},
    "table": {"ALL", "SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"},
}

KINDS = ("database", "schema", "table")


SOURCE = "terraform-provider-postgresql postgresql/resource_postgresql_grant.go, ForceNew"

HELD_ON_DATABASE = """
SELECT privilege_type FROM pg_database, aclexplode(datacl) WHERE datname = %(database)s AND grantee = %(role)s::regrole
"""
HELD_ON_SCHEMA = """
SELECT privilege_type FROM pg_namespace, aclexplode(nspacl) WHERE nspname = %(schema)s AND grantee = %(role)s::regrole
"""
HELD_ON_TABLES = """
SELECT relname, array_remove(array_agg(privilege_type), NULL)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
LEFT JOIN LATERAL (
    SELECT privilege_type FROM aclexplode(relacl) WHERE grantee = %(role)s::regrole
) AS held ON true
WHERE nspname = %(schema)s AND relkind IN ('r', 'p') GROUP BY relname
"""


def check(_provider: PostgresqlProvider, inputs: Properties) -> None:
    """The provider's own rules, before anything is dialled."""
    kind = inputs["objectType"]
    if kind not in KINDS:
        raise LabError(f"objectType: got {kind!r}, want one of {sorted(KINDS)}; the lab has no other")
    if kind != "database" and not inputs.get("schema"):
        raise LabError("parameter 'schema' is mandatory for postgresql_grant resource")
    if kind != "table" and inputs.get("objects"):
        raise LabError("cannot specify `objects` when `object_type` is `database` or `schema`")
    if refused := sorted(set(inputs["privileges"]) - PRIVILEGES[kind]):
        raise LabError(f"{', '.join(refused)} is not an allowed privilege for object type {kind}")


def create_grant(provider: PostgresqlProvider, inputs: Properties) -> Created:
    """Exactly these privileges: what the role had on the same objects is revoked first."""
    _grant(provider, inputs)
    parts = [inputs["role"], inputs["database"], inputs.get("schema"), inputs["objectType"], *inputs.get("objects", [])]
    return Created("_".join(part for part in parts if part))


def read_grant(provider: PostgresqlProvider, _id: str, state: Properties) -> dict[str, Any] | None:
    """The privileges the role has on every object; none as soon as one object differs, as the real provider has it."""
    defaults = {"withGrantOption": state.get("withGrantOption", False), "objects": state.get("objects", [])}
    with provider.transaction(state["database"]) as connection:
        if not _role_exists(connection, state["role"]):
            return None
        held = _held(connection, state)
    same = set(held) == set(state["privileges"])
    return {**defaults, "privileges": state["privileges"] if same else sorted(held)}


def update_grant(provider: PostgresqlProvider, _id: str, change: Change) -> None:
    """Revoke and grant, as at the beginning."""
    _grant(provider, change.new)


def _grant(provider: PostgresqlProvider, inputs: Properties) -> None:
    role, option = inputs["role"], inputs.get("withGrantOption", False)
    with provider.transaction(inputs["database"]) as connection, holding(connection, _owners(connection, inputs)):
        connection.execute(_revoke(inputs))
        if inputs["privileges"]:
            connection.execute(
                sql.SQL("GRANT {} ON {} TO {}{}").format(
                    sql.SQL(", ").join(map(sql.SQL, inputs["privileges"])),
                    _target(inputs),
                    sql.Identifier(role),
                    sql.SQL(" WITH GRANT OPTION" if option else ""),
                )
            )


def delete_grant(provider: PostgresqlProvider, _id: str, state: Properties) -> None:
    """Revoke what was granted on these objects."""
    with provider.transaction(state["database"]) as connection:
        if _role_exists(connection, state["role"]):
            with holding(connection, _owners(connection, state)):
                connection.execute(_revoke(state))


def _role_exists(connection: Connection, role: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None


def _held(connection: Connection, grant: Properties) -> set[str]:
    """What the role has on all of the grant's objects, by grants to itself."""
    quoted = sql.Identifier(grant["role"]).as_string(connection)
    asked = {"role": quoted, "database": grant["database"], "schema": grant.get("schema")}
    if grant["objectType"] != "table":
        statement = HELD_ON_DATABASE if grant["objectType"] == "database" else HELD_ON_SCHEMA
        return {privilege for (privilege,) in connection.execute(statement, asked).fetchall()}
    tables = {name: set(held) for name, held in connection.execute(HELD_ON_TABLES, asked).fetchall()}
    held = [tables.get(name, set()) for name in grant.get("objects") or tables]
    return held[0] if held and all(one == held[0] for one in held) else set()


def _owners(connection: Connection, grant: Properties) -> list[str]:
    """Who may grant on it."""
    return [database_owner(connection)] if grant["objectType"] == "database" else owners_in(connection, grant["schema"])


def _revoke(grant: Properties) -> sql.Composed:
    return sql.SQL("REVOKE ALL PRIVILEGES ON {} FROM {}").format(_target(grant), sql.Identifier(grant["role"]))


def _target(grant: Properties) -> sql.Composed:
    """What a grant is on, as GRANT and REVOKE write it."""
    if grant["objectType"] == "database":
        return sql.SQL("DATABASE {}").format(sql.Identifier(grant["database"]))
    schema = grant["schema"]
    if grant["objectType"] == "schema":
        return sql.SQL("SCHEMA {}").format(sql.Identifier(schema))
    if not grant.get("objects"):
        return sql.SQL("ALL TABLES IN SCHEMA {}").format(sql.Identifier(schema))
    return sql.SQL("TABLE {}").format(sql.SQL(", ").join(sql.Identifier(schema, table) for table in grant["objects"]))


RESOURCES: dict[str, Backend[PostgresqlProvider]] = {
    "postgresql:index/grant:Grant": Backend(
        replaces=dict.fromkeys(("database", "role", "schema", "objectType", "objects", "withGrantOption"), SOURCE),
        updates=("privileges",),
        check=check,
        create=create_grant,
        read=read_grant,
        update=update_grant,
        delete=delete_grant,
    ),
}
