"""Link 6, how published tables tell their rows apart: at all, by the pipeline's key, and without generated columns."""

from collections.abc import Iterator, Mapping, Sequence

from doctor.checks.each_pipeline import Pipeline, each_pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, as_owner, pipeline_setting
from doctor.facts.facts import DatabaseFacts, Facts, Identity
from doctor.finding import Finding, failed, not_applicable, passed
from domain import publications
from domain.sql_names import written, written_table

LINK = 6


def check_identity(facts: Facts) -> Iterator[Finding]:
    """L18: whether published rows can be told apart: without that the application's own UPDATE and DELETE fail."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        without = {table: one for table, one in database.identities.items() if one.columns is None}
        if not without:
            return passed(LINK, check, "every published table has a replica identity")
        keys = _keys(pipeline)
        statements = [part for table, one in without.items() for part in _identified(table, one, keys.get(table))]
        saw = "; ".join(f"{table}: {_why_none(one)}" for table, one in without.items())
        return failed(LINK, check, saw, cause="L18", fix=as_owner(facts.chain, database, *statements))

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="published tables have keys", judge=judge)


def check_key_columns(facts: Facts) -> Iterator[Finding]:
    """L28: whether a delete carries the columns that its record is keyed by: without them it is a dead letter."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        apart = {
            table: (columns, carried)
            for table, columns in _keys(pipeline).items()
            if (carried := _carried(database, table)) is not None and not set(columns) <= set(carried)
        }
        if not apart:
            return passed(LINK, check, "every delete carries the key of its record")
        saw = "; ".join(
            f"{table}: got key columns {', '.join(columns)}, a delete carries only {', '.join(carried)}"
            for table, (columns, carried) in apart.items()
        )
        whole_rows = as_owner(facts.chain, database, *map(_whole_rows, apart))
        others = "; ".join(f"{table}: keyColumns: [{', '.join(carried)}]" for table, (_, carried) in apart.items())
        fix = f"{whole_rows}; or, which keys every record anew, {pipeline_setting(facts.chain, pipeline)}: {others}"
        return failed(LINK, check, saw, cause="L28", fix=fix)

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="deletes carry the key", judge=judge)


def check_generated_columns(facts: Facts) -> Iterator[Finding]:
    """L30: whether rows of the snapshot and of the stream have the same columns."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        generated = {table: one.generated for table, one in database.identities.items() if one.generated}
        if not pipeline["snapshot"]:
            return not_applicable(LINK, check, "no snapshot is read")
        if not generated:
            return passed(LINK, check, "no published table has a column that is generated and not published")
        saw = "; ".join(f"{table}: {', '.join(columns)}" for table, columns in generated.items())
        option = publications.set_options(written(pipeline["publication"]), publications.GENERATED_TOO)
        publish = as_owner(facts.chain, database, option)
        fix = (
            f"from PostgreSQL 18 on, for stored ones: {publish}, then restart pipeline {pipeline['id']}: stop it, "
            f"{APPLY_AGAIN}; before, leave them out of what reads the topic, or have a trigger fill plain columns"
        )
        return failed(LINK, check, f"in the snapshot and not in the stream: {saw}", cause="L30", fix=fix)

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="generated columns", judge=judge)


CHECKS = (check_identity, check_key_columns, check_generated_columns)


def _keys(pipeline: Pipeline) -> Mapping[str, Sequence[str]]:
    return {f"{pipeline['schema']}.{table}": columns for table, columns in pipeline["key_columns"].items()}


def _carried(database: DatabaseFacts, table: str) -> tuple[str, ...] | None:
    """None: the table is not published, or has no identity, which is a finding of its own."""
    identity = database.identities.get(table)
    return None if identity is None else identity.columns


def _why_none(identity: Identity) -> str:
    if identity.primary_key and identity.deferrable:
        return "its primary key is DEFERRABLE, and so no replica identity"
    if identity.kind == "n":
        return "it is REPLICA IDENTITY NOTHING"
    if identity.kind == "i":
        return "the index of its replica identity was dropped"
    return "no primary key and no replica identity"


def _identified(table: str, identity: Identity, key_columns: Sequence[str] | None) -> list[str]:
    """Statements that give the table an identity again, by the key it has if it has one."""
    name = written_table(table)
    default = f"ALTER TABLE {name} REPLICA IDENTITY DEFAULT"
    if identity.primary_key and identity.deferrable:
        index = written(f"{table.partition('.')[2]}_identity")
        made = f"CREATE UNIQUE INDEX {index} ON {name} ({', '.join(map(written, identity.primary_key))})"
        return [made, f"ALTER TABLE {name} REPLICA IDENTITY USING INDEX {index}"]
    if identity.primary_key:
        return [default]
    if key_columns is None:
        return [_whole_rows(table)]
    added = f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(map(written, key_columns))})"
    return [added] if identity.kind == "d" else [added, default]


def _whole_rows(table: str) -> str:
    return f"ALTER TABLE {written_table(table)} REPLICA IDENTITY FULL"
