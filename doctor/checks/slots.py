"""Link 6, the replication slots: room for each, its name, and those that nobody holds."""

from collections.abc import Iterator

from doctor.checks.databases_seen import databases_seen
from doctor.checks.each_pipeline import Pipeline, each_pipeline
from doctor.checks.fix_commands import another_slot, as_master, free_a_slot
from doctor.facts.facts import DatabaseFacts, Facts, Unavailable
from doctor.finding import Finding, failed, passed, unknown
from domain import slots
from domain.sql_names import literal

LINK = 6
SNAPSHOT_SLOTS = 2  # the slot itself and the temporary one that the snapshot reads from


def check_room_for_the_slot(facts: Facts) -> Iterator[Finding]:
    """Whether slots and WAL senders are left for what each pipeline has yet to open."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        slots_wanted, senders_wanted = _yet_to_open(pipeline, database)
        free = f"{database.free_slots} slots and {database.free_senders} senders"
        wanted = f"{slots_wanted} and {senders_wanted}"
        if database.free_slots >= slots_wanted and database.free_senders >= senders_wanted:
            return passed(LINK, check, f"{free} are free, {wanted} are needed")
        fix = free_a_slot(facts.chain)
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
            yield failed(LINK, check, saw, cause="L17", fix=another_slot(pipeline))


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
        drop = as_master(facts.chain, *[f"SELECT pg_drop_replication_slot({literal(slot)})" for slot in left])
        yield failed(LINK, check, saw, cause="S4", fix=f"unless a pipeline of another stack has it: {drop}")
    else:
        yield passed(LINK, check, "every idle slot of Redpanda Connect is a pipeline's")


CHECKS = (
    check_slot_name,
    check_room_for_the_slot,
    check_no_slot_is_left,
)


def _yet_to_open(pipeline: Pipeline, database: DatabaseFacts) -> tuple[int, int]:
    """Slots and senders that the pipeline still needs."""
    if database.slot is None:
        needed = SNAPSHOT_SLOTS if pipeline["snapshot"] else 1
        return needed, needed
    return 0, 0 if database.slot.active else 1
