"""What a pipeline needs in its database, and nothing more: program, doctor and printed script all take it from here."""

# ruff: noqa: S608 - names and texts in the SQL are quoted

from collections.abc import Sequence
from dataclasses import dataclass

from domain import database_rights, publications, slots
from domain.database_need import Need
from domain.sql_names import identifier, literal, qualified

IAM_LOGIN = "rds_iam"
"""Its members log in by token only (Aurora User Guide, "Creating a database account using IAM authentication")."""

REPLICATION = "rds_replication"
"""Its members may replicate (Aurora User Guide, "Setting up logical replication")."""

ON_DATABASE, ON_SCHEMA, ON_TABLES = "CONNECT", "USAGE", "SELECT"


@dataclass(frozen=True, kw_only=True)
class PipelineInDatabase:
    """Who reads which tables through which slot."""

    database: str
    user: str
    """Case-sensitive, it is part of the `rds-db` ARN."""
    schema: str
    tables: Sequence[str]
    slot: str
    """Redpanda Connect makes it: one made here would suppress the snapshot, and keep WAL from its birth."""
    signal_table: str | None = None
    """Rows put into it ask for tables to be read again while changes stream (redpanda-data/connect #4811)."""

    def __post_init__(self) -> None:
        if not self.tables:
            raise ValueError("tables: got none, want at least one (a publication without tables streams nothing)")
        if self.signal_table in self.tables:
            raise ValueError(f"signal_table: got {self.signal_table!r}, want a table that is not among the tables")

    @property
    def memberships(self) -> list[str]:
        """Of the user."""
        return [IAM_LOGIN, REPLICATION]

    @property
    def publication(self) -> str:
        """Its name."""
        return slots.publication_name(self.slot)

    @property
    def readable(self) -> list[str]:
        """Exactly the tables that are published and may be read: Connect would alter a publication of others."""
        return [*self.tables, *([self.signal_table] if self.signal_table else [])]


def pipeline_needs(pipeline: PipelineInDatabase) -> list[Need]:
    """In the order they are made in; whoever makes them must own the tables, or be a member of who does."""
    user = pipeline.user
    return [
        database_rights.login_role(user),
        *(database_rights.membership(user, of) for of in pipeline.memberships),
        database_rights.on_database(user, pipeline.database, ON_DATABASE),
        database_rights.on_schema(user, pipeline.schema, ON_SCHEMA),
        *([_signal_table(pipeline.schema, pipeline.signal_table)] if pipeline.signal_table else []),
        *(database_rights.on_table(user, pipeline.schema, table, ON_TABLES) for table in pipeline.readable),
        _publication(pipeline),
    ]


def _signal_table(schema: str, table: str) -> Need:
    """`data` is TEXT: as JSONB it fails when it is read (redpanda-data/connect #4811)."""
    name = qualified(schema, table)
    return Need(
        what=f"signal table {name}",
        there=f"EXISTS (SELECT FROM pg_class WHERE {database_rights.table_is(schema, table)})",
        make=f"CREATE TABLE {name} (id text PRIMARY KEY, type text NOT NULL, data text)",
        undo=f"DROP TABLE IF EXISTS {name}",
    )


def _publication(pipeline: PipelineInDatabase) -> Need:
    name = identifier(pipeline.publication)
    tables = [qualified(pipeline.schema, table) for table in pipeline.readable]
    wanted = " OR ".join(database_rights.table_is(pipeline.schema, table) for table in pipeline.readable)
    exists = f"EXISTS (SELECT FROM pg_publication WHERE pubname = {literal(pipeline.publication)})"
    # A table that is not there is in neither list; so they are counted as well.
    there = (
        f"EXISTS (SELECT FROM pg_publication WHERE pubname = {literal(pipeline.publication)} "
        "AND pubviaroot AND NOT puballtables AND pubinsert AND pubupdate AND pubdelete AND pubtruncate "
        "AND (SELECT array_agg(prrelid ORDER BY prrelid) FROM pg_publication_rel WHERE prpubid = pg_publication.oid) "
        f"= (SELECT array_agg(oid ORDER BY oid) FROM pg_class WHERE {wanted}) "
        f"AND (SELECT count(*) FROM pg_class WHERE {wanted}) = {len(pipeline.readable)})"
    )
    options = publications.set_options(name, publications.EVERY_CHANGE, publications.BY_ROOT)
    return Need(
        what=f"publication {name} of exactly its tables",
        there=there,
        make=publications.create(name, tables),
        undo=f"DROP PUBLICATION IF EXISTS {name}",
        exists=exists,
        alter=f"{publications.set_tables(name, tables)};\n{options}",
    )
