"""Roles, memberships and rights in a database, each as a need."""

# ruff: noqa: S608 - names and texts in the SQL are quoted

from domain.database_need import Need
from domain.sql_names import identifier, literal, only_if, qualified


def role_exists(role: str) -> str:
    """A condition."""
    return f"EXISTS (SELECT FROM pg_roles WHERE rolname = {literal(role)})"


def login_role(role: str, *, creates_roles: bool = False) -> Need:
    """A role that may log in, and may make other roles if asked."""
    options = "LOGIN CREATEROLE" if creates_roles else "LOGIN"
    name, attributes = identifier(role), "rolcanlogin AND rolcreaterole" if creates_roles else "rolcanlogin"
    return Need(
        what=f"role {name}",
        there=f"EXISTS (SELECT FROM pg_roles WHERE rolname = {literal(role)} AND {attributes})",
        make=f"CREATE ROLE {name} {options}",
        undo=f"DROP ROLE IF EXISTS {name}",
        exists=role_exists(role),
        alter=f"ALTER ROLE {name} {options}",
    )


def membership(role: str, of: str, *, may_grant_it: bool = False) -> Need:
    """A direct membership: one through another role would stay when our role goes."""
    option = " WITH ADMIN OPTION" if may_grant_it else ""
    condition = " AND admin_option" if may_grant_it else ""
    there = (
        "EXISTS (SELECT FROM pg_auth_members JOIN pg_roles AS held ON held.oid = roleid "
        "JOIN pg_roles AS holder ON holder.oid = member "
        f"WHERE held.rolname = {literal(of)} AND holder.rolname = {literal(role)}{condition})"
    )
    return Need(
        what=f"membership of {identifier(role)} in {identifier(of)}",
        there=there,
        make=f"GRANT {identifier(of)} TO {identifier(role)}{option}",
        undo=only_if(there, f"REVOKE {identifier(of)} FROM {identifier(role)}"),
    )


def on_database(role: str, database: str, privilege: str, *, may_grant_it: bool = False) -> Need:
    """A right on a database."""
    return _right(
        role,
        privilege,
        f"DATABASE {identifier(database)}",
        f"pg_database WHERE datname = {literal(database)}",
        "has_database_privilege",
        may_grant_it=may_grant_it,
    )


def on_schema(role: str, schema: str, privilege: str, *, may_grant_it: bool = False) -> Need:
    """A right on a schema."""
    return _right(
        role,
        privilege,
        f"SCHEMA {identifier(schema)}",
        f"pg_namespace WHERE nspname = {literal(schema)}",
        "has_schema_privilege",
        may_grant_it=may_grant_it,
    )


def on_table(role: str, schema: str, table: str, privilege: str) -> Need:
    """A right on one table, partitioned or not."""
    return _right(
        role,
        privilege,
        f"TABLE {qualified(schema, table)}",
        f"pg_class WHERE {table_is(schema, table)}",
        "has_table_privilege",
    )


def table_is(schema: str, table: str) -> str:
    """A condition on a row of `pg_class`: it is this table, partitioned or not (PostgreSQL manual, pg_class)."""
    return (
        f"relname = {literal(table)} AND relkind IN ('r', 'p') AND "
        f"relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = {literal(schema)})"
    )


def _right(role: str, privilege: str, of: str, found: str, asked: str, *, may_grant_it: bool = False) -> Need:
    option = " WITH GRANT OPTION" if may_grant_it else ""
    # A subquery per name: of a role or a table that is not there, a right cannot be asked.
    holder = f"(SELECT oid FROM pg_roles WHERE rolname = {literal(role)})"
    there = f"EXISTS (SELECT FROM {found} AND {asked}({holder}, oid, {literal(privilege + option)}))"
    return Need(
        what=f"{privilege} on {of} for {identifier(role)}{option.lower()}",
        there=there,
        make=f"GRANT {privilege} ON {of} TO {identifier(role)}{option}",
        undo=only_if(there, f"REVOKE {privilege} ON {of} FROM {identifier(role)}"),
    )
