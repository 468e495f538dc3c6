"""What a pipeline keeps in the database: its slot, and the heartbeat that moves it."""

from collections.abc import Iterator, Sequence

from domain.pipeline_config import Component, duration_s, is_reference, shown
from domain.pipeline_dsn import parse_dsn
from domain.postgres_input import HEARTBEAT_INTERVAL, TOKEN_LIFETIME_S
from domain.slots import SLOT_NAME
from policy.pipelines import postgres_sources
from policy.rule import Props, Resource, Rule, StackRule


def early_heartbeat(kind: str, props: Props) -> Iterator[str]:
    """The heartbeat's connection is dialled while the token lives."""
    for source in postgres_sources(kind, props):
        interval = source.get("heartbeat_interval")
        seconds = duration_s(interval)
        if not is_reference(interval) and (seconds is None or not 0 < seconds < TOKEN_LIFETIME_S):
            want = f"more than 0 and less than {TOKEN_LIFETIME_S // 60}m, such as {HEARTBEAT_INTERVAL}"
            yield f"{source.key('heartbeat_interval')}: got {shown(interval)}, want {want}"


def permanent_slot(kind: str, props: Props) -> Iterator[str]:
    """The slot outlives a restart, and has a name."""
    for source in postgres_sources(kind, props):
        temporary, name = source.get("temporary_slot"), source.get("slot_name")
        if temporary not in (None, False):
            yield f"{source.key('temporary_slot')}: got {shown(temporary)}, want false"
        if not is_reference(name) and SLOT_NAME.fullmatch(str(name or "")) is None:
            yield f"{source.key('slot_name')}: got {shown(name)}, want {SLOT_NAME.pattern}"


def own_slot(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str]]:
    """No slot has two readers, as far as names and hosts are known; a name is a cluster's, not a database's."""
    readers: dict[tuple[str, str], str] = {}
    for resource in resources:
        for source in postgres_sources(resource.kind, resource.props):
            slot = _slot(source)
            if slot in readers:
                got = f"got {slot[1]}, which {readers[slot]} reads"
                yield resource, f"{source.key('slot_name')}: {got}, want a slot of its own"
            elif slot is not None:
                readers[slot] = resource.name


def _slot(source: Component) -> tuple[str, str] | None:
    name = source.get("slot_name")
    if not isinstance(name, str) or is_reference(name):
        return None
    try:
        return parse_dsn(source.get("dsn")).host, name
    except ValueError:
        return None


RULES = (
    Rule(
        id="pipeline-early-heartbeat",
        title="A pipeline's first heartbeat comes while its login token lives",
        why="at the default of 1h the heartbeat is first dialled with a dead token",
        source="redpanda-data/connect #4668",
        check=early_heartbeat,
    ),
    Rule(
        id="pipeline-permanent-slot",
        title="A pipeline's slot is permanent and named",
        why="a temporary slot loses the changes of every restart",
        source="Redpanda Connect documentation, postgres_cdc, temporary_slot; PostgreSQL manual, 27.2.6",
        check=permanent_slot,
    ),
    StackRule(
        id="pipeline-own-slot",
        title="No two pipelines read one slot",
        why="a slot has one reader at a time: the second finds it active, and what one has read the other never sees",
        source='PostgreSQL manual, "Logical Decoding Concepts", Replication Slots',
        check=own_slot,
    ),
)
