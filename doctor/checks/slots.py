"""Link 6, the replication slots: room for each, its name and kind, who holds it, and those that nobody holds."""

from collections.abc import Iterator

from doctor.checks.databases_seen import databases_seen
from doctor.checks.each_pipeline import Pipeline, each_pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, as_master
from doctor.facts.facts import DatabaseFacts, Facts, KafkaFacts, PipelineFacts, Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from domain import slots

LINK = 6
PLUGIN = "pgoutput"
SNAPSHOT_SLOTS = 2  # the slot itself and the temporary one that the snapshot reads from


def check_room_for_the_slot(facts: Facts) -> Iterator[Finding]:
    """Whether slots and WAL senders are left for what each pipeline has yet to open."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        slots_wanted, senders_wanted = _yet_to_open(pipeline, database)
        free = f"{database.free_slots} slots and {database.free_senders} senders"
        wanted = f"{slots_wanted} and {senders_wanted}"
        if database.free_slots >= slots_wanted and database.free_senders >= senders_wanted:
            return passed(LINK, check, f"{free} are free, {wanted} are needed")
        others = as_master(facts.chain, "SELECT slot_name FROM pg_replication_slots WHERE NOT active")
        fix = f"{others}; drop each that nobody needs: SELECT pg_drop_replication_slot('<slot_name>')"
        return failed(LINK, check, f"free: got {free}, want {wanted}", cause="L4", fix=fix)

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="room for the slot", judge=judge)


def check_slot_name(facts: Facts) -> Iterator[Finding]:
    """Whether PostgreSQL and Redpanda Connect both take the slot's name."""
    for pipeline in facts.chain["pipelines"]:
        check, slot = f"{pipeline['name']}: slot name", pipeline["slot"]
        if slots.SLOT_NAME.fullmatch(slot):
            yield passed(LINK, check, slot)
        else:
            saw = f"got {slot!r}, want {slots.SLOT_NAME.pattern}"
            yield failed(LINK, check, saw, cause="L17", fix=_rename(pipeline))


def check_slot_is_consumed(facts: Facts) -> Iterator[Finding]:
    """Whether the slot is the pipeline's own kind, and the pipeline holds it: an idle one keeps WAL for ever."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        name, slot = pipeline["slot"], database.slot
        if slot is None:
            return unknown(LINK, check, f"{name}: there is no slot yet; the pipeline makes it at its first login")
        if slot["plugin"] != PLUGIN:
            saw = f"{name}: got a {slot['slot_type']} slot with plugin {slot['plugin'] or 'none'}, want {PLUGIN}"
            return failed(LINK, check, saw, cause="L20", fix=_rename(pipeline))
        if slot["active"]:
            return passed(LINK, check, f"{name} is active")
        kept = slot["kept_wal_bytes"]
        saw = f"{name}: got inactive, want active" + ("" if kept is None else f"; it keeps {kept} bytes of WAL")
        drop = as_master(facts.chain, f"SELECT pg_drop_replication_slot('{name}')")
        fix = f"{APPLY_AGAIN} starts pipeline {pipeline['id']}; when it is not to come back: {drop}"
        return failed(LINK, check, saw, cause="L9", fix=fix)

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
        if database.slot is None or not database.slot["active"]:
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
        fix = f"{_rename(pipeline)}; or stop pipeline {pipeline['id']}, {drop}, {APPLY_AGAIN}"
        return failed(LINK, check, saw, cause="L15", fix=fix)

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="snapshot was read", judge=judge)


def check_no_slot_is_left(facts: Facts) -> Iterator[Finding]:
    """S4: whether a slot of a pipeline that is gone still keeps WAL; slots of other tools are not judged."""
    check = "no slot is left behind"
    own = {pipeline["slot"] for pipeline in facts.chain["pipelines"]}
    known = databases_seen(facts)
    if isinstance(known, Unavailable):
        yield unknown(LINK, check, known.reason)
        return
    left = sorted({slot for database in known for slot in database.left_slots} - own)
    if left:
        saw = f"idle slots of Redpanda Connect: got {', '.join(left)}, want none but the pipelines' own"
        drop = as_master(facts.chain, *[f"SELECT pg_drop_replication_slot('{slot}')" for slot in left])
        yield failed(LINK, check, saw, cause="S4", fix=f"unless a pipeline of another stack has it: {drop}")
    else:
        yield passed(LINK, check, "every idle slot of Redpanda Connect is a pipeline's")


CHECKS = (
    check_slot_name,
    check_room_for_the_slot,
    check_slot_is_consumed,
    check_snapshot_was_read,
    check_no_slot_is_left,
)


def _yet_to_open(pipeline: Pipeline, database: DatabaseFacts) -> tuple[int, int]:
    """Slots and senders that the pipeline still needs."""
    if database.slot is None:
        needed = SNAPSHOT_SLOTS if pipeline["snapshot"] else 1
        return needed, needed
    return 0, 0 if database.slot["active"] else 1


def _rename(pipeline: Pipeline) -> str:
    new = f"rpcn_{pipeline['name']}_2".lower()
    return (
        f"in the stack's YAML, redpanda-aurora-iam:pipelines, the entry with name: {pipeline['name']}: "
        f"slot: {new}; then pulumi up"
    )
