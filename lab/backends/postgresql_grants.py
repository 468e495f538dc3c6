"""Grants in a database of the lab, as the program's user makes them."""

from psycopg import sql

from lab.backends.arguments import only
from lab.backends.backend import Created, LabError, OldBackend, Properties
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


def create_grant(provider: PostgresqlProvider, _name: str, inputs: Properties) -> Created:
    """Exactly these privileges: what the role had on the same objects is revoked first."""
    only(inputs, "database", "role", "schema", "objectType", "objects", "privileges", "withGrantOption")
    _check(inputs)
    kind, role = inputs["objectType"], inputs["role"]
    option = inputs.get("withGrantOption", False)
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
    parts = [role, inputs["database"], inputs.get("schema"), kind, *inputs.get("objects", [])]
    return Created(
        id="_".join(part for part in parts if part),
        outputs={"withGrantOption": option, "objects": inputs.get("objects", [])},
    )


def delete_grant(provider: PostgresqlProvider, _id: str, state: Properties) -> None:
    """Revoke what was granted on these objects."""
    with provider.transaction(state["database"]) as connection, holding(connection, _owners(connection, state)):
        connection.execute(_revoke(state))


def _check(inputs: Properties) -> None:
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


RESOURCES: dict[str, OldBackend[PostgresqlProvider]] = {
    "postgresql:index/grant:Grant": OldBackend(create_grant, delete_grant),
}
