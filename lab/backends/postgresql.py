"""Roles and publications in a database of the lab, as the program's user makes them."""

from collections.abc import Sequence
from typing import Any

from psycopg import sql

from lab.backends import as_written
from lab.backends.arguments import required
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.postgresql_memberships import Connection
from lab.backends.postgresql_provider import LONGEST_NAME, PostgresqlProvider

PUBLISHED = ("insert", "update", "delete", "truncate")  # PostgreSQL documentation, CREATE PUBLICATION, publish
PUBLICATION_SOURCE = "terraform-provider-postgresql postgresql/resource_postgresql_publication.go, ForceNew"

ATTRIBUTES = """
SELECT rolcanlogin, rolinherit, rolconnlimit, rolsuper, rolreplication, rolcreatedb, rolcreaterole, rolbypassrls
FROM pg_roles WHERE rolname = %s
"""
MEMBERSHIPS = """
SELECT roleid::regrole::text FROM pg_auth_members WHERE member = (SELECT oid FROM pg_roles WHERE rolname = %s)
ORDER BY 1
"""
PUBLICATION = """
SELECT puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot, pg_get_userbyid(pubowner)
FROM pg_publication WHERE pubname = %s
"""
PUBLICATION_TABLES = "SELECT schemaname || '.' || tablename FROM pg_publication_tables WHERE pubname = %s ORDER BY 1"


def check_role(_provider: PostgresqlProvider, inputs: Properties) -> None:
    """The lab reassigns nothing."""
    if not inputs.get("skipReassignOwned", False):
        raise LabError(
            "skipReassignOwned: got false, want true; the lab reassigns nothing, so such a role may own nothing"
        )


def create_role(provider: PostgresqlProvider, inputs: Properties) -> Created:
    """A role with its memberships, in one transaction."""
    with provider.transaction(provider.database) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} WITH {}").format(sql.Identifier(inputs["name"]), _options(inputs)))
        _grant(connection, inputs["name"], inputs.get("roles", []))
    return Created(inputs["name"])


def read_role(provider: PostgresqlProvider, name: str, state: Properties) -> dict[str, Any] | None:
    """Attributes and direct memberships."""
    with provider.transaction(provider.database) as connection:
        row = connection.execute(ATTRIBUTES, [name]).fetchone()
        if row is None:
            return None
        roles = [role.strip('"') for (role,) in connection.execute(MEMBERSHIPS, [name]).fetchall()]
    login, inherit, limit, superuser, replication, create_database, create_role, bypass = row
    return {
        "bypassRowLevelSecurity": bypass,
        "connectionLimit": limit,
        "createDatabase": create_database,
        "createRole": create_role,
        "inherit": inherit,
        "login": login,
        "name": name,
        "replication": state.get("replication", replication),  # the gate sets it as it goes
        "roles": as_written.in_any_order(roles, state.get("roles", [])),
        "superuser": superuser,
    }


def update_role(provider: PostgresqlProvider, name: str, change: Change) -> None:
    """Another name, other attributes, other memberships; the real provider too revokes all of them and grants anew."""
    with provider.transaction(provider.database) as connection:
        if "name" in change:
            connection.execute(
                sql.SQL("ALTER ROLE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(change.new["name"]))
            )
        role = change.new["name"]
        connection.execute(sql.SQL("ALTER ROLE {} WITH {}").format(sql.Identifier(role), _options(change.new)))
        if "roles" in change:
            for held in change.old.get("roles", []):
                connection.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(held), sql.Identifier(role)))
            _grant(connection, role, change.new.get("roles", []))


def delete_role(provider: PostgresqlProvider, name: str, _state: Properties) -> None:
    """Refused while the role owns something or holds a privilege."""
    with provider.transaction(provider.database) as connection:
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


def create_publication(provider: PostgresqlProvider, inputs: Properties) -> Created:
    """A publication of the listed tables, each `schema.table`; the provider's user must own them."""
    tables: Sequence[str] = required(inputs, "tables")
    database = inputs.get("database", provider.database)
    with provider.transaction(database) as connection:
        connection.execute(
            sql.SQL("CREATE PUBLICATION {} FOR TABLE {} WITH ({})").format(
                sql.Identifier(inputs["name"]), _tables(tables), _parameters(inputs)
            )
        )
    return Created(f"{database}.{inputs['name']}", {"database": database})


def read_publication(provider: PostgresqlProvider, _id: str, state: Properties) -> dict[str, Any] | None:
    """What is published, and of which tables."""
    with provider.transaction(state["database"]) as connection:
        row = connection.execute(PUBLICATION, [state["name"]]).fetchone()
        if row is None:
            return None
        tables = [table for (table,) in connection.execute(PUBLICATION_TABLES, [state["name"]]).fetchall()]
    all_tables, *published, via_root, owner = row
    kinds = [kind for kind, is_published in zip(PUBLISHED, published, strict=True) if is_published]
    return {
        "allTables": all_tables,
        "name": state["name"],
        "owner": owner,
        "publishParams": as_written.in_any_order(kinds, state.get("publishParams", [])),
        "publishViaPartitionRootParam": via_root,
        "tables": as_written.in_any_order(tables, state.get("tables", [])),
    }


def update_publication(provider: PostgresqlProvider, _id: str, change: Change) -> None:
    """Other tables or parameters, another name; in one transaction, as a consumer must never find it missing."""
    name, old, new = change.old["name"], change.old.get("tables", []), change.new["tables"]
    with provider.transaction(change.old["database"]) as connection:
        for statement, tables in (
            ("ALTER PUBLICATION {} ADD TABLE {}", [table for table in new if table not in old]),
            ("ALTER PUBLICATION {} DROP TABLE {}", [table for table in old if table not in new]),
        ):
            if tables:
                connection.execute(sql.SQL(statement).format(sql.Identifier(name), _tables(tables)))
        connection.execute(
            sql.SQL("ALTER PUBLICATION {} SET ({})").format(sql.Identifier(name), _parameters(change.new))
        )
        if "name" in change:
            connection.execute(
                sql.SQL("ALTER PUBLICATION {} RENAME TO {}").format(
                    sql.Identifier(name), sql.Identifier(change.new["name"])
                )
            )


def delete_publication(provider: PostgresqlProvider, _id: str, state: Properties) -> None:
    """Drop the publication."""
    with provider.transaction(state["database"]) as connection:
        connection.execute(sql.SQL("DROP PUBLICATION IF EXISTS {}").format(sql.Identifier(state["name"])))


def _options(inputs: Properties) -> sql.Composed:
    return sql.SQL("{} {} CONNECTION LIMIT {}").format(
        sql.SQL("LOGIN" if inputs.get("login", False) else "NOLOGIN"),
        sql.SQL("INHERIT" if inputs.get("inherit", True) else "NOINHERIT"),
        sql.Literal(inputs.get("connectionLimit", -1)),
    )


def _grant(connection: Connection, role: str, memberships: Sequence[str]) -> None:
    for membership in memberships:
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(membership), sql.Identifier(role)))


def _tables(tables: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(*table.split(".", 1)) for table in tables)


def _parameters(inputs: Properties) -> sql.Composed:
    return sql.SQL("publish = {}, publish_via_partition_root = {}").format(
        sql.Literal(", ".join(inputs.get("publishParams") or PUBLISHED)),
        sql.Literal(inputs.get("publishViaPartitionRootParam", False)),
    )


RESOURCES: dict[str, Backend[PostgresqlProvider]] = {
    "postgresql:index/role:Role": Backend(
        replaces={},
        updates=("name", "login", "roles", "connectionLimit", "inherit", "skipReassignOwned"),
        auto_name=AutoName("name", LONGEST_NAME),
        check=check_role,
        create=create_role,
        read=read_role,
        update=update_role,
        delete=delete_role,
    ),
    "postgresql:index/publication:Publication": Backend(
        replaces={"database": PUBLICATION_SOURCE},
        updates=("name", "tables", "publishParams", "publishViaPartitionRootParam"),
        auto_name=AutoName("name", LONGEST_NAME),
        create=create_publication,
        read=read_publication,
        update=update_publication,
        delete=delete_publication,
    ),
}
