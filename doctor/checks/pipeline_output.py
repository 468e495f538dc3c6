"""The configuration from the input to the topic, for link 7: login, topics, order, and a way out for bad records."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from doctor.chain import reads_mysql
from doctor.checks.database_input import input_kind
from doctor.checks.each_component import Verdict, Wrong, each_component, each_config
from doctor.checks.each_pipeline import Pipeline
from doctor.facts.facts import Facts, Unavailable
from doctor.finding import Finding
from domain.connect_config import SASL_MECHANISM
from domain.pipeline_config import (
    KAFKA,
    Component,
    components,
    get,
    is_interpolated,
    nodes,
    shown,
)

LINK = 7
RESOURCE = Unavailable("it is an output resource: where it is used is not followed")

FORBIDDEN = {
    "input": frozenset({"file"}),
    "input_resources": frozenset({"file"}),
    "output": frozenset({"file", "stdout", "http_server"}),
    "output_resources": frozenset({"file", "stdout", "http_server"}),
    "cache_resources": frozenset({"file"}),
}
"""Redpanda Cloud documentation, "Connect components"."""


def _stream_metadata(names: str) -> re.Pattern[str]:
    return re.compile(rf'@(?:{names})\b|\bmeta(?:data)?\("(?:{names})"\)')


POSTGRES_METADATA = _stream_metadata("commit_ts_ms|lsn")
MYSQL_METADATA = _stream_metadata("binlog_position")
"""What rows of the snapshot lack (redpanda-data/connect 4.106.0, postgres_cdc and mysql_cdc, metadata)."""
GUARD = re.compile(r"\.or\(|\.catch\(|[!=]=\s*null|(?<!\|)\|(?!\|)")
"""What gives a missing value another (Redpanda Connect documentation, Bloblang, "Coalesce" and "Methods")."""


def check_components(facts: Facts) -> Iterator[Finding]:
    """Whether Redpanda Cloud allows every component."""

    def judge(_: Pipeline, config: Mapping[str, Any]) -> Verdict:
        found = [part for section, names in FORBIDDEN.items() for part in components(config, names, (section,))]
        if not found:
            return "every component is allowed"
        key, why = found[0].key(), "Redpanda Cloud does not allow it"
        return Wrong(cause="K11", key=key, got="the component", want="", why=why)

    yield from each_config(facts, link=LINK, what="configured components", judge=judge)


def check_tls(facts: Facts) -> Iterator[Finding]:
    """Whether every output speaks TLS with the brokers."""

    def judge(_: Pipeline, output: Component) -> Verdict:
        return _wanted("K9", output, True, "tls", "enabled")

    yield from each_component(facts, KAFKA, link=LINK, what="configured TLS to the brokers", judge=judge)


def check_login(facts: Facts) -> Iterator[Finding]:
    """Whether every output logs in as the pipeline's Kafka user, by the mechanism that user was made with."""

    def judge(pipeline: Pipeline, output: Component) -> Verdict:
        logins = output.get("sasl")
        login = logins[0] if isinstance(logins, list) and logins else None
        for name, wanted in (("mechanism", SASL_MECHANISM), ("username", pipeline["user"])):
            got = get(login, name)
            if got != wanted and not is_interpolated(got):
                return Wrong(cause="K4", key=output.key("sasl", "0", name), got=shown(got), want=wanted)
        return f"{pipeline['user']} by {SASL_MECHANISM}"

    yield from each_component(facts, KAFKA, link=LINK, what="configured login to the brokers", judge=judge)


def check_topics(facts: Facts) -> Iterator[Finding]:
    """Whether records go to the pipeline's topic and dead letters to its dead-letter topic."""

    def judge(pipeline: Pipeline, output: Component) -> Verdict:
        got = output.get("topic")
        wanted = pipeline["dead_letter_topic" if takes_dead_letters(output) else "topic"]
        if _is_resource(output):
            return RESOURCE
        if is_interpolated(got):
            return Unavailable(f"{output.key('topic')} is known only when the pipeline runs")
        return _wanted("K7", output, wanted, "topic")

    yield from each_component(facts, KAFKA, link=LINK, what="configured topic", judge=judge)


def check_topic_creation(facts: Facts) -> Iterator[Finding]:
    """Whether every output leaves topics to the stack; the default is to create them."""

    def judge(_: Pipeline, output: Component) -> Verdict:
        return _wanted("K8", output, False, "allow_auto_topic_creation")

    yield from each_component(facts, KAFKA, link=LINK, what="configured topic creation", judge=judge)


def check_order(facts: Facts) -> Iterator[Finding]:
    """Whether changes of one row share a partition, and one batch at a time is on its way."""

    def judge(_: Pipeline, output: Component) -> Verdict:
        if takes_dead_letters(output):
            return "dead letters have no order"
        if _is_resource(output):
            return RESOURCE
        if not output.get("key"):
            want, why = '"${! @key }"', "records of a row spread over partitions"
            return Wrong(cause="K12", key=output.key("key"), got="nothing", want=want, why=why)
        return _wanted("K12", output, 1, "max_in_flight", why="with more a retry overtakes")

    yield from each_component(facts, KAFKA, link=LINK, what="configured order", judge=judge)


def check_threads(facts: Facts) -> Iterator[Finding]:
    """Whether one thread runs the processors: of several one overtakes another; the default is one per CPU."""

    def judge(_: Pipeline, config: Mapping[str, Any]) -> Verdict:
        if not get(config, "pipeline", "processors"):
            return "there are no processors"
        threads = Component(path=("pipeline",), settings=get(config, "pipeline"))
        return _wanted("K12", threads, 1, "threads", why="of several threads one overtakes another")

    yield from each_config(facts, link=LINK, what="configured threads", judge=judge)


def check_dead_letters(facts: Facts) -> Iterator[Finding]:
    """Whether a record that cannot be keyed or delivered has somewhere to go, instead of holding up the slot."""

    def judge(pipeline: Pipeline, config: Mapping[str, Any]) -> Verdict:
        outputs = components(config, *KAFKA)
        if any(map(takes_dead_letters, outputs)):
            return "fallback has an output for dead letters"
        if any(map(_is_resource, outputs)):
            return RESOURCE
        strict = get(config, "error_handling", "strict") is True
        topic = pipeline.get("dead_letter_topic", "<another>")
        return Wrong(
            cause="K13",
            key="output.fallback",
            got="no output for dead letters" + (", and error_handling.strict: true" if strict else ""),
            want=f"[{{reject_errored: <the output>}}, {{redpanda: {{topic: {topic}, ...}}}}]",
            why="a bad record is tried for ever",
        )

    yield from each_config(facts, link=LINK, what="configured dead letters", judge=judge)


def check_snapshot_metadata(facts: Facts) -> Iterator[Finding]:
    """Whether metadata that rows of the snapshot lack is used with something in its place."""
    absent = MYSQL_METADATA if reads_mysql(facts.chain) else POSTGRES_METADATA

    def judge(_: Pipeline, config: Mapping[str, Any]) -> Verdict:
        if not any(part.get("stream_snapshot") is True for part in components(config, *input_kind(facts.chain))):
            return "there is no snapshot"
        for path, value in nodes(config):
            found = _unguarded(value, absent) if isinstance(value, str) else None
            if found:
                why = "rows of the snapshot have none"
                return Wrong(cause="K16", key=".".join(path), got=found, want=f"{found}.or(<another value>)", why=why)
        return "none is used without another in its place"

    yield from each_config(facts, link=LINK, what="configured metadata", judge=judge)


CHECKS = (
    check_components,
    check_tls,
    check_login,
    check_topics,
    check_topic_creation,
    check_order,
    check_threads,
    check_dead_letters,
    check_snapshot_metadata,
)


def _wanted(cause: str, output: Component, want: str | bool | int, *key: str, why: str = "") -> Verdict:
    got = output.get(*key)
    if got == want and type(got) is type(want):
        return f"{output.key(*key)}: {shown(want)}"
    return Wrong(cause=cause, key=output.key(*key), got=shown(got), want=shown(want), why=why)


def takes_dead_letters(output: Component) -> bool:
    """Whether it is a second or later choice of a fallback."""
    pairs = zip(output.path, output.path[1:], strict=False)
    return any(key == "fallback" and position != "0" for key, position in pairs)


def _is_resource(output: Component) -> bool:
    return output.path[0] == "output_resources"


def _unguarded(text: str, metadata: re.Pattern[str]) -> str | None:
    """Metadata of the stream that nothing stands in for, by the rest of its line; a line may go on with a method."""
    for line in re.sub(r"\n\s*\.", ".", text).splitlines():
        found = metadata.search(line)
        if found and not line.lstrip().startswith("#") and not GUARD.search(line, found.end()):
            return found.group()
    return None
