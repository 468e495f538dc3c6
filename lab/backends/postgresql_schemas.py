"""Schemas and default privileges in a database of the lab, as the program's user makes them."""

from psycopg import sql

from lab.backends.arguments import only, required
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.backends.postgresql_grants import PRIVILEGES
from lab.backends.postgresql_memberships import database_owner, holding
from lab.backends.postgresql_provider import PostgresqlProvider

KINDS = {"table": sql.SQL("TABLES"), "sequence": sql.SQL("SEQUENCES")}


def create_schema(provider: PostgresqlProvider, _name: str, inputs: Properties) -> Created:
    """A new schema and its owner; one that is there already, which the real provider takes over, is refused."""
    only(inputs, "name", "database", "owner", "dropCascade")
    name, owner = required(inputs, "name"), required(inputs, "owner")
    database = inputs.get("database", provider.database)
    with provider.transaction(database) as connection, holding(connection, [database_owner(connection), owner]):
        connection.execute(
            sql.SQL("CREATE SCHEMA {} AUTHORIZATION {}").format(sql.Identifier(name), sql.Identifier(owner))
        )
    outputs = {"name": name, "database": database, "dropCascade": inputs.get("dropCascade", False)}
    return Created(id=f"{database}.{name}", outputs={**outputs, "ifNotExists": True, "owner": owner, "policies": []})


def delete_schema(provider: PostgresqlProvider, _id: str, state: Properties) -> None:
    """Drop it; refused while something is in it, unless it was made with `dropCascade`."""
    cascade = sql.SQL("CASCADE" if state["dropCascade"] else "RESTRICT")
    with provider.transaction(state["database"]) as connection, holding(connection, [state["owner"]]):
        connection.execute(sql.SQL("DROP SCHEMA {} {}").format(sql.Identifier(state["name"]), cascade))


def create_default_privileges(provider: PostgresqlProvider, _name: str, inputs: Properties) -> Created:
    """Exactly these privileges on what the owner makes from now on."""
    only(inputs, "database", "role", "owner", "schema", "objectType", "privileges")
    _check(inputs)
    with provider.transaction(inputs["database"]) as connection, holding(connection, [inputs["owner"]]):
        connection.execute(_altered(inputs, sql.SQL("REVOKE ALL"), "FROM"))
        granted = sql.SQL("GRANT {}").format(sql.SQL(", ").join(map(sql.SQL, inputs["privileges"])))
        connection.execute(_altered(inputs, granted, "TO"))
    parts = (inputs["role"], inputs["database"], inputs["schema"], inputs["owner"], inputs["objectType"])
    return Created(id="_".join(parts), outputs={"withGrantOption": False})


def delete_default_privileges(provider: PostgresqlProvider, _id: str, state: Properties) -> None:
    """Revoke them for what comes later; what was made meanwhile keeps them."""
    with provider.transaction(state["database"]) as connection, holding(connection, [state["owner"]]):
        connection.execute(_altered(state, sql.SQL("REVOKE ALL"), "FROM"))


def _check(inputs: Properties) -> None:
    """The provider's own rules, before anything is dialled, and what the lab leaves out."""
    kind = inputs["objectType"]
    if kind not in KINDS:
        raise LabError(f"objectType: got {kind!r}, want one of {sorted(KINDS)}; the lab has no other")
    required(inputs, "schema")
    if not inputs["privileges"]:
        raise LabError("privileges: got none, want at least one; the lab revokes by deleting")
    if refused := sorted(set(inputs["privileges"]) - PRIVILEGES[kind]):
        raise LabError(f"{', '.join(refused)} is not an allowed privilege for object type {kind}")


def _altered(inputs: Properties, change: sql.Composable, preposition: str) -> sql.Composed:
    return sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA {} {} ON {} {} {}").format(
        sql.Identifier(inputs["owner"]),
        sql.Identifier(inputs["schema"]),
        change,
        KINDS[inputs["objectType"]],
        sql.SQL(preposition),
        sql.Identifier(inputs["role"]),
    )


RESOURCES: dict[str, OldBackend[PostgresqlProvider]] = {
    "postgresql:index/schema:Schema": OldBackend(create_schema, delete_schema),
    "postgresql:index/defaultPrivileges:DefaultPrivileges": OldBackend(
        create_default_privileges, delete_default_privileges
    ),
}
