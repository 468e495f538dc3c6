"""What CloudWatch counted of the cluster's logins by token, and how much of the writer they had."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from doctor.facts.aws import Account

WINDOW = timedelta(minutes=15)
NAMESPACE = "AWS/RDS"

COUNTS = {
    "requests": "IamDbAuthConnectionRequests",
    "invalid_token": "IamDbAuthConnectionFailureInvalidToken",
    "insufficient_permissions": "IamDbAuthConnectionFailureInsufficientPermissions",
    "throttling": "IamDbAuthConnectionFailureThrottling",
    "server_error": "IamDbAuthConnectionFailureServerError",
}
"""Summed (Aurora User Guide, "Troubleshooting for IAM database authentication")."""

LEVELS = {
    "lowest_capacity_acu": ("ServerlessDatabaseCapacity", "Minimum"),
    "lowest_memory_bytes": ("FreeableMemory", "Minimum"),
    "highest_acu_utilization": ("ACUUtilization", "Maximum"),
}
"""Of the writer (Aurora User Guide, "Amazon CloudWatch metrics for Amazon Aurora")."""


@dataclass(frozen=True, kw_only=True)
class ClusterMetrics:
    """The last 15 minutes; None: CloudWatch has no data, as of a count that nothing added to."""

    requests: float | None = None
    """Logins by token, whoever tried."""
    invalid_token: float | None = None
    insufficient_permissions: float | None = None
    throttling: float | None = None
    server_error: float | None = None
    lowest_capacity_acu: float | None = None
    """0: the writer was paused."""
    lowest_memory_bytes: float | None = None
    highest_acu_utilization: float | None = None
    """Percent."""


def cluster_metrics(account: Account, identifier: str, *, is_cluster: bool = True) -> ClusterMetrics:
    """Of the cluster of that name, or of the instance; raises Unreadable."""
    now = datetime.now(UTC)
    results = account.read_all(
        "cloudwatch",
        "get_metric_data",
        "MetricDataResults",
        MetricDataQueries=list(_queries(identifier, is_cluster)),
        StartTime=now - WINDOW,
        EndTime=now,
    )
    seen: dict[str, list[float]] = {}
    for result in results:
        seen.setdefault(result["Id"], []).extend(result["Values"])
    told: dict[str, float] = {}
    for name in COUNTS:
        sums = [sum(values) for query in (name, f"{name}_of_writer") if (values := seen.get(query))]
        if sums:
            told[name] = max(sums)
    for name, (_, statistic) in LEVELS.items():
        if values := seen.get(name):
            told[name] = min(values) if statistic == "Minimum" else max(values)
    return ClusterMetrics(**told)


def _queries(identifier: str, is_cluster: bool) -> Iterator[dict[str, Any]]:
    """Which of its dimensions carry the counts is not documented, so both are asked for; an instance has one."""
    cluster = [{"Name": "DBClusterIdentifier" if is_cluster else "DBInstanceIdentifier", "Value": identifier}]
    writer = [*cluster, {"Name": "Role", "Value": "WRITER"}] if is_cluster else cluster
    for name, metric in COUNTS.items():
        yield _query(name, metric, "Sum", cluster)
        yield _query(f"{name}_of_writer", metric, "Sum", writer)
    for name, (metric, statistic) in LEVELS.items():
        yield _query(name, metric, statistic, writer)


def _query(query_id: str, metric: str, statistic: str, dimensions: list[dict[str, str]]) -> dict[str, Any]:
    named = {"Namespace": NAMESPACE, "MetricName": metric, "Dimensions": dimensions}
    return {"Id": query_id, "MetricStat": {"Metric": named, "Period": 60, "Stat": statistic}}
