"""Link 6, each pipeline's own slot: its kind, who holds it, and whether it was there before the snapshot."""

from collections.abc import Iterator

from doctor.chain import Chain
from doctor.checks import link_7, pipeline_state, slot_lag
from doctor.checks.each_pipeline import Pipeline, each_pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, another_slot, as_master, fresh_slot
from doctor.checks.own_error import is_in_error
from doctor.facts.facts import DatabaseFacts, Facts, KafkaFacts, PipelineFacts, Slot, Unavailable
from doctor.finding import Finding, Result, failed, not_applicable, passed, unknown
from domain import slots

LINK = 6
PLUGIN = "pgoutput"
LOST = "lost"  # PostgreSQL manual, "pg_replication_slots", wal_status


def check_slot_is_consumed(facts: Facts) -> Iterator[Finding]:
    """Whether the slot is the pipeline's own kind, and the pipeline holds it: an idle one keeps WAL for ever."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        name, slot, own = pipeline["slot"], database.slot, facts.chain["database"]["name"]
        if slot is None:
            return unknown(LINK, check, f"{name}: there is no slot yet; the pipeline makes it at its first login")
        if slot.database not in (None, own):
            saw = f"{name}: got one of database {slot.database}, want {own}; whoever made it there may need it"
            return failed(LINK, check, saw, cause="L25", fix=another_slot(pipeline))
        if slot.plugin != PLUGIN:
            saw = f"{name}: got a {slot.slot_type} slot with plugin {slot.plugin or 'none'}, want {PLUGIN}"
            return failed(LINK, check, saw, cause="L20", fix=another_slot(pipeline))
        if slot.wal_status == LOST or slot.invalidation_reason:
            saw = f"{name}: got {slot.invalidation_reason or LOST}, want a slot with its WAL; every change since "
            saw += f"{slot.confirmed} is lost"
            return failed(LINK, check, saw, cause="L24", fix=fresh_slot(facts.chain, pipeline))
        if slot.active:
            return _held(check, facts.chain, pipeline, slot)
        if why := _why_idle(facts, pipeline):
            return not_applicable(LINK, check, f"{name} is inactive, which follows: {why}{_kept(slot)}")
        drop = as_master(facts.chain, slots.drop_statement(name))
        fix = f"{APPLY_AGAIN}  # starts pipeline {pipeline['id']}; when it is not to come back: {drop}"
        return failed(LINK, check, f"{name}: got inactive, want active{_kept(slot)}", cause="L9", fix=fix)

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="slot is consumed", judge=judge)


def check_snapshot_was_read(facts: Facts) -> Iterator[Finding]:
    """L15: whether rows that were there before came to the topic: a slot that exists suppresses the snapshot.

    Only of a slot that is held: Redpanda Connect takes it up after the snapshot (redpanda-data/connect,
    internal/impl/postgresql/pglogicalstream).
    """

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        kafka, seen = facts.kafka.get(pipeline["name"]), facts.pipelines.get(pipeline["name"])
        if not pipeline["snapshot"]:
            return not_applicable(LINK, check, "none is wanted")
        if database.slot is None or not database.slot.active:
            return not_applicable(LINK, check, "the pipeline does not stream yet, so it may still read one")
        if not isinstance(kafka, KafkaFacts) or kafka.had_records is None:
            why = kafka.reason if isinstance(kafka, Unavailable) else "the brokers do not tell"
            return unknown(LINK, check, f"whether the topic ever held a record: {why}")
        if kafka.had_records:
            return passed(LINK, check, f"{pipeline['topic']} has held records")
        if database.has_rows is None:
            return unknown(LINK, check, "whether the tables have rows, this login does not tell")
        if not database.has_rows:
            return passed(LINK, check, "the tables have no rows to read")
        if isinstance(seen, PipelineFacts) and seen.state != "STATE_RUNNING":
            return unknown(LINK, check, f"the pipeline is {seen.state}, so it may not have written yet")
        saw = f"{pipeline['topic']}: got no record ever, want the rows of the tables; slot {pipeline['slot']} exists"
        drop = as_master(facts.chain, slots.drop_statement(pipeline["slot"]))
        fix = f"{another_slot(pipeline)}; or stop pipeline {pipeline['id']}, {drop}, {APPLY_AGAIN}"
        return failed(LINK, check, saw, cause="L15", fix=fix)

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="snapshot was read", judge=judge)


CHECKS = (check_slot_is_consumed, check_snapshot_was_read)


def _why_idle(facts: Facts, pipeline: Pipeline) -> str | None:
    """What explains an idle slot, and is found elsewhere; None: nothing does, the pipeline was stopped or is gone."""
    if is_in_error(facts, pipeline):
        return "the pipeline is in error, and its own text says why"
    seen = facts.pipelines.get(pipeline["name"])
    if isinstance(seen, PipelineFacts) and seen.state in pipeline_state.CHANGING:
        return "the pipeline is about to start or to stop"
    cannot_write = [
        finding.saw
        for check in link_7.CHECKS
        for finding in check(facts)
        if finding.result is Result.FAIL and finding.check.startswith(f"{pipeline['name']}: ")
    ]
    return f"the pipeline cannot write: {cannot_write[0]}" if cannot_write else None


def _held(check: str, chain: Chain, pipeline: Pipeline, slot: Slot) -> Finding:
    name = pipeline["slot"]
    if beyond := list(slot_lag.exceeded(chain, slot)):
        log = f"rpk topic consume __redpanda.connect.logs --offset :end | grep {pipeline['id']}"
        fix = (
            f"{log}  # tells what it waits for, a dead letter that is refused for ever or the brokers (K13, K5); then "
            f"stop pipeline {pipeline['id']}, {APPLY_AGAIN}: it goes on where it was"
        )
        return failed(LINK, check, f"{name}: {'; '.join(beyond)}", cause="L32", fix=fix)
    return passed(LINK, check, f"{name} is active, {slot.behind_bytes or 0} bytes behind")


def _kept(slot: Slot) -> str:
    told = "" if slot.idle_s is None else f" for {slot.idle_s:.0f} s"
    told += "" if slot.kept_wal_bytes is None else f"; it keeps {slot.kept_wal_bytes} bytes of WAL"
    return told + ("" if slot.safe_wal_size is None else f", and is lost after {slot.safe_wal_size} bytes more")
