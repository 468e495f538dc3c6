"""Section `alarms`, and `sameAccount`."""

from docs.changes.change import DELETED, UPDATED, Change

LOGINS = tuple(
    f"cdc-alarm-{name}" for name in ("permission-refused", "token-refused", "logins-throttled", "login-server-errors")
)
SIZES = ("cdc-alarm-slot-lag", "cdc-alarm-slot-disk", "cdc-alarm-transaction-logs")
LEVELS = ("cdc-alarm-memory-low", "cdc-alarm-capacity-high")
ALL = (*LOGINS, "cdc-alarm-no-login-succeeds", *LEVELS, "cdc-alarm-replication-off", *SIZES)
DASHBOARD = "cdc-dashboard"


def _threshold(key: str, after: float, alarm: str, *beside: str) -> Change:
    return Change(key=f"alarms.{key}", before=None, after=after, plan={UPDATED: (f"cdc-alarm-{alarm}", *beside)})


CHANGES = (
    Change(
        key="alarms.topicArn",
        before=None,
        after="arn:aws:sns:us-east-2:222222222222:operators",
        plan={UPDATED: ALL, DELETED: ("cdc-alarm-topic", "cdc-alarm-topic-policy")},
        note="whoever subscribed to the topic that was made here hears no more",
    ),
    _threshold("slotLagGib", 20, "slot-lag", DASHBOARD),
    _threshold("slotDiskGib", 20, "slot-disk", DASHBOARD),
    _threshold("transactionLogsGib", 30, "transaction-logs", DASHBOARD),
    _threshold("freeableMemoryGib", 0.5, "memory-low", DASHBOARD),
    _threshold("capacityPercent", 80, "capacity-high", DASHBOARD),
    Change(key="alarms.loginFailures", before=None, after=3, plan={UPDATED: (*LOGINS, DASHBOARD)}),
    Change(
        key="alarms.lastingMinutes",
        before=None,
        after=30,
        plan={UPDATED: (*SIZES, *LEVELS, "cdc-alarm-replication-off")},
    ),
    _threshold("silentMinutes", 60, "no-login-succeeds"),
    Change(
        key="sameAccount",
        before=None,
        after=True,
        note="it only allows both accounts to be one",
    ),
)
