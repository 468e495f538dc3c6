import pulumi
import pulumi_aws as aws
import pytest

from components.cdc_alarms import CdcAlarms, CdcAlarmsArgs
from domain import dashboard
from domain.alarm_thresholds import GIB
from domain.alarms import alarms
from tests.domain.alarm_limits import LIMITS

MADE_TOPIC = "arn:aws:sns:us-east-2:222222222222:cdc-alarm-topic"
ON_CALL = "arn:aws:sns:us-east-2:333333333333:on-call"
WRITER = {"DBClusterIdentifier": "cdc-cluster-1", "Role": "WRITER"}
ALARMS = {f"cdc-alarm-{alarm.name}": alarm for alarm in alarms(LIMITS)}
WATCHING = dict.fromkeys(ALARMS, "aws:cloudwatch/metricAlarm:MetricAlarm") | {
    "cdc-dashboard": "aws:cloudwatch/dashboard:Dashboard"
}


def made(engine, topic_arn=None, **args_changed):
    outputs = {}

    def program():
        account = aws.Provider("database-account", region="us-east-2")
        args = CdcAlarmsArgs(
            cluster_identifier=pulumi.Output.from_input("cdc-cluster-1"),
            region="us-east-2",
            limits=LIMITS,
            topic_arn=topic_arn,
            **args_changed,
        )
        made = CdcAlarms("cdc", args, pulumi.ResourceOptions(provider=account))
        names = pulumi.Output.all(*(name for name, _ in made.causes))
        pulumi.Output.all(made.topic_arn, names).apply(
            lambda known: outputs.update(
                topic=known[0], causes=dict(zip(known[1], [c for _, c in made.causes], strict=True))
            )
        )

    engine.run(program)
    return outputs


def test_an_alarm_each_a_dashboard_and_a_topic_in_the_database_account(engine):
    outputs = made(engine)
    assert engine.types() == WATCHING | {
        "cdc-alarm-topic": "aws:sns/topic:Topic",
        "cdc-alarm-topic-policy": "aws:sns/topicPolicy:TopicPolicy",
    }
    assert set(engine.provider_names().values()) == {"database-account"}
    assert outputs["topic"] == MADE_TOPIC
    assert outputs["causes"] == {name: alarm.cause for name, alarm in ALARMS.items()}


def test_an_existing_topic_is_told_and_left_as_it_is(engine):
    assert made(engine, ON_CALL)["topic"] == ON_CALL
    assert engine.types() == WATCHING
    assert engine.inputs("cdc-alarm-slot-lag")["alarmActions"] == [ON_CALL]


def test_only_alarms_of_this_account_may_publish_to_the_topic(engine):
    made(engine)
    assert engine.inputs("cdc-alarm-topic") == {}
    policy = engine.inputs("cdc-alarm-topic-policy")
    assert policy["arn"] == MADE_TOPIC
    (statement,) = policy["policy"]["Statement"]
    assert statement["Resource"] == MADE_TOPIC
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "222222222222"}


def test_an_alarm_watches_the_writer_in_the_metrics_unit_and_tells_of_its_end_too(engine):
    made(engine)
    assert engine.inputs("cdc-alarm-slot-lag") == {
        "alarmActions": [MADE_TOPIC],
        "alarmDescription": (
            "more than 10 GiB of WAL behind the slowest slot for 20 minutes; python -m doctor explain L9"
        ),
        "comparisonOperator": "GreaterThanThreshold",
        "datapointsToAlarm": 4,
        "dimensions": WRITER,
        "evaluationPeriods": 4,
        "metricName": "OldestReplicationSlotLag",
        "namespace": "AWS/RDS",
        "okActions": [MADE_TOPIC],
        "period": 300,
        "statistic": "Maximum",
        "threshold": 10 * GIB,
        "treatMissingData": "ignore",
    }


def test_replication_that_is_off_raises_an_alarm_by_minus_one_and_by_no_data(engine):
    made(engine)
    alarm = engine.inputs("cdc-alarm-replication-off")
    assert (alarm["metricName"], alarm["statistic"]) == ("TransactionLogsDiskUsage", "Maximum")
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("LessThanThreshold", 0)
    assert alarm["treatMissingData"] == "breaching"


def test_an_expression_judges_metrics_of_the_writer_and_no_metric_beside(engine):
    made(engine)
    alarm = engine.inputs("cdc-alarm-no-login-succeeds")
    assert not {"metricName", "namespace", "dimensions", "statistic", "period"} & set(alarm)
    counted = {"namespace": "AWS/RDS", "dimensions": WRITER, "stat": "Sum", "period": 1800}
    assert alarm["metricQueries"] == [
        {"id": "m1", "metric": {"metricName": "IamDbAuthConnectionRequests", **counted}},
        {"id": "m2", "metric": {"metricName": "IamDbAuthConnectionFailure", **counted}},
        {
            "id": "judged",
            "expression": "IF(m2 >= m1 AND m2 >= 3, 1, 0)",
            "label": "no-login-succeeds",
            "returnData": True,
        },
    ]


@pytest.mark.parametrize("name", ALARMS)
def test_each_alarm_is_the_one_that_the_rules_tell(engine, name):
    made(engine)
    alarm, rule = engine.inputs(name), ALARMS[name]
    assert alarm["alarmDescription"] == rule.description
    assert alarm["threshold"] == rule.threshold
    assert (alarm["evaluationPeriods"], alarm["datapointsToAlarm"]) == (rule.window.periods, rule.window.breaching)
    assert alarm["treatMissingData"] == rule.missing


def test_the_dashboard_is_named_after_the_cluster_and_shows_every_alarm(engine):
    made(engine)
    board = engine.inputs("cdc-dashboard")
    arns = [f"arn:aws:cloudwatch:us-east-2:222222222222:alarm:{name}" for name in ALARMS]
    assert board == {
        "dashboardName": "cdc-cluster-1",
        "dashboardBody": dashboard.body(WRITER, "us-east-2", alarms(LIMITS), arns),
    }


def test_an_instance_without_a_cluster_is_watched_by_its_own_name(engine):
    made(engine, is_cluster=False)
    instance = {"DBInstanceIdentifier": "cdc-cluster-1"}
    assert engine.inputs("cdc-alarm-slot-lag")["dimensions"] == instance
    assert '"DBInstanceIdentifier", "cdc-cluster-1"' in str(engine.custom()["cdc-dashboard"].inputs["dashboardBody"])
