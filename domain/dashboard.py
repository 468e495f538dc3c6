"""The CloudWatch dashboard of the database account: the seven links from top to bottom.

Only what AWS counts is drawn; the other links say where to look. CloudWatch API reference, "Dashboard body structure
and syntax".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.alarm import NAMESPACE, Alarm
from domain.alarm_thresholds import PERIOD_MINUTES, SECONDS_PER_MINUTE
from domain.links import LINKS

COLUMNS = 24
STATES_HEIGHT = 4
TEXT_HEIGHT = 2
GRAPH_HEIGHT = 6


@dataclass(frozen=True, kw_only=True)
class Graph:
    """One graph: metrics of one unit, drawn together with the thresholds of their alarms."""

    title: str
    metrics: tuple[str, ...]
    statistic: str


GRAPHS: Mapping[int, tuple[Graph, ...]] = {
    4: (
        Graph(
            title="logins without rds-db:connect",
            metrics=("IamDbAuthConnectionFailureInsufficientPermissions",),
            statistic="Sum",
        ),
    ),
    5: (
        Graph(
            title="IAM logins",
            metrics=("IamDbAuthConnectionRequests", "IamDbAuthConnectionSuccess", "IamDbAuthConnectionFailure"),
            statistic="Sum",
        ),
        Graph(
            title="failures by cause",
            metrics=(
                "IamDbAuthConnectionFailureInvalidToken",
                "IamDbAuthConnectionFailureThrottling",
                "IamDbAuthConnectionFailureServerError",
            ),
            statistic="Sum",
        ),
        Graph(title="free memory", metrics=("FreeableMemory",), statistic="Minimum"),
        Graph(title="capacity in use, %", metrics=("ACUUtilization",), statistic="Average"),
    ),
    6: (
        Graph(title="slot lag", metrics=("OldestReplicationSlotLag",), statistic="Maximum"),
        Graph(title="slot files", metrics=("ReplicationSlotDiskUsage",), statistic="Maximum"),
        Graph(
            title="transaction logs, -1: replication is off", metrics=("TransactionLogsDiskUsage",), statistic="Maximum"
        ),
    ),
}
"""What AWS counts, by link."""

READING: Mapping[int, str] = {
    1: "Not counted here: CloudTrail of the Redpanda account, `AssumeRoleWithWebIdentity`, and the pipeline's log.",
    2: "Not counted here: CloudTrail of the Redpanda account, `AssumeRole`, or `python -m doctor`.",
    3: "Not counted here: CloudTrail of this account, `AssumeRole`, or `python -m doctor`.",
    4: "Refusals of `rds-db:connect`; the log group `iam-db-auth-error` of the cluster names the user.",
    5: "Hours without a login are normal: sessions outlive their tokens. Failures are not.",
    6: "What grows here is kept for a pipeline that does not read.",
    7: "Not counted here: Prometheus of the Redpanda cluster, with the rules in `monitoring/`.",
}
"""A sentence on each link: how to read its graphs, or where to look instead."""


def body(writer: Mapping[str, str], region: str, alarms: Sequence[Alarm], alarm_arns: Sequence[str]) -> dict[str, Any]:
    """The dashboard: the states of all alarms on top, then link by link a sentence and its graphs."""
    widgets: list[dict[str, Any]] = [
        _widget("alarm", 0, 0, COLUMNS, STATES_HEIGHT, {"title": "alarms", "alarms": list(alarm_arns)})
    ]
    y = STATES_HEIGHT
    for link, title in LINKS.items():
        markdown = f"**{link} {title}**  \n{READING[link]}"
        widgets.append(_widget("text", 0, y, COLUMNS, TEXT_HEIGHT, {"markdown": markdown}))
        y += TEXT_HEIGHT
        graphs = GRAPHS.get(link, ())
        for place, graph in enumerate(graphs):
            width = COLUMNS // len(graphs)
            properties = _properties(graph, writer, region, alarms)
            widgets.append(_widget("metric", place * width, y, width, GRAPH_HEIGHT, properties))
        y += GRAPH_HEIGHT if graphs else 0
    return {"widgets": widgets}


def _properties(graph: Graph, writer: Mapping[str, str], region: str, alarms: Sequence[Alarm]) -> dict[str, Any]:
    named = [part for pair in writer.items() for part in pair]
    properties: dict[str, Any] = {
        "title": graph.title,
        "region": region,
        "view": "timeSeries",
        "stat": graph.statistic,
        "period": PERIOD_MINUTES * SECONDS_PER_MINUTE,
        "metrics": [[NAMESPACE, metric, *named] for metric in graph.metrics],
    }
    if lines := list(_thresholds(graph, alarms)):
        properties["annotations"] = {"horizontal": lines}
    return properties


def _thresholds(graph: Graph, alarms: Sequence[Alarm]) -> Iterator[dict[str, Any]]:
    """A line for each alarm on a metric of the graph; an expression has no line among its metrics."""
    for alarm in alarms:
        if alarm.expression is None and alarm.metrics[0] in graph.metrics:
            yield {"label": alarm.name, "value": alarm.threshold}


def _widget(kind: str, x: int, y: int, width: int, height: int, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": kind, "x": x, "y": y, "width": width, "height": height, "properties": dict(properties)}
