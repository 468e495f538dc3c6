"""What is watched in the database account.

Metrics: Aurora User Guide, "Amazon CloudWatch metrics for Amazon Aurora", and for `IamDbAuth...` "Troubleshooting for
IAM DB authentication".
"""

from domain.alarm import Alarm, Window
from domain.alarm_thresholds import GIB, PERIOD_MINUTES, SECONDS_PER_MINUTE, Thresholds

ATTEMPTS = 3
"""As many failed logins tell a client that keeps trying from somebody who mistyped."""


def alarms(limits: Thresholds) -> tuple[Alarm, ...]:
    """Every alarm, in the order of the links."""
    lasting = _lasting(limits.lasting_minutes)
    for_minutes = f"for {limits.lasting_minutes} minutes"
    return (
        _logins("permission-refused", 4, "I3", "InsufficientPermissions", "IAM logins lack rds-db:connect", limits),
        _logins("token-refused", 5, "I7", "InvalidToken", "IAM logins bring an invalid or expired token", limits),
        _logins("logins-throttled", 5, "I8", "Throttling", "IAM logins are throttled", limits),
        _logins("login-server-errors", 5, "I9", "ServerError", "IAM logins fail at the server", limits),
        # Silence alone is no fault: a pipeline logs in when it starts, and its sessions outlive their tokens. Attempts
        # of which none succeeds are one, unless they are so few that somebody may have slipped by hand. Where the
        # counters are absent or 0, nobody tried.
        Alarm(
            name="no-login-succeeds",
            link=5,
            cause="I3",
            metrics=("IamDbAuthConnectionRequests", "IamDbAuthConnectionFailure"),
            expression=f"IF(m2 >= m1 AND m2 >= {ATTEMPTS}, 1, 0)",
            statistic="Sum",
            comparison="GreaterThanOrEqualToThreshold",
            threshold=1,
            window=Window(period_s=limits.silent_minutes * SECONDS_PER_MINUTE, periods=1, breaching=1),
            missing="notBreaching",
            says=f"every IAM login of the last {limits.silent_minutes} minutes failed, {ATTEMPTS} or more",
        ),
        # Aurora Serverless v2 counts what is free up to the maximum capacity (Aurora User Guide, "Important Amazon
        # CloudWatch metrics for Aurora Serverless v2"), so little is really little.
        Alarm(
            name="memory-low",
            link=5,
            cause="I9",
            metrics=("FreeableMemory",),
            statistic="Minimum",
            comparison="LessThanThreshold",
            threshold=limits.freeable_memory_gib * GIB,
            window=lasting,
            missing="ignore",
            says=f"less than {limits.freeable_memory_gib:g} GiB of memory left at maximum capacity {for_minutes}",
        ),
        Alarm(
            name="capacity-high",
            link=5,
            cause="I9",
            metrics=("ACUUtilization",),
            statistic="Average",
            comparison="GreaterThanThreshold",
            threshold=limits.capacity_percent,
            window=lasting,
            missing="ignore",
            says=f"more than {limits.capacity_percent:g} % of the maximum capacity in use {for_minutes}",
        ),
        # -1 says that transaction logs are not in use, and so does no data: "generated only when Aurora PostgreSQL is
        # using logical replication". With a pipeline both mean that it cannot replicate; a size alarm alone would call
        # either of them fine.
        Alarm(
            name="replication-off",
            link=6,
            cause="L2",
            metrics=("TransactionLogsDiskUsage",),
            statistic="Maximum",
            comparison="LessThanThreshold",
            threshold=0,
            window=lasting,
            missing="breaching",
            says=f"logical replication is off (TransactionLogsDiskUsage is -1 or absent) {for_minutes}",
        ),
        _size("slot-lag", "OldestReplicationSlotLag", limits.slot_lag_gib, "of WAL behind the slowest slot", limits),
        _size("slot-disk", "ReplicationSlotDiskUsage", limits.slot_disk_gib, "of replication slot files", limits),
        _size(
            "transaction-logs", "TransactionLogsDiskUsage", limits.transaction_logs_gib, "of transaction logs", limits
        ),
    )


def _lasting(minutes: int) -> Window:
    periods = minutes // PERIOD_MINUTES
    return Window(period_s=PERIOD_MINUTES * SECONDS_PER_MINUTE, periods=periods, breaching=periods)


def _logins(name: str, link: int, cause: str, failure: str, says: str, limits: Thresholds) -> Alarm:
    """IAM logins that fail in two of three periods: a client that cannot log in tries again, a slip does not recur."""
    return Alarm(
        name=name,
        link=link,
        cause=cause,
        metrics=(f"IamDbAuthConnectionFailure{failure}",),
        statistic="Sum",
        comparison="GreaterThanOrEqualToThreshold",
        threshold=limits.login_failures,
        window=Window(period_s=PERIOD_MINUTES * SECONDS_PER_MINUTE, periods=3, breaching=2),
        missing="notBreaching",  # nothing failed, nothing is counted
        says=f"{says}: {limits.login_failures} or more in 5 minutes, twice within 15",
    )


def _size(name: str, metric: str, gib: float, what: str, limits: Thresholds) -> Alarm:
    """Something of replication that grows while its consumer is gone or stuck."""
    return Alarm(
        name=name,
        link=6,
        cause="L9",
        metrics=(metric,),
        statistic="Maximum",
        comparison="GreaterThanThreshold",
        threshold=gib * GIB,
        window=_lasting(limits.lasting_minutes),
        missing="ignore",
        says=f"more than {gib:g} GiB {what} for {limits.lasting_minutes} minutes",
    )
