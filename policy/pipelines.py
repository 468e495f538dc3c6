"""The Redpanda Connect pipelines among the resources, and what of their configuration is known."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from domain.pipeline_config import BROKERS, COMMON_BROKERS, MYSQL, POSTGRES, Component, components
from policy import hosts
from policy.props import UNKNOWN, get
from policy.rule import Props, Resource

PIPELINE = "redpanda:index/pipeline:Pipeline"


def config_of(kind: str, props: Props) -> Mapping[str, Any] | None:
    """A pipeline's configuration; None: this is no pipeline, or its configuration is not known or cannot be read."""
    text = _text(kind, props)
    if not isinstance(text, str):
        return None
    try:
        config = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    return config if isinstance(config, Mapping) else None


def postgres_sources(kind: str, props: Props) -> list[Component]:
    """A pipeline's inputs that read PostgreSQL, as far as they are known."""
    return components(config_of(kind, props) or {}, *POSTGRES)


def mysql_sources(kind: str, props: Props) -> list[Component]:
    """A pipeline's inputs that read MySQL, as far as they are known."""
    return components(config_of(kind, props) or {}, *MYSQL)


def broker_clients(kind: str, props: Props) -> list[Component]:
    """A pipeline's parts that dial brokers, as far as they are known; the common block stands for what borrows it."""
    config = config_of(kind, props) or {}
    common = Component(path=(COMMON_BROKERS,), settings=_mapping(config.get(COMMON_BROKERS)))
    clients = components(config, *BROKERS)
    if not _has_brokers(common):
        return clients
    return [common, *(client for client in clients if _has_brokers(client))]


def reads_postgres(resources: Sequence[Resource]) -> bool:
    """Whether a pipeline reads PostgreSQL, or may: one not known yet counts."""
    return any(not _is_known(pipeline) or postgres_sources(*pipeline) for pipeline in _pipelines(resources))


def reads_mysql(resources: Sequence[Resource]) -> bool:
    """The same of MySQL."""
    return any(not _is_known(pipeline) or mysql_sources(*pipeline) for pipeline in _pipelines(resources))


def slots(resources: Sequence[Resource]) -> int:
    """How many slots the pipelines hold together; one where a configuration is not known yet."""
    return sum(_slots(pipeline) if _is_known(pipeline) else 1 for pipeline in _pipelines(resources))


def is_unreadable(kind: str, props: Props) -> bool:
    """Whether a pipeline's configuration is there and is no YAML mapping."""
    return _is_pipeline(kind, props) and _text(kind, props) is not UNKNOWN and config_of(kind, props) is None


def _has_brokers(part: Component) -> bool:
    return bool(part.get("seed_brokers") or part.get("tls"))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _pipelines(resources: Sequence[Resource]) -> list[tuple[str, Props]]:
    return [(each.kind, each.props) for each in resources if _is_pipeline(each.kind, each.props)]


def _text(kind: str, props: Props) -> Any:
    return get(props, "configYaml") if kind == PIPELINE else hosts.config_text(kind, props)


def _is_pipeline(kind: str, props: Props) -> bool:
    """Whether it runs a pipeline, or may: a task not known yet counts."""
    return kind == PIPELINE or _text(kind, props) is not None


def _is_known(pipeline: tuple[str, Props]) -> bool:
    return config_of(*pipeline) is not None


def _slots(pipeline: tuple[str, Props]) -> int:
    return len({str(source.get("slot_name")) for source in postgres_sources(*pipeline)})
