"""The states of the stack's alarms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from doctor.facts.aws import Account


@dataclass(frozen=True, kw_only=True)
class AlarmState:
    """One alarm as CloudWatch tells of it (CloudWatch API reference, MetricAlarm)."""

    state: str
    """`OK`, `ALARM` or `INSUFFICIENT_DATA`."""
    reason: str
    """Why, in CloudWatch's words: the values that crossed the limit."""


def alarm_states(account: Account, names: Sequence[str]) -> Mapping[str, AlarmState]:
    """By name; an alarm that does not exist is not in it. Raises Unreadable."""
    found = account.read_all("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNames=list(names))
    return {
        alarm["AlarmName"]: AlarmState(state=alarm["StateValue"], reason=" ".join(alarm.get("StateReason", "").split()))
        for alarm in found
    }
