"""What only a pipeline that reads MySQL can get wrong: where it keeps its position, its reconnects, the binary log."""

from collections.abc import Iterator
from typing import Any

from doctor.checks.each_component import Verdict, Wrong, each_component
from doctor.checks.each_pipeline import Pipeline
from doctor.checks.parameter_group import parameter_group
from doctor.checks.static_parameter import static_parameter
from doctor.facts.facts import NO_MYSQL_LOGIN, Facts, Unavailable
from doctor.finding import Finding, unknown
from domain.pipeline_config import MYSQL, Component, get, is_interpolated, shown

REPLICATION = 6
BINLOG_FORMAT = "binlog_format"  # static (Aurora User Guide, "Aurora MySQL configuration parameters")
DEFAULT_RECONNECTS = 10
FEW_RECONNECTS = 3


def check_parameter_group(facts: Facts) -> Iterator[Finding]:
    """L31: whether the cluster has the stack's parameter group."""
    yield from parameter_group(facts, {BINLOG_FORMAT: "ROW"})


def check_binlog_format(facts: Facts) -> Iterator[Finding]:
    """L23, S3: whether the binary log holds rows, and does so by now; of statements there is nothing to stream."""
    yield static_parameter(facts, BINLOG_FORMAT, "ROW", cause="L23")


def check_database_inside(facts: Facts) -> Iterator[Finding]:
    """What nobody has looked at: the doctor logs in to no MySQL."""
    users = dict.fromkeys(pipeline["user"] for pipeline in facts.chain["pipelines"])
    grants = " ".join(f"SHOW CREATE USER {user}; SHOW GRANTS FOR {user};" for user in users)
    yield unknown(
        REPLICATION,
        "users, grants and retention in the database",
        f"{NO_MYSQL_LOGIN.reason}; as {facts.chain['database']['master_username']} look yourself: {grants} "
        "SHOW BINARY LOGS; CALL mysql.rds_show_configuration;",
    )


def check_checkpoint_cache(facts: Facts) -> Iterator[Finding]:
    """L21, K7: whether the position outlives the pod, in the topic that the stack made for it."""

    def judge(pipeline: Pipeline, component: Component) -> Verdict:
        label, key = component.get("checkpoint_cache"), component.key("checkpoint_cache")
        place, cache = _cache(facts.pipeline_configs[pipeline["name"]], label)
        if cache is None:
            return Unavailable(f"{key}: there is no cache resource {shown(label)}")
        if "memory" in cache:
            want, why = "<label of a cache resource of type redpanda>", "it ends with the pod"
            return Wrong(cause="L21", key=key, got=f"{label}, a memory cache", want=want, why=why)
        if "redpanda" not in cache:
            return Unavailable(f"{key}: how long a cache of type {_type(cache)} lasts is not known")
        got, wanted = get(cache, "redpanda", "topic"), pipeline["checkpoint_topic"]
        if is_interpolated(got):
            return Unavailable(f"{place}.redpanda.topic is known only when the pipeline runs")
        if got != wanted:
            return Wrong(cause="K7", key=f"{place}.redpanda.topic", got=shown(got), want=wanted, link=7)
        return f"{label} is durable, in {wanted}"

    yield from each_component(facts, MYSQL, link=REPLICATION, what="configured checkpoint cache", judge=judge)


def check_reconnects(facts: Facts) -> Iterator[Finding]:
    """L22: whether the input soon starts over, with a new token."""

    def judge(_: Pipeline, component: Component) -> Verdict:
        attempts = component.get("max_reconnect_attempts")
        number = DEFAULT_RECONNECTS if attempts is None else attempts
        if not isinstance(number, int) or isinstance(number, bool):
            return Unavailable(f"max_reconnect_attempts: got {shown(attempts)}, want a number")
        if component.get("aws", "enabled") is True and not 1 <= number <= DEFAULT_RECONNECTS:
            key, why = component.key("max_reconnect_attempts"), "every attempt replays the same token"
            return Wrong(cause="L22", key=key, got=shown(attempts), want=str(FEW_RECONNECTS), why=why)
        return f"{number} attempts"

    yield from each_component(facts, MYSQL, link=5, what="configured reconnects", judge=judge)


CHECKS = (check_parameter_group, check_binlog_format, check_database_inside, check_reconnects, check_checkpoint_cache)


def _cache(config: Any, label: Any) -> tuple[str, Any]:
    """The cache resource of that label and where it stands; None: there is none."""
    caches = get(config, "cache_resources")
    for position, cache in enumerate(caches if isinstance(caches, list) else ()):
        if label and get(cache, "label") == label:
            return f"cache_resources.{position}", cache
    return "", None


def _type(cache: Any) -> str:
    return " ".join(sorted(set(cache) - {"label"})) or "nothing"
