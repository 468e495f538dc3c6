"""What only a `mysql_cdc` input can get wrong."""

from collections.abc import Callable, Iterator

from doctor.checks.cluster_seen import cluster_seen
from doctor.checks.each_component import Verdict, Wrong, finding
from doctor.checks.each_pipeline import Pipeline
from doctor.checks.fix_commands import reboot_writer, set_parameter
from doctor.facts.facts import Facts, Unavailable
from doctor.finding import Finding, failed, passed, unknown
from domain.pipeline_config import MYSQL, Component, components, get, shown

REPLICATION = 6
BINLOG_FORMAT = "binlog_format"  # static (Aurora User Guide, "Aurora MySQL configuration parameters")
DEFAULT_RECONNECTS = 10
FEW_RECONNECTS = 3


def check_checkpoint_cache(facts: Facts) -> Iterator[Finding]:
    """Whether the binlog position outlives the pod."""

    def judge(pipeline: Pipeline, component: Component) -> Verdict:
        label, key = component.get("checkpoint_cache"), component.key("checkpoint_cache")
        caches = get(facts.pipeline_configs[pipeline["name"]], "cache_resources")
        named = [cache for cache in caches or () if get(cache, "label") == label] if isinstance(caches, list) else []
        if not named or not label:
            return Unavailable(f"{key}: there is no cache resource {shown(label)}")
        if "memory" in named[0]:
            want, why = "<label of a cache resource of type redpanda>", "it ends with the pod"
            return Wrong(cause="L21", key=key, got=f"{label}, a memory cache", want=want, why=why)
        return f"{label} is durable"

    yield from _each_mysql(facts, REPLICATION, "configured checkpoint cache", judge)


def check_reconnects(facts: Facts) -> Iterator[Finding]:
    """Whether the input soon starts over, with a new token."""

    def judge(_: Pipeline, component: Component) -> Verdict:
        attempts = component.get("max_reconnect_attempts")
        number = DEFAULT_RECONNECTS if attempts is None else attempts
        if not isinstance(number, int) or isinstance(number, bool):
            return Unavailable(f"max_reconnect_attempts: got {shown(attempts)}, want a number")
        if component.get("aws", "enabled") is True and not 1 <= number <= DEFAULT_RECONNECTS:
            key, why = component.key("max_reconnect_attempts"), "every attempt replays the same token"
            return Wrong(cause="L22", key=key, got=shown(attempts), want=str(FEW_RECONNECTS), why=why)
        return f"{number} attempts"

    yield from _each_mysql(facts, 5, "configured reconnects", judge)


def check_binlog_format(facts: Facts) -> Iterator[Finding]:
    """L23: whether the binlog holds rows; of statements there is nothing to stream."""
    for pipeline, _ in _mysql_inputs(facts):
        check, cluster = f"{pipeline['name']}: {BINLOG_FORMAT}", cluster_seen(facts)
        if isinstance(cluster, Unavailable):
            yield unknown(REPLICATION, check, cluster.reason)
            continue
        value = cluster.parameters.get(BINLOG_FORMAT, "unset")
        if value.upper() == "ROW":
            yield passed(REPLICATION, check, f"it is {value}")
        else:
            row = set_parameter(facts.chain, BINLOG_FORMAT, "ROW", "pending-reboot")
            fix = f"{row} && {reboot_writer(facts.chain)}"
            yield failed(REPLICATION, check, f"got {value}, want ROW", cause="L23", fix=fix)


CHECKS = (check_checkpoint_cache, check_reconnects, check_binlog_format)


def _each_mysql(
    facts: Facts, link: int, what: str, judge: Callable[[Pipeline, Component], Verdict]
) -> Iterator[Finding]:
    for pipeline, component in _mysql_inputs(facts):
        yield finding(pipeline, link, what, judge(pipeline, component))


def _mysql_inputs(facts: Facts) -> Iterator[tuple[Pipeline, Component]]:
    """Nothing is said of a pipeline without such an input."""
    for pipeline in facts.chain["pipelines"]:
        config = facts.pipeline_configs.get(pipeline["name"])
        if config is None or isinstance(config, Unavailable):
            continue
        for component in components(config, *MYSQL):
            yield pipeline, component
