"""What a pipeline keeps in the database: its slot, and the heartbeat that moves it."""

from collections.abc import Iterator

from domain.pipeline_config import duration_s, is_reference, shown
from domain.postgres_input import HEARTBEAT_INTERVAL, TOKEN_LIFETIME_S
from domain.slots import SLOT_NAME
from policy.pipelines import postgres_sources
from policy.rule import Props, Rule


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
)
