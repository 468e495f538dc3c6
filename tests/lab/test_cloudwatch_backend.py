"""The alarms' and dashboards' backends against moto: what is stored, and what CloudWatch refuses."""

import json

import pytest

from lab.backends.backend import LabError
from lab.backends.cloudwatch import RESOURCES
from tests.lab.aws_accounts import running_accounts

ALARM = RESOURCES["aws:cloudwatch/metricAlarm:MetricAlarm"]
DASHBOARD = RESOURCES["aws:cloudwatch/dashboard:Dashboard"]

WRITER = {"DBClusterIdentifier": "cdc-cluster-1", "Role": "WRITER"}
JUDGED = {
    "alarmDescription": "more than 10 GiB; python -m doctor explain L9",
    "comparisonOperator": "GreaterThanThreshold",
    "datapointsToAlarm": 2,
    "evaluationPeriods": 3,
    "threshold": 10737418240,
    "treatMissingData": "ignore",
    "alarmActions": ["arn:aws:sns:us-east-1:222222222222:on-call"],
    "okActions": ["arn:aws:sns:us-east-1:222222222222:on-call"],
}
ONE_METRIC = {
    **JUDGED,
    "namespace": "AWS/RDS",
    "metricName": "OldestReplicationSlotLag",
    "dimensions": WRITER,
    "statistic": "Maximum",
    "period": 300,
}
COUNTED = {"namespace": "AWS/RDS", "dimensions": WRITER, "stat": "Sum", "period": 1800}
EXPRESSION = {
    **JUDGED,
    "metricQueries": [
        {"id": "m1", "metric": {"metricName": "IamDbAuthConnectionRequests", **COUNTED}},
        {"id": "judged", "expression": "IF(m1 > 0, 1, 0)", "label": "silent", "returnData": True},
    ],
}
GRAPH = {"type": "metric", "x": 12, "y": 0, "width": 12, "height": 6, "properties": {}}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running.database(defaultTags=json.dumps({"tags": {"stack": "lab"}}))


def stored(database, created):
    return database.client("cloudwatch").describe_alarms(AlarmNames=[created.id])["MetricAlarms"]


def without(inputs, name):
    return {key: value for key, value in inputs.items() if key != name}


def test_an_alarm_on_one_metric_is_stored_whole_and_deleted(database):
    created = ALARM.create(database, "cdc-alarm-slot-lag", ONE_METRIC)
    (alarm,) = stored(database, created)
    assert created.id.startswith("cdc-alarm-slot-lag-")
    assert alarm["AlarmArn"] == created.outputs["arn"]
    assert {key: alarm[key] for key in ("MetricName", "Namespace", "Statistic", "Period", "Threshold")} == {
        "MetricName": "OldestReplicationSlotLag",
        "Namespace": "AWS/RDS",
        "Statistic": "Maximum",
        "Period": 300,
        "Threshold": 10737418240,
    }
    assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"], alarm["TreatMissingData"]) == (3, 2, "ignore")
    assert {dimension["Name"]: dimension["Value"] for dimension in alarm["Dimensions"]} == WRITER
    assert alarm["AlarmActions"] == alarm["OKActions"] == JUDGED["alarmActions"]
    tags = database.client("cloudwatch").list_tags_for_resource(ResourceARN=created.outputs["arn"])["Tags"]
    assert tags == [{"Key": "stack", "Value": "lab"}]
    ALARM.delete(database, created.id, {**ONE_METRIC, **created.outputs})
    assert stored(database, created) == []


def test_an_expression_is_stored_with_the_metrics_it_reads(database):
    created = ALARM.create(database, "cdc-alarm-silent", EXPRESSION)
    (alarm,) = stored(database, created)
    metric, judged = alarm["Metrics"]
    assert (metric["Id"], metric["MetricStat"]["Stat"], metric["MetricStat"]["Period"]) == ("m1", "Sum", 1800)
    assert metric["MetricStat"]["Metric"]["MetricName"] == "IamDbAuthConnectionRequests"
    assert (judged["Id"], judged["Expression"], judged["ReturnData"]) == ("judged", "IF(m1 > 0, 1, 0)", True)
    ALARM.delete(database, created.id, {})


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({**ONE_METRIC, "unit": "Bytes"}, "unit: the lab's backend does not emulate"),
        (without(ONE_METRIC, "treatMissingData"), "treatMissingData: got none, want one"),
        ({**ONE_METRIC, "treatMissingData": "notbreaching"}, "treatMissingData is one of breaching, ignore, missing"),
        ({**ONE_METRIC, "datapointsToAlarm": 4}, "datapointsToAlarm is at least 1 and at most evaluationPeriods"),
        ({**ONE_METRIC, "period": 90}, "period is a multiple of 60 s"),
        ({**ONE_METRIC, "evaluationPeriods": 289}, "86400 s at most with evaluationPeriods"),
        ({**ONE_METRIC, "alarmDescription": "x" * 1025}, "alarmDescription has 1024 characters at most"),
        ({**ONE_METRIC, "alarmActions": ["arn:aws:sns:eu-west-1:222222222222:on-call"]}, "Only us-east-1 is supported"),
        ({**ONE_METRIC, "okActions": ["arn:aws:sns:eu-west-1:222222222222:on-call"]}, "Only us-east-1 is supported"),
        ({**EXPRESSION, "metricName": "FreeableMemory"}, "metricQueries stand alone"),
        ({**EXPRESSION, "metricQueries": EXPRESSION["metricQueries"][:1]}, "exactly one of metricQueries has"),
        ({**EXPRESSION, "evaluationPeriods": 49}, "86400 s at most with evaluationPeriods"),
    ],
)
def test_a_wrong_alarm_is_refused(database, inputs, message):
    with pytest.raises(LabError, match=message):
        ALARM.create(database, "cdc-alarm", inputs)


def test_a_dashboard_is_stored_under_its_name_and_deleted(database):
    body = json.dumps({"widgets": [GRAPH]})
    created = DASHBOARD.create(database, "cdc-dashboard", {"dashboardName": "cdc-cluster-1", "dashboardBody": body})
    cloudwatch = database.client("cloudwatch")
    assert cloudwatch.get_dashboard(DashboardName="cdc-cluster-1")["DashboardBody"] == body
    assert created.outputs["dashboardArn"] == f"arn:aws:cloudwatch::{database.account_id}:dashboard/cdc-cluster-1"
    DASHBOARD.delete(database, created.id, created.outputs)
    assert cloudwatch.list_dashboards()["DashboardEntries"] == []


def test_a_widget_beyond_the_grid_is_refused(database):
    body = json.dumps({"widgets": [{**GRAPH, "width": 13}]})
    with pytest.raises(LabError, match="wider than the 24 columns"):
        DASHBOARD.create(database, "cdc-dashboard", {"dashboardName": "wide", "dashboardBody": body})
