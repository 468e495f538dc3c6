"""Schemas and default privileges in a database of the lab, as the program's user makes them."""

from typing import Any

from psycopg import sql

from lab.backends.arguments import required
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.postgresql_grants import PRIVILEGES
from lab.backends.postgresql_memberships import database_owner, holding
from lab.backends.postgresql_provider import LONGEST_NAME, PostgresqlProvider

KINDS = {"table": sql.SQL("TABLES"), "sequence": sql.SQL("SEQUENCES")}
LETTERS = {"table": "r", "sequence": "S"}  # PostgreSQL documentation, pg_default_acl, defaclobjtype
SCHEMA_SOURCE = "terraform-provider-postgresql postgresql/resource_postgresql_schema.go, ForceNew"
DEFAULTS_SOURCE = "terraform-provider-postgresql postgresql/resource_postgresql_default_privileges.go, ForceNew"

OWNER = "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s"
DEFAULT_PRIVILEGES = """
SELECT privilege_type FROM pg_default_acl, aclexplode(defaclacl)
WHERE defaclrole = %(owner)s::regrole AND defaclnamespace = %(schema)s::regnamespace AND defaclobjtype = %(letter)s
    AND grantee = %(role)s::regrole
"""
BOTH_ROLES = "SELECT count(*) FROM pg_roles WHERE rolname IN (%s, %s)"


def check_schema(_provider: PostgresqlProvider, inputs: Properties) -> None:
    """The lab has no default for the owner."""
    required(inputs, "owner")


def create_schema(provider: PostgresqlProvider, inputs: Properties) -> Created:
    """A new schema and its owner; one that is there already, which the real provider takes over, is refused."""
    name, owner = inputs["name"], inputs["owner"]
    database = inputs.get("database", provider.database)
    with provider.transaction(database) as connection, holding(connection, [database_owner(connection), owner]):
        connection.execute(
            sql.SQL("CREATE SCHEMA {} AUTHORIZATION {}").format(sql.Identifier(name), sql.Identifier(owner))
        )
    return Created(f"{database}.{name}", {"database": database})


def read_schema(provider: PostgresqlProvider, _id: str, state: Properties) -> dict[str, Any] | None:
    """The schema's owner."""
    with provider.transaction(state["database"]) as connection:
        row = connection.execute(OWNER, [state["name"]]).fetchone()
    if row is None:
        return None
    defaults = {"dropCascade": state.get("dropCascade", False), "ifNotExists": True, "policies": []}
    return {**defaults, "name": state["name"], "owner": row[0]}


def update_schema(provider: PostgresqlProvider, _id: str, change: Change) -> None:
    """Another owner or name; `dropCascade` is the provider's own."""
    old, new = change.old, change.new
    name = sql.Identifier(old["name"])
    with (
        provider.transaction(old["database"]) as connection,
        holding(connection, [database_owner(connection), old["owner"], new["owner"]]),
    ):
        if "owner" in change:
            connection.execute(sql.SQL("ALTER SCHEMA {} OWNER TO {}").format(name, sql.Identifier(new["owner"])))
        if "name" in change:
            connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(name, sql.Identifier(new["name"])))


def delete_schema(provider: PostgresqlProvider, _id: str, state: Properties) -> None:
    """Drop it; refused while something is in it, unless it was made with `dropCascade`."""
    cascade = sql.SQL("CASCADE" if state.get("dropCascade") else "RESTRICT")
    with provider.transaction(state["database"]) as connection, holding(connection, [state["owner"]]):
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} {}").format(sql.Identifier(state["name"]), cascade))


def create_default_privileges(provider: PostgresqlProvider, inputs: Properties) -> Created:
    """Exactly these privileges on what the owner makes from now on."""
    _alter(provider, inputs)
    parts = (inputs["role"], inputs["database"], inputs["schema"], inputs["owner"], inputs["objectType"])
    return Created("_".join(parts))


def read_default_privileges(provider: PostgresqlProvider, _id: str, state: Properties) -> dict[str, Any] | None:
    """What the role is to get; none is an answer, too. Gone with either role."""
    with provider.transaction(state["database"]) as connection:
        if connection.execute(BOTH_ROLES, [state["role"], state["owner"]]).fetchone() != (2,):
            return None
        asked = {name: sql.Identifier(state[name]).as_string(connection) for name in ("owner", "schema", "role")} | {
            "letter": LETTERS[state["objectType"]]
        }
        held = {privilege for (privilege,) in connection.execute(DEFAULT_PRIVILEGES, asked).fetchall()}
    same = held == set(state["privileges"])
    return {"privileges": state["privileges"] if same else sorted(held), "withGrantOption": False}


def update_default_privileges(provider: PostgresqlProvider, _id: str, change: Change) -> None:
    """Revoke and grant, as at the beginning."""
    _alter(provider, change.new)


def delete_default_privileges(provider: PostgresqlProvider, _id: str, state: Properties) -> None:
    """Revoke them for what comes later; what was made meanwhile keeps them."""
    with provider.transaction(state["database"]) as connection, holding(connection, [state["owner"]]):
        connection.execute(_altered(state, sql.SQL("REVOKE ALL"), "FROM"))


def _alter(provider: PostgresqlProvider, inputs: Properties) -> None:
    with provider.transaction(inputs["database"]) as connection, holding(connection, [inputs["owner"]]):
        connection.execute(_altered(inputs, sql.SQL("REVOKE ALL"), "FROM"))
        granted = sql.SQL("GRANT {}").format(sql.SQL(", ").join(map(sql.SQL, inputs["privileges"])))
        connection.execute(_altered(inputs, granted, "TO"))


def check_default_privileges(_provider: PostgresqlProvider, inputs: Properties) -> None:
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


RESOURCES: dict[str, Backend[PostgresqlProvider]] = {
    "postgresql:index/schema:Schema": Backend(
        replaces={"database": SCHEMA_SOURCE},
        updates=("name", "owner", "dropCascade"),
        auto_name=AutoName("name", LONGEST_NAME),
        check=check_schema,
        create=create_schema,
        read=read_schema,
        update=update_schema,
        delete=delete_schema,
    ),
    "postgresql:index/defaultPrivileges:DefaultPrivileges": Backend(
        replaces=dict.fromkeys(("database", "role", "owner", "schema", "objectType"), DEFAULTS_SOURCE),
        updates=("privileges",),
        check=check_default_privileges,
        create=create_default_privileges,
        read=read_default_privileges,
        update=update_default_privileges,
        delete=delete_default_privileges,
    ),
}
