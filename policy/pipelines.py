"""The Redpanda Connect pipelines among the resources, and what of their configuration is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from domain.pipeline_config import KAFKA, POSTGRES, Component, components
from policy.props import UNKNOWN, get
from policy.rule import Props, Resource

PIPELINE = "redpanda:index/pipeline:Pipeline"


@dataclass(frozen=True, kw_only=True)
class Replicating:
    """A pipeline that reads a database's changes."""

    name: str
    slots: int
    """How many slots it holds; one where its configuration is not known yet."""


def config_of(kind: str, props: Props) -> Mapping[str, Any] | None:
    """A pipeline's configuration; None: this is no pipeline, or its configuration is not known or cannot be read."""
    text = get(props, "configYaml") if kind == PIPELINE else None
    if not isinstance(text, str):
        return None
    try:
        config = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    return config if isinstance(config, Mapping) else None


def sources(kind: str, props: Props) -> list[Component]:
    """A pipeline's inputs that read PostgreSQL, as far as they are known."""
    return components(config_of(kind, props) or {}, *POSTGRES)


def targets(kind: str, props: Props) -> list[Component]:
    """A pipeline's outputs that write to brokers, as far as they are known."""
    return components(config_of(kind, props) or {}, *KAFKA)


def replicating(resources: Sequence[Resource]) -> list[Replicating]:
    """Every pipeline that replicates, or may: one not known yet counts."""
    pipelines = [resource for resource in resources if resource.kind == PIPELINE]
    counted = [Replicating(name=pipeline.name, slots=_slots(pipeline)) for pipeline in pipelines]
    return [pipeline for pipeline in counted if pipeline.slots]


def is_unreadable(kind: str, props: Props) -> bool:
    """Whether a pipeline's configuration is there and is no YAML mapping."""
    known = kind == PIPELINE and get(props, "configYaml") is not UNKNOWN
    return known and config_of(kind, props) is None


def _slots(pipeline: Resource) -> int:
    if config_of(pipeline.kind, pipeline.props) is None:
        return 1
    return len({str(source.get("slot_name")) for source in sources(pipeline.kind, pipeline.props)})
