"""The stack's alarms: read by name, and told under the cause that each is about."""

from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from doctor.checks import alarms
from doctor.facts.alarms import AlarmState, alarm_states
from doctor.facts.aws import Account
from doctor.facts.facts import Unavailable
from doctor.permissions import database_account_policy
from domain.iam_evaluation import Principal, may
from tests.doctor.chain_facts import HEALTHY
from tests.doctor.emulated_accounts import REGION, emulated_accounts

OK = AlarmState(state="OK", reason="fine")
ON = AlarmState(state="ALARM", reason="Threshold Crossed: 12.0 was greater than 10.0")
NO_DATA = AlarmState(state="INSUFFICIENT_DATA", reason="Unchecked: Initial alarm creation")
NAMES = {"cdc-alarm-slot-lag": "L9", "cdc-alarm-throttling": "I8"}


def findings(**states):
    """What is said when these alarms exist, by the end of their names."""
    seen = {f"cdc-alarm-{name.replace('_', '-')}": state for name, state in states.items()}
    return list(alarms.check_alarms(replace(_with_alarms(), alarms=seen)))


def _with_alarms():
    declared = [{"name": name, "cause": cause} for name, cause in NAMES.items()]
    return replace(HEALTHY, chain={**HEALTHY.chain, "alarms": declared})


def test_a_stack_without_alarms_hears_nothing_of_them():
    assert list(alarms.check_alarms(HEALTHY)) == []


def test_an_alarm_that_is_on_is_its_cause_under_the_causes_link():
    on, others = findings(slot_lag=ON, throttling=OK)
    assert (on.link, on.cause, on.check) == (6, "L9", "alarm cdc-alarm-slot-lag")
    assert on.saw == "got ALARM, want OK: Threshold Crossed: 12.0 was greater than 10.0"
    assert "python -m doctor explain L9" in on.fix
    assert "--alarm-name cdc-alarm-slot-lag" in on.fix
    assert (others.result, others.saw) == ("pass", "1 are OK, 0 have no data")
    assert [finding.link for finding in findings(slot_lag=OK, throttling=ON) if finding.cause] == [5]


@pytest.mark.parametrize(
    ("states", "result", "saw"),
    [
        ({"slot_lag": OK, "throttling": NO_DATA}, "pass", "1 are OK, 1 have no data"),
        ({"slot_lag": NO_DATA, "throttling": NO_DATA}, "not applicable", "no data yet for 2 alarms"),
        ({"slot_lag": OK}, "unknown", "there is no cdc-alarm-throttling"),
        ({"slot_lag": ON, "throttling": ON}, "unknown", "all of them are on"),
    ],
)
def test_the_others_are_one_line(states, result, saw):
    *_, others = findings(**states)
    assert others.result == result
    assert saw in others.saw


def test_alarms_that_may_not_be_read_are_unknown():
    (finding,) = alarms.check_alarms(replace(_with_alarms(), alarms=Unavailable("no rights")))
    assert (finding.result, finding.saw) == ("unknown", "no rights")


@mock_aws
def test_only_the_stacks_own_alarms_are_read(tmp_path, monkeypatch):
    emulated_accounts(tmp_path, monkeypatch)
    account = Account("database", REGION)
    cloudwatch = boto3.Session(profile_name="database", region_name=REGION).client("cloudwatch")
    for name in ("cdc-alarm-slot-lag", "another"):
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=1,
            Threshold=1.0,
            MetricName="m",
            Namespace="n",
            Period=60,
            Statistic="Sum",
        )
    cloudwatch.set_alarm_state(AlarmName="cdc-alarm-slot-lag", StateValue="ALARM", StateReason="too\nmuch")
    assert alarm_states(account, list(NAMES)) == {"cdc-alarm-slot-lag": AlarmState(state="ALARM", reason="too much")}


def test_the_right_to_read_them_is_for_these_alarms_alone():
    chain = {**_with_alarms().chain, "database": {**HEALTHY.chain["database"], "master_secret_arn": "x"}}
    policy = database_account_policy(chain, admin_secret=False)
    doctor = Principal(
        arn="arn:aws:iam::222222222222:user/doctor",
        account="222222222222",
        kind="user",
        identity_policies={"doctor": policy},
    )
    prefix = f"arn:aws:cloudwatch:{REGION}:222222222222:alarm"
    assert may(doctor, "cloudwatch:DescribeAlarms", f"{prefix}:cdc-alarm-slot-lag").allowed
    assert not may(doctor, "cloudwatch:DescribeAlarms", f"{prefix}:another").allowed
