"""One alarm of the database account: a CloudWatch metric, its threshold, and the cause it points to.

Metrics are those of the writer (`DBClusterIdentifier` and `Role`): a failover changes the instance, not the role
(Aurora User Guide, "Creating CloudWatch alarms to monitor Amazon Aurora").
"""

from dataclasses import dataclass
from typing import Literal

NAMESPACE = "AWS/RDS"

Comparison = Literal["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold"]
MissingData = Literal["ignore", "notBreaching", "breaching"]
"""`ignore` keeps the state: a gap neither raises nor ends an alarm (CloudWatch User Guide, "Configuring how alarms
treat missing data")."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """How long something must be wrong."""

    period_s: int
    periods: int
    breaching: int
    """How many of the periods."""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One CloudWatch alarm on the cluster's writer, its threshold in the metric's own unit."""

    name: str
    link: int
    """The link of the chain it tells about, a key of LINKS."""
    cause: str
    """The doctor's id of the likeliest cause."""
    metrics: tuple[str, ...]
    """One, unless there is an expression."""
    statistic: Literal["Maximum", "Minimum", "Average", "Sum"]
    comparison: Comparison
    threshold: float
    window: Window
    missing: MissingData
    says: str
    """What is the case when it is on."""
    expression: str | None = None
    """Metric math over the metrics, in order `m1`, `m2`."""

    @property
    def description(self) -> str:
        """What whoever is woken reads: what is the case, and the command that says more."""
        return f"{self.says}; python -m doctor explain {self.cause}"


def dimensions(identifier: str, is_cluster: bool = True) -> dict[str, str]:
    """What names a cluster's writer in CloudWatch, whichever instance it is, or an RDS instance that has no cluster."""
    return {"DBClusterIdentifier": identifier, "Role": "WRITER"} if is_cluster else {"DBInstanceIdentifier": identifier}
