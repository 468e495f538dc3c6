"""A table of the service's schema, made as a migration makes it: by the master, in the role of the schema's owner."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql

from lab.prove.surroundings import Surroundings

TABLE = "lab_notes"


@contextmanager
def owners_table(surroundings: Surroundings) -> Iterator[None]:
    """The table, while it is needed.

    Whoever made a role may hand it out, to itself too, but from PostgreSQL 16 on not `SET ROLE` to it before.
    """
    application = surroundings.state.chain["application"]
    owner = sql.Identifier(application["schema_owner"])
    table = sql.Identifier(application["schema"], TABLE)
    with surroundings.workload.login(*surroundings.master_login) as master:
        master.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
        try:
            master.execute(sql.SQL("SET ROLE {}").format(owner))
            master.execute(sql.SQL("CREATE TABLE {} (id serial, note text)").format(table))
            yield
        finally:
            master.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
            master.execute("RESET ROLE")
            master.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(owner))
