"""The pipelines of an applied program, as their processes: where each is, whichever host runs it."""

from collections.abc import Mapping
from typing import Any

from lab.connect.stand_in import StandIn
from lab.paths import LabPaths

HOST_NAMES = ("service_name", "object_name")
"""What a pipeline's process is called after, by the key of its host's section of the chain; else its own name."""


def stand_in_of(paths: LabPaths, pipeline: Mapping[str, Any]) -> StandIn:
    """The process of one of the chain's `pipelines`: on Redpanda Cloud it is called by the pipeline's id."""
    host = pipeline.get("host", {})
    names = [host[key] for key in HOST_NAMES if key in host]
    return StandIn(paths, str(pipeline["id"] or next(iter(names), pipeline["name"])))
