"""When it is time to raise an alarm: what a person sets, and what CloudWatch allows."""

from dataclasses import dataclass

from domain.cluster_parameters import GIB_PER_ACU

GIB = 1024**3
SECONDS_PER_MINUTE = 60
PERIOD_MINUTES = 5
"""What one data point spans: the metrics of replication are coarse, and five minutes keep the alarms standard ones."""
SLOT_LAG_GIB = 10
SLOT_LAG_MINUTES = 15
"""How far a slot may be behind, and for how long, unless the stack says otherwise."""
LONGEST_MINUTES = 24 * 60  # CloudWatch API reference, PutMetricAlarm: EvaluationPeriods times Period, one day


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """What a person sets, in the units a person thinks in."""

    slot_lag_gib: float
    slot_disk_gib: float
    transaction_logs_gib: float
    freeable_memory_gib: float
    capacity_percent: float
    login_failures: int
    """Failed IAM logins of one cause within five minutes."""
    lasting_minutes: int
    """How long a size, the memory or the capacity must be wrong."""
    silent_minutes: int
    """How long every IAM login may fail."""

    def __post_init__(self) -> None:
        for name in ("lasting_minutes", "silent_minutes"):
            try:
                check_minutes(getattr(self, name))
            except ValueError as error:
                raise ValueError(f"{name}: got {getattr(self, name)}, {error}") from None


def check_minutes(minutes: int) -> None:
    """Raise ValueError unless CloudWatch can look back that long, in whole data points."""
    if not PERIOD_MINUTES <= minutes <= LONGEST_MINUTES or minutes % PERIOD_MINUTES:
        raise ValueError(
            f"want {PERIOD_MINUTES} to {LONGEST_MINUTES} minutes in steps of {PERIOD_MINUTES} (CloudWatch looks back "
            "one day at most)"
        )


def whole_memory_gib(max_acu: float) -> float:
    """All the memory a writer can have, 2 ACU to 4 GiB: FreeableMemory is always below it."""
    return max_acu * GIB_PER_ACU
