"""Who owns the tables of a pipeline: only an owner may publish one, and let others read it."""

# ruff: noqa: S608 - names and texts in the SQL are quoted

from collections.abc import Sequence

from domain.sql_names import identifier, literal, qualified


def foreign_tables_query(schema: str, tables: Sequence[str]) -> str:
    """SQL whose rows are each table that is not the login's own, its owner (null: no such table), and the login."""
    names = ", ".join(f"({literal(table)})" for table in tables)
    return (
        "SELECT wanted.name, CAST(pg_get_userbyid(relowner) AS text), CAST(current_user AS text) "
        f"FROM (VALUES {names}) AS wanted (name) LEFT JOIN pg_class "
        f"ON relname = wanted.name AND relkind IN ('r', 'p') AND relnamespace = "
        f"(SELECT oid FROM pg_namespace WHERE nspname = {literal(schema)}) "
        "WHERE relowner IS NULL OR NOT pg_has_role(relowner, 'USAGE') ORDER BY wanted.name"
    )


def foreign_table(schema: str, table: str, owner: str | None, login: str) -> str:
    """One row of it, as a sentence with the way out."""
    name = qualified(schema, table)
    if owner is None:
        return f"table {name}: got none, want one; make it, or correct the pipeline's schema and tables"
    return (
        f"table {name}: got the owner {identifier(owner)}, want one that {identifier(login)} is a member of (only an "
        f"owner may publish a table); run as an administrator: GRANT {identifier(owner)} TO {identifier(login)}"
    )
