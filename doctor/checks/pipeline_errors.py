"""What a pipeline's last error means: the cause that its text stands for, and the fix for the stack at hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from doctor import causes
from doctor.chain import reads_mysql
from doctor.checks.each_pipeline import Pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, as_master, free_a_slot
from doctor.symptoms import hints, known_by, seen_in
from doctor.texts.publications import PUBLICATIONS
from doctor.texts.replication import REPLICATION
from domain import publications
from domain.sql_names import written, written_table

OF_NO_LINK = 7
"""Where the pipeline itself is looked at."""

Fix = Callable[[Mapping[str, Any], Pipeline], str]
"""From the chain and an entry of its `pipelines`."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A cause that the error brings to light, and no other does."""

    cause: str
    link: int
    """The link of the cause."""
    fix: Fix


def _in_yaml(line: str) -> Fix:
    return lambda chain, pipeline: (
        f"in the YAML of pipeline {pipeline['name']}, input.{'mysql_cdc' if reads_mysql(chain) else 'postgres_cdc'}: "
        f"{line}; {APPLY_AGAIN} restores it"
    )


def _endpoint(chain: Mapping[str, Any], pipeline: Pipeline) -> str:
    database = chain["database"]
    return _in_yaml(f"aws: {{endpoint: '{database['endpoint']}:{database['port']}'}}")(chain, pipeline)


def _apply_again(_chain: Mapping[str, Any], _pipeline: Pipeline) -> str:
    return APPLY_AGAIN


def _new_password(_chain: Mapping[str, Any], pipeline: Pipeline) -> str:
    return f"pulumi up --refresh --run-program --replace '**::{pipeline['name']}-password'"


def _free_a_slot(chain: Mapping[str, Any], _pipeline: Pipeline) -> str:
    return free_a_slot(chain)


def _stop_the_other(chain: Mapping[str, Any], pipeline: Pipeline) -> str:
    holders = as_master(
        chain,
        "SELECT slot_name, pid, application_name, client_addr, backend_start "
        "FROM pg_replication_slots JOIN pg_stat_activity ON pid = active_pid",
    )
    return f"{holders} tells who holds {pipeline['slot']}: stop that one, then {APPLY_AGAIN}"


def _same_tables(chain: Mapping[str, Any], pipeline: Pipeline) -> str:
    tables = [written_table(f"{pipeline['schema']}.{table}") for table in pipeline["tables"]]
    return as_master(chain, publications.set_tables(written(pipeline["publication"]), tables))


def _explained(cause_id: str) -> Fix:
    return lambda _chain, _pipeline: f"python -m doctor explain {cause_id}  # then {APPLY_AGAIN}, which restarts it"


FIXES: Mapping[str, Fix] = {
    "I11": _endpoint,
    "K4": _new_password,
    "K5": _apply_again,
    "K6": _apply_again,
    "K7": _apply_again,
}
"""By cause: what mends it in the stack at hand; of the others the checks of their links know more than the error."""

POSTGRES_FIXES: Mapping[str, Fix] = {
    **FIXES,
    "L11": _in_yaml("heartbeat_interval: 5m"),
    "L5": _stop_the_other,
    "L4": _free_a_slot,
    "L7": _same_tables,
}
"""And those that only an input of PostgreSQL can tell of."""
OF_POSTGRES = PUBLICATIONS.keys() | REPLICATION.keys()
"""Causes whose texts no input of MySQL prints: there they are of something else in the pipeline."""


def known_error(chain: Mapping[str, Any], error: str) -> Known | None:
    """The one cause that this text is known by to `symptom`, if there is one."""
    symptom = known_by(error)
    if symptom is None:
        return None
    cause = causes.find(symptom.causes[0])
    if reads_mysql(chain) and cause.id in OF_POSTGRES:
        return None
    fix = (FIXES if reads_mysql(chain) else POSTGRES_FIXES).get(cause.id, _explained(cause.id))
    return Known(cause=cause.id, link=cause.link or OF_NO_LINK, fix=fix)


def pointed_out(error: str) -> str:
    """The error, with the links or, of a text that is about none, the causes it points to."""
    families = [seen.symptom for seen in seen_in(error) if len(seen.symptom.causes) > 1 and not seen.symptom.hint]
    causes_of = [f"{' or '.join(family.causes)}: {family.told_apart}" for family in families]
    return "; ".join([error, *hints(error), *causes_of])
