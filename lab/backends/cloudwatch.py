"""Alarms and dashboards, made in the account's emulated CloudWatch; nothing is measured, so no alarm changes state."""

import json
from typing import Any

from lab.backends.arguments import only, required
from lab.backends.aws_provider import AwsProvider, physical_name, tag_list
from lab.backends.backend import Created, LabError, OldBackend, Properties

LONGEST_NAME = 255  # CloudWatch API reference, PutMetricAlarm, AlarmName
LONGEST_DESCRIPTION = 1024  # PutMetricAlarm, AlarmDescription
LONGEST_LOOK_BACK_S = 86_400  # PutMetricAlarm, EvaluationPeriods: its product with Period
TREATMENTS = ("breaching", "ignore", "missing", "notBreaching")  # PutMetricAlarm, TreatMissingData
COLUMNS = 24  # CloudWatch API reference, "Dashboard body structure and syntax"

SINGLE = ("metricName", "namespace", "dimensions", "statistic", "period")
"""What tells an alarm's one metric; the queries of an expression tell it themselves."""


def create_alarm(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """An alarm on one metric or on an expression, checked as CloudWatch does; its state stays INSUFFICIENT_DATA."""
    only(
        inputs,
        *SINGLE,
        "alarmActions",
        "alarmDescription",
        "comparisonOperator",
        "datapointsToAlarm",
        "evaluationPeriods",
        "metricQueries",
        "name",
        "okActions",
        "tags",
        "threshold",
        "treatMissingData",
    )
    for argument in ("alarmDescription", "datapointsToAlarm", "threshold", "treatMissingData"):
        required(inputs, argument)
    _check(provider, inputs)
    alarm_name = physical_name(inputs, "name", name, longest=LONGEST_NAME)
    tags = provider.tags(inputs)
    cloudwatch = provider.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=alarm_name,
        AlarmDescription=inputs["alarmDescription"],
        ComparisonOperator=inputs["comparisonOperator"],
        Threshold=inputs["threshold"],
        EvaluationPeriods=inputs["evaluationPeriods"],
        DatapointsToAlarm=inputs["datapointsToAlarm"],
        TreatMissingData=inputs["treatMissingData"],
        AlarmActions=inputs.get("alarmActions", []),
        OKActions=inputs.get("okActions", []),
        Tags=tag_list(tags),
        **_judged(inputs),
    )
    outputs = {
        "actionsEnabled": True,
        "arn": provider.arn("cloudwatch", f"alarm:{alarm_name}"),
        "evaluateLowSampleCountPercentiles": "",
        "name": alarm_name,
        "region": provider.region,
        "tagsAll": tags,
    }
    return Created(id=alarm_name, outputs=outputs)


def delete_alarm(provider: AwsProvider, alarm_name: str, _state: Properties) -> None:
    """Delete the alarm."""
    provider.client("cloudwatch").delete_alarms(AlarmNames=[alarm_name])


def create_dashboard(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """A dashboard under the name given; a body with a widget beyond the grid is refused."""
    only(inputs, "dashboardName", "dashboardBody")
    for widget in json.loads(inputs["dashboardBody"])["widgets"]:
        if widget["x"] + widget["width"] > COLUMNS:
            raise LabError(f"InvalidParameterInput: widget at x {widget['x']} is wider than the {COLUMNS} columns")
    dashboard_name = inputs["dashboardName"]
    provider.client("cloudwatch").put_dashboard(DashboardName=dashboard_name, DashboardBody=inputs["dashboardBody"])
    arn = provider.arn("cloudwatch", f"dashboard/{dashboard_name}").replace(f":{provider.region}:", "::")
    return Created(id=dashboard_name, outputs={"dashboardArn": arn, "region": provider.region})


def delete_dashboard(provider: AwsProvider, dashboard_name: str, _state: Properties) -> None:
    """Delete the dashboard."""
    provider.client("cloudwatch").delete_dashboards(DashboardNames=[dashboard_name])


def _judged(inputs: Properties) -> dict[str, Any]:
    """What the alarm judges, as PutMetricAlarm takes it."""
    if "metricQueries" in inputs:
        return {"Metrics": [_query(query) for query in inputs["metricQueries"]]}
    return {
        "Namespace": inputs["namespace"],
        "MetricName": inputs["metricName"],
        "Dimensions": _dimensions(inputs),
        "Statistic": inputs["statistic"],
        "Period": inputs["period"],
    }


def _query(query: Properties) -> dict[str, Any]:
    judged = {"Id": query["id"], "ReturnData": query.get("returnData", False)}
    if "expression" in query:
        return {**judged, "Expression": query["expression"], "Label": query.get("label", query["id"])}
    metric = query["metric"]
    named = {
        "Namespace": metric["namespace"],
        "MetricName": metric["metricName"],
        "Dimensions": _dimensions(metric),
    }
    return {**judged, "MetricStat": {"Metric": named, "Period": metric["period"], "Stat": metric["stat"]}}


def _dimensions(metric: Properties) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in metric.get("dimensions", {}).items()]


def _check(provider: AwsProvider, inputs: Properties) -> None:
    """What CloudWatch refuses and moto would let pass."""
    queries = inputs.get("metricQueries", [])
    if queries and any(argument in inputs for argument in SINGLE):
        raise LabError(f"ValidationError: metricQueries stand alone, without {', '.join(SINGLE)}")
    if queries and sum(query.get("returnData", False) for query in queries) != 1:
        raise LabError("ValidationError: exactly one of metricQueries has returnData true")
    if len(inputs["alarmDescription"]) > LONGEST_DESCRIPTION:
        raise LabError(f"ValidationError: alarmDescription has {LONGEST_DESCRIPTION} characters at most")
    if inputs["treatMissingData"] not in TREATMENTS:
        raise LabError(f"ValidationError: treatMissingData is one of {', '.join(TREATMENTS)}")
    if not 1 <= inputs["datapointsToAlarm"] <= inputs["evaluationPeriods"]:
        raise LabError("ValidationError: datapointsToAlarm is at least 1 and at most evaluationPeriods")
    for period in [query["metric"]["period"] for query in queries if "metric" in query] or [inputs["period"]]:
        if period % 60 or period * inputs["evaluationPeriods"] > LONGEST_LOOK_BACK_S:
            raise LabError(
                f"ValidationError: period is a multiple of 60 s, {LONGEST_LOOK_BACK_S} s at most with evaluationPeriods"
            )
    for action in [*inputs.get("alarmActions", []), *inputs.get("okActions", [])]:
        region = action.split(":")[3]
        if region != provider.region:
            raise LabError(f"ValidationError: Invalid region {region} specified. Only {provider.region} is supported.")


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:cloudwatch/dashboard:Dashboard": OldBackend(create_dashboard, delete_dashboard),
    "aws:cloudwatch/metricAlarm:MetricAlarm": OldBackend(create_alarm, delete_alarm),
}
