"""The alarms' and dashboards' backends against moto: what is stored, and what CloudWatch refuses."""

import json

import pytest

from lab.backends.backend import LabError
from lab.backends.cloudwatch import RESOURCES
from tests.lab.backend_life import Life

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


def stored(database, created):
    return database.client("cloudwatch").describe_alarms(AlarmNames=[created.id])["MetricAlarms"]


def without(inputs, name):
    return {key: value for key, value in inputs.items() if key != name}


def test_an_alarm_on_one_metric_is_stored_whole_and_deleted(database):
    created = Life(ALARM, database, "cdc-alarm-slot-lag", **ONE_METRIC)
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
    assert created.drift() == {}
    created.delete()
    assert stored(database, created) == []
    assert created.drift() == {"": None}


def test_an_expression_is_stored_with_the_metrics_it_reads(database):
    created = Life(ALARM, database, "cdc-alarm-silent", **EXPRESSION)
    (alarm,) = stored(database, created)
    metric, judged = alarm["Metrics"]
    assert (metric["Id"], metric["MetricStat"]["Stat"], metric["MetricStat"]["Period"]) == ("m1", "Sum", 1800)
    assert metric["MetricStat"]["Metric"]["MetricName"] == "IamDbAuthConnectionRequests"
    assert (judged["Id"], judged["Expression"], judged["ReturnData"]) == ("judged", "IF(m1 > 0, 1, 0)", True)
    assert created.drift() == {}
    created.delete()


def test_an_alarm_changes_in_place_and_another_name_is_another_alarm(database):
    created = Life(ALARM, database, **ONE_METRIC)
    created.update(threshold=5, dimensions={"Role": "READER"}, okActions=None, tags={"a": "b"})
    (alarm,) = stored(database, created)
    assert (alarm["Threshold"], alarm["OKActions"]) == (5, [])
    assert alarm["Dimensions"] == [{"Name": "Role", "Value": "READER"}]
    assert created.outputs["tagsAll"] == {"stack": "lab", "a": "b"}
    assert created.drift() == {}
    created.update(tags=None)
    assert created.outputs["tagsAll"] == {"stack": "lab"}
    assert created.replaced_by(name="other") == {"name"}
    with pytest.raises(LabError, match="datapointsToAlarm is at least 1"):
        created.update(datapointsToAlarm=4)
    created.delete()


def test_an_alarm_on_one_metric_becomes_one_on_an_expression_in_place(database):
    created = Life(ALARM, database, **ONE_METRIC)
    one_metric = dict.fromkeys(("namespace", "metricName", "dimensions", "statistic", "period"))
    created.update(**one_metric, metricQueries=EXPRESSION["metricQueries"])
    assert [query["Id"] for query in stored(database, created)[0]["Metrics"]] == ["m1", "judged"]
    assert created.drift() == {}
    created.delete()


def by_hand(database, created, **changes):
    kept = ("AlarmName", "AlarmDescription", "ComparisonOperator", "Threshold", "EvaluationPeriods", "Metrics")
    more = ("DatapointsToAlarm", "TreatMissingData", "AlarmActions", "OKActions", "Namespace", "MetricName")
    single = ("Dimensions", "Statistic", "Period")
    (alarm,) = stored(database, created)
    now = {key: alarm[key] for key in (*kept, *more, *single) if alarm.get(key)}
    database.client("cloudwatch").put_metric_alarm(**{**now, **changes})


def test_an_alarm_changed_by_hand_is_seen(database):
    single, expression = Life(ALARM, database, **ONE_METRIC), Life(ALARM, database, **EXPRESSION)
    by_hand(database, single, Threshold=1, AlarmActions=[])
    assert single.drift() == {"threshold": 1, "alarmActions": []}
    queries = stored(database, expression)[0]["Metrics"]
    by_hand(database, expression, Metrics=[queries[0], {**queries[1], "Expression": "0"}])
    (changed,) = expression.drift().items()
    assert (changed[0], changed[1][1]["expression"]) == ("metricQueries", "0")
    for alarm in (single, expression):
        alarm.delete()


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
        Life(ALARM, database, **inputs)


def dashboard(database, **graph):
    body = json.dumps({"widgets": [{**GRAPH, **graph}]})
    return Life(DASHBOARD, database, dashboardName="cdc-cluster-1", dashboardBody=body)


def test_a_dashboard_is_stored_under_its_name_changed_in_place_and_deleted(database):
    created = dashboard(database)
    cloudwatch = database.client("cloudwatch")
    assert json.loads(cloudwatch.get_dashboard(DashboardName="cdc-cluster-1")["DashboardBody"]) == {"widgets": [GRAPH]}
    assert created.outputs["dashboardArn"] == f"arn:aws:cloudwatch::{database.account_id}:dashboard/cdc-cluster-1"
    assert created.drift() == {}
    created.update(dashboardBody=json.dumps({"widgets": []}))
    assert json.loads(cloudwatch.get_dashboard(DashboardName="cdc-cluster-1")["DashboardBody"]) == {"widgets": []}
    assert created.replaced_by(dashboardName="other") == {"dashboardName"}
    created.delete()
    assert cloudwatch.list_dashboards()["DashboardEntries"] == []


def test_a_dashboard_changed_or_deleted_by_hand_is_seen(database):
    created = dashboard(database)
    cloudwatch = database.client("cloudwatch")
    cloudwatch.put_dashboard(DashboardName=created.id, DashboardBody='{"widgets": []}')
    assert created.drift() == {"dashboardBody": '{"widgets": []}'}
    cloudwatch.delete_dashboards(DashboardNames=[created.id])
    assert created.drift() == {"": None}
    created.delete()


def test_a_widget_beyond_the_grid_is_refused(database):
    with pytest.raises(LabError, match="wider than the 24 columns"):
        dashboard(database, width=13)
