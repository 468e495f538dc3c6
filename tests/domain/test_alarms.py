import dataclasses

import pytest

from doctor.causes import CAUSES
from domain import alarms
from domain.alarm import Window, dimensions
from domain.alarm_thresholds import GIB
from domain.links import LINKS
from tests.domain.alarm_limits import LIMITS

ALARMS = {alarm.name: alarm for alarm in alarms.alarms(LIMITS)}
FOUR_PERIODS = Window(period_s=300, periods=4, breaching=4)
TWICE_OF_THREE = Window(period_s=300, periods=3, breaching=2)

ABOVE, AT_LEAST, BELOW = "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold"
FAILURE = "IamDbAuthConnectionFailure"

WANTED = {
    "permission-refused": (f"{FAILURE}InsufficientPermissions", "Sum", AT_LEAST, 3, TWICE_OF_THREE, "notBreaching"),
    "token-refused": (f"{FAILURE}InvalidToken", "Sum", AT_LEAST, 3, TWICE_OF_THREE, "notBreaching"),
    "logins-throttled": (f"{FAILURE}Throttling", "Sum", AT_LEAST, 3, TWICE_OF_THREE, "notBreaching"),
    "login-server-errors": (f"{FAILURE}ServerError", "Sum", AT_LEAST, 3, TWICE_OF_THREE, "notBreaching"),
    "memory-low": ("FreeableMemory", "Minimum", BELOW, GIB / 4, FOUR_PERIODS, "ignore"),
    "capacity-high": ("ACUUtilization", "Average", ABOVE, 90, FOUR_PERIODS, "ignore"),
    "slot-lag": ("OldestReplicationSlotLag", "Maximum", ABOVE, 10 * GIB, FOUR_PERIODS, "ignore"),
    "slot-disk": ("ReplicationSlotDiskUsage", "Maximum", ABOVE, 1.5 * GIB, FOUR_PERIODS, "ignore"),
    "transaction-logs": ("TransactionLogsDiskUsage", "Maximum", ABOVE, 20 * GIB, FOUR_PERIODS, "ignore"),
    "replication-off": ("TransactionLogsDiskUsage", "Maximum", BELOW, 0, FOUR_PERIODS, "breaching"),
}


@pytest.mark.parametrize("name", WANTED)
def test_each_alarm_judges_its_metric_in_the_metrics_own_unit(name):
    alarm = ALARMS[name]
    assert (
        *alarm.metrics,
        alarm.statistic,
        alarm.comparison,
        alarm.threshold,
        alarm.window,
        alarm.missing,
    ) == WANTED[name]
    assert alarm.expression is None


def test_there_is_no_other_alarm():
    assert [alarm.name for alarm in alarms.alarms(LIMITS)] == list(ALARMS)
    assert set(ALARMS) == set(WANTED) | {"no-login-succeeds"}


def test_replication_that_is_off_is_never_fine():
    """-1 is below every size: only an alarm of its own sees it, and the absence of the metric says the same."""
    off = ALARMS["replication-off"]
    assert -1 < off.threshold <= 0
    assert off.missing == "breaching"
    assert ALARMS["transaction-logs"].threshold > -1


def test_silence_is_no_fault_but_attempts_without_a_success_are():
    alarm = ALARMS["no-login-succeeds"]
    assert alarm.metrics == ("IamDbAuthConnectionRequests", "IamDbAuthConnectionFailure")
    assert alarm.expression == "IF(m2 >= m1 AND m2 >= 3, 1, 0)"
    assert (alarm.statistic, alarm.comparison, alarm.threshold) == ("Sum", AT_LEAST, 1)
    assert alarm.missing == "notBreaching"
    assert alarm.window == Window(period_s=1800, periods=1, breaching=1)


def test_a_description_says_what_is_the_case_and_ends_with_the_command_to_type():
    assert ALARMS["slot-lag"].description == (
        "more than 10 GiB of WAL behind the slowest slot for 20 minutes; python -m doctor explain L9"
    )
    assert ALARMS["token-refused"].description == (
        "IAM logins bring an invalid or expired token: 3 or more in 5 minutes, twice within 15; "
        "python -m doctor explain I7"
    )


def test_every_alarm_points_to_a_cause_of_its_link_and_fits_into_cloudwatch():
    for alarm in ALARMS.values():
        assert CAUSES[alarm.cause].link in (alarm.link, 4), alarm.name  # I3 is among what makes every login fail
        assert alarm.link in LINKS
        assert len(alarm.description) <= 1024  # CloudWatch API reference, PutMetricAlarm, AlarmDescription
        assert alarm.window.period_s * alarm.window.periods <= 86_400
        assert 1 <= alarm.window.breaching <= alarm.window.periods


@pytest.mark.parametrize("minutes", [5, 1440])
def test_the_shortest_and_the_longest_look_back_are_allowed(minutes):
    longest = dataclasses.replace(LIMITS, lasting_minutes=minutes)
    assert alarms.alarms(longest)[-1].window == Window(period_s=300, periods=minutes // 5, breaching=minutes // 5)


def test_the_writer_is_watched_whichever_instance_it_is():
    assert dimensions("cdc-cluster-1") == {"DBClusterIdentifier": "cdc-cluster-1", "Role": "WRITER"}


def test_an_instance_without_a_cluster_is_named_itself():
    assert dimensions("shop", is_cluster=False) == {"DBInstanceIdentifier": "shop"}
