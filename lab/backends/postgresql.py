"""Roles and publications in a database of the lab, as the program's user makes them."""

from collections.abc import Sequence

from psycopg import sql

from lab.backends.arguments import only, required
from lab.backends.backend import Backend, Created, LabError, Properties
from lab.backends.postgresql_provider import PostgresqlProvider

PUBLISHED = ["insert", "update", "delete", "truncate"]  # PostgreSQL documentation, CREATE PUBLICATION, publish


def create_role(provider: PostgresqlProvider, _name: str, inputs: Properties) -> Created:
    """A role with its memberships, in one transaction."""
    only(inputs, "name", "login", "roles", "connectionLimit", "inherit", "skipReassignOwned")
    if not inputs.get("skipReassignOwned", False):
        raise LabError(
            "skipReassignOwned: got false, want true; the lab reassigns nothing, so such a role may own nothing"
        )
    attributes = {
        "login": inputs.get("login", False),
        "inherit": inputs.get("inherit", True),
        "connectionLimit": inputs.get("connectionLimit", -1),
    }
    role = sql.Identifier(required(inputs, "name"))
    with provider.transaction(provider.database) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} WITH {} {} CONNECTION LIMIT {}").format(
                role,
                sql.SQL("LOGIN" if attributes["login"] else "NOLOGIN"),
                sql.SQL("INHERIT" if attributes["inherit"] else "NOINHERIT"),
                sql.Literal(attributes["connectionLimit"]),
            )
        )
        for membership in inputs.get("roles", []):
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(membership), role))
    return Created(
        id=inputs["name"],
        outputs={
            **attributes,
            "bypassRowLevelSecurity": False,
            "createDatabase": False,
            "createRole": False,
            "name": inputs["name"],
            "replication": False,
            "roles": inputs.get("roles", []),
            "superuser": False,
        },
    )


def delete_role(provider: PostgresqlProvider, name: str, _state: Properties) -> None:
    """Refused while the role owns something or holds a privilege."""
    with provider.transaction(provider.database) as connection:
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def create_publication(provider: PostgresqlProvider, _name: str, inputs: Properties) -> Created:
    """A publication of the listed tables, each `schema.table`; the provider's user must own them."""
    only(inputs, "name", "database", "tables", "publishViaPartitionRootParam")
    tables: Sequence[str] = required(inputs, "tables")
    database = inputs.get("database", provider.database)
    by_root = bool(inputs.get("publishViaPartitionRootParam", False))
    with provider.transaction(database) as connection:
        connection.execute(
            sql.SQL("CREATE PUBLICATION {} FOR TABLE {} WITH (publish_via_partition_root = {})").format(
                sql.Identifier(required(inputs, "name")),
                sql.SQL(", ").join(sql.Identifier(*table.split(".", 1)) for table in tables),
                sql.Literal(by_root),
            )
        )
    return Created(
        id=f"{database}.{inputs['name']}",
        outputs={
            "allTables": False,
            "database": database,
            "name": inputs["name"],
            "owner": provider.username,
            "publishParams": PUBLISHED,
            "publishViaPartitionRootParam": by_root,
        },
    )


def delete_publication(provider: PostgresqlProvider, _id: str, state: Properties) -> None:
    """Drop the publication."""
    with provider.transaction(state["database"]) as connection:
        connection.execute(sql.SQL("DROP PUBLICATION {}").format(sql.Identifier(state["name"])))


RESOURCES: dict[str, Backend[PostgresqlProvider]] = {
    "postgresql:index/role:Role": Backend(create_role, delete_role),
    "postgresql:index/publication:Publication": Backend(create_publication, delete_publication),
}
