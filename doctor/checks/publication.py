"""Link 6, each pipeline's publication: exactly its tables, every change of them, and nothing that would need its user.

What mends it must leave the stream alive: decoding looks the publication up as of each change, so one that was missing
behind a slot, be it between two transactions, costs the slot (PostgreSQL source, pgoutput.c, get_rel_sync_entry).
"""

from collections.abc import Iterator

from doctor.checks.each_pipeline import Pipeline, each_pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, as_owner, fresh_slot
from doctor.facts.facts import DatabaseFacts, Facts
from doctor.finding import Finding, failed, passed
from domain import publications
from domain.sql_names import written, written_table

LINK = 6


def check_publication(facts: Facts) -> Iterator[Finding]:
    """L7, L13, L14, L19, L26, L27, L29: Redpanda Connect would want to change one of other tables."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        name, wanted = pipeline["publication"], _tables(pipeline)
        create = publications.create(written(name), _in_sql(pipeline))
        if database.published_tables is None:
            return _missing(check, facts, pipeline, database, create)
        if database.publishes_all_tables:
            fix = as_owner(facts.chain, database, publications.drop(written(name)), create)
            return failed(LINK, check, f"{name}: got FOR ALL TABLES, want {wanted}", cause="L14", fix=fix)
        by_leaves = bool(database.partitioned_tables) and not database.publishes_by_root
        if not by_leaves and ", ".join(sorted(database.published_tables)) != wanted:
            return _other_tables(check, facts, pipeline, database)
        if database.unpublished or database.narrowed_tables:
            fix = as_owner(facts.chain, database, *_as_wanted(pipeline, database))
            return failed(LINK, check, f"{name}: {'; '.join(_left_out(database))}", cause="L29", fix=fix)
        if by_leaves:
            parents = ", ".join(database.partitioned_tables)
            saw = f"{name}: got changes of {parents} by partition, want them under the table's own name"
            by_root = as_owner(facts.chain, database, *_as_wanted(pipeline, database))
            fix = f"{by_root}  # then restart pipeline {pipeline['id']}: stop it, {APPLY_AGAIN}"
            return failed(LINK, check, saw, cause="L19", fix=fix)
        return passed(LINK, check, f"{name} holds exactly {wanted}")

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="publication", judge=judge)


CHECKS = (check_publication,)


def _missing(check: str, facts: Facts, pipeline: Pipeline, database: DatabaseFacts, create: str) -> Finding:
    name, slot = pipeline["publication"], database.slot
    saw = f"{name}: there is no such publication"
    if slot is not None and slot.database == facts.chain["database"]["name"]:
        saw += f", and so slot {pipeline['slot']} is dead: changes since it went can never be decoded"
        fix = f"stop pipeline {pipeline['id']}, {as_owner(facts.chain, database, create)}; then "
        return failed(LINK, check, saw, cause="L26", fix=fix + fresh_slot(facts.chain, pipeline))
    return _owned(check, facts, database, saw, "L7", create)


def _other_tables(check: str, facts: Facts, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
    got = ", ".join(database.published_tables or ()) or "no table"
    saw = f"{pipeline['publication']}: got {got}, want {_tables(pipeline)}"
    if not database.published_tables:
        fix = as_owner(facts.chain, database, *_as_wanted(pipeline, database))
        return failed(LINK, check, saw, cause="L13", fix=fix)
    return _owned(check, facts, database, saw, "L7", *_as_wanted(pipeline, database))


def _owned(check: str, facts: Facts, database: DatabaseFacts, saw: str, cause: str, *statements: str) -> Finding:
    """L27 in place of the cause where the master may not run the statements."""
    fix = as_owner(facts.chain, database, *statements)
    if not database.owners_apart:
        return failed(LINK, check, saw, cause=cause, fix=fix)
    owners = ", ".join(f"{what} belongs to {owner}" for what, owner in database.owners_apart.items())
    master = facts.chain["database"]["master_username"]
    return failed(LINK, check, f"{saw}; {owners}, which {master} is not a member of", cause="L27", fix=fix)


def _as_wanted(pipeline: Pipeline, database: DatabaseFacts) -> list[str]:
    """Without what is as it should be already."""
    name = written(pipeline["publication"])
    by_leaves = bool(database.partitioned_tables) and not database.publishes_by_root
    other = ", ".join(sorted(database.published_tables or ())) != _tables(pipeline)
    options = [publications.EVERY_CHANGE] if database.unpublished else []
    options += [publications.BY_ROOT] if by_leaves else []
    tables = [publications.set_tables(name, _in_sql(pipeline))] if database.narrowed_tables or other else []
    return tables + ([publications.set_options(name, *options)] if options else [])


def _left_out(database: DatabaseFacts) -> Iterator[str]:
    if database.unpublished:
        yield f"it publishes {', '.join(f'no {kind}' for kind in database.unpublished)}"
    yield from (f"{table} has {what}" for table, what in database.narrowed_tables.items())


def _tables(pipeline: Pipeline) -> str:
    return ", ".join(_wanted(pipeline))


def _in_sql(pipeline: Pipeline) -> list[str]:
    return [written_table(table) for table in _wanted(pipeline)]


def _wanted(pipeline: Pipeline) -> list[str]:
    return sorted(f"{pipeline['schema']}.{table}" for table in pipeline["tables"])
