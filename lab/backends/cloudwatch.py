"""Alarms and dashboards, made in the account's emulated CloudWatch; nothing is measured, so no alarm changes state."""

import json
from typing import Any

from lab.backends import as_written
from lab.backends.arguments import required
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list, tag_change, tag_list
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.cloudwatch_queries import dimensions, in_api, in_program

LONGEST_NAME = 255  # CloudWatch API reference, PutMetricAlarm, AlarmName
LONGEST_DESCRIPTION = 1024  # PutMetricAlarm, AlarmDescription
LONGEST_LOOK_BACK_S = 86_400  # PutMetricAlarm, EvaluationPeriods: its product with Period
TREATMENTS = ("breaching", "ignore", "missing", "notBreaching")  # PutMetricAlarm, TreatMissingData
COLUMNS = 24  # CloudWatch API reference, "Dashboard body structure and syntax"

ALARM_SOURCE = "terraform-provider-aws internal/service/cloudwatch/metric_alarm.go, ForceNew"
DASHBOARD_SOURCE = "terraform-provider-aws internal/service/cloudwatch/dashboard.go, ForceNew"

SINGLE = ("metricName", "namespace", "dimensions", "statistic", "period")
"""What tells an alarm's one metric; the queries of an expression tell it themselves."""


def check_alarm(_provider: AwsProvider, inputs: Properties) -> None:
    """Values that the provider knows; one metric or queries."""
    for argument in ("alarmDescription", "datapointsToAlarm", "threshold", "treatMissingData"):
        required(inputs, argument)
    if "metricQueries" in inputs and any(argument in inputs for argument in SINGLE):
        raise LabError(f"ValidationError: metricQueries stand alone, without {', '.join(SINGLE)}")
    if len(inputs["alarmDescription"]) > LONGEST_DESCRIPTION:
        raise LabError(f"ValidationError: alarmDescription has {LONGEST_DESCRIPTION} characters at most")
    if inputs["treatMissingData"] not in TREATMENTS:
        raise LabError(f"ValidationError: treatMissingData is one of {', '.join(TREATMENTS)}")
    if any(period % 60 for period in _periods(inputs)):
        raise LabError("ValidationError: period is a multiple of 60 s")


def create_alarm(provider: AwsProvider, inputs: Properties) -> Created:
    """An alarm on one metric or on an expression; its state stays INSUFFICIENT_DATA."""
    _put_alarm(provider, inputs, {"Tags": tag_list(inputs["tagsAll"])})
    return Created(inputs["name"])


def read_alarm(provider: AwsProvider, name: str, state: Properties) -> dict[str, Any] | None:
    """The alarm as CloudWatch shows it."""
    cloudwatch = provider.client("cloudwatch")
    found = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    if not found:
        return None
    alarm = found[0]
    queries, measured = alarm.get("Metrics"), {d["Name"]: d["Value"] for d in alarm.get("Dimensions", [])}
    tags = cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
    return {
        "actionsEnabled": alarm["ActionsEnabled"],
        "alarmActions": _actions(alarm["AlarmActions"], state, "alarmActions"),
        "alarmDescription": alarm["AlarmDescription"],
        "arn": alarm["AlarmArn"],
        "comparisonOperator": alarm["ComparisonOperator"],
        "datapointsToAlarm": alarm["DatapointsToAlarm"],
        "dimensions": measured or None,
        "evaluateLowSampleCountPercentiles": "",
        "evaluationPeriods": alarm["EvaluationPeriods"],
        "metricName": alarm.get("MetricName"),
        "metricQueries": in_program(queries, state.get("metricQueries", [])) if queries else None,
        "name": name,
        "namespace": alarm.get("Namespace"),
        "okActions": _actions(alarm["OKActions"], state, "okActions"),
        "period": alarm.get("Period"),
        "region": provider.region,
        "statistic": alarm.get("Statistic"),
        "threshold": alarm["Threshold"],
        "treatMissingData": alarm["TreatMissingData"],
        **provider.tag_outputs(state, from_tag_list(tags)),
    }


def update_alarm(provider: AwsProvider, _name: str, change: Change) -> None:
    """Everything but the name, in one call; tags have their own."""
    if change.arguments.difference(TAGS):
        _put_alarm(provider, change.new, {})
    removed, added = tag_change(change)
    cloudwatch, arn = provider.client("cloudwatch"), change.old["arn"]
    if removed:
        cloudwatch.untag_resource(ResourceARN=arn, TagKeys=removed)
    if added:
        cloudwatch.tag_resource(ResourceARN=arn, Tags=tag_list(added))


def delete_alarm(provider: AwsProvider, name: str, _state: Properties) -> None:
    """Delete the alarm."""
    provider.client("cloudwatch").delete_alarms(AlarmNames=[name])


def create_dashboard(provider: AwsProvider, inputs: Properties) -> Created:
    """A dashboard under the name given."""
    _put_dashboard(provider, inputs)
    return Created(inputs["dashboardName"])


def read_dashboard(provider: AwsProvider, name: str, state: Properties) -> dict[str, Any]:
    """The dashboard as CloudWatch shows it."""
    found = provider.client("cloudwatch").get_dashboard(DashboardName=name)
    return {
        "dashboardArn": provider.arn("cloudwatch", f"dashboard/{name}").replace(f":{provider.region}:", "::"),
        "dashboardBody": as_written.document(found["DashboardBody"], state["dashboardBody"]),
        "dashboardName": name,
        "region": provider.region,
    }


def update_dashboard(provider: AwsProvider, _name: str, change: Change) -> None:
    """Another body under the same name."""
    _put_dashboard(provider, change.new)


def delete_dashboard(provider: AwsProvider, name: str, _state: Properties) -> None:
    """Delete the dashboard."""
    provider.client("cloudwatch").delete_dashboards(DashboardNames=[name])


def _put_alarm(provider: AwsProvider, inputs: Properties, tags: dict[str, Any]) -> None:
    _judge_alarm(provider, inputs)
    judged = (
        {"Metrics": [in_api(query) for query in inputs["metricQueries"]]}
        if "metricQueries" in inputs
        else {
            "Namespace": inputs["namespace"],
            "MetricName": inputs["metricName"],
            "Dimensions": dimensions(inputs),
            "Statistic": inputs["statistic"],
            "Period": inputs["period"],
        }
    )
    provider.client("cloudwatch").put_metric_alarm(
        AlarmName=inputs["name"],
        AlarmDescription=inputs["alarmDescription"],
        ComparisonOperator=inputs["comparisonOperator"],
        Threshold=inputs["threshold"],
        EvaluationPeriods=inputs["evaluationPeriods"],
        DatapointsToAlarm=inputs["datapointsToAlarm"],
        TreatMissingData=inputs["treatMissingData"],
        AlarmActions=inputs.get("alarmActions", []),
        OKActions=inputs.get("okActions", []),
        **tags,
        **judged,
    )


def _judge_alarm(provider: AwsProvider, inputs: Properties) -> None:
    """What CloudWatch refuses and moto would let pass."""
    queries = inputs.get("metricQueries", [])
    if queries and sum(query.get("returnData", False) for query in queries) != 1:
        raise LabError("ValidationError: exactly one of metricQueries has returnData true")
    if not 1 <= inputs["datapointsToAlarm"] <= inputs["evaluationPeriods"]:
        raise LabError("ValidationError: datapointsToAlarm is at least 1 and at most evaluationPeriods")
    if any(period * inputs["evaluationPeriods"] > LONGEST_LOOK_BACK_S for period in _periods(inputs)):
        raise LabError(f"ValidationError: period is {LONGEST_LOOK_BACK_S} s at most with evaluationPeriods")
    for action in [*inputs.get("alarmActions", []), *inputs.get("okActions", [])]:
        region = action.split(":")[3]
        if region != provider.region:
            raise LabError(f"ValidationError: Invalid region {region} specified. Only {provider.region} is supported.")


def _periods(inputs: Properties) -> list[int]:
    queries = inputs.get("metricQueries", [])
    return [query["metric"]["period"] for query in queries if "metric" in query] or [inputs["period"]]


def _actions(stored: list[str], state: Properties, argument: str) -> list[str] | None:
    return as_written.in_any_order(stored, state[argument]) if argument in state else stored or None


def _put_dashboard(provider: AwsProvider, inputs: Properties) -> None:
    """A body with a widget beyond the grid is refused."""
    for widget in json.loads(inputs["dashboardBody"])["widgets"]:
        if widget["x"] + widget["width"] > COLUMNS:
            raise LabError(f"InvalidParameterInput: widget at x {widget['x']} is wider than the {COLUMNS} columns")
    provider.client("cloudwatch").put_dashboard(
        DashboardName=inputs["dashboardName"], DashboardBody=inputs["dashboardBody"]
    )


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:cloudwatch/dashboard:Dashboard": Backend(
        replaces={"dashboardName": DASHBOARD_SOURCE},
        updates=("dashboardBody",),
        create=create_dashboard,
        read=read_dashboard,
        update=update_dashboard,
        delete=delete_dashboard,
        gone=("ResourceNotFound", "ResourceNotFoundException"),
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Backend(
        replaces={"name": ALARM_SOURCE},
        updates=(
            *SINGLE,
            "alarmActions",
            "alarmDescription",
            "comparisonOperator",
            "datapointsToAlarm",
            "evaluationPeriods",
            "metricQueries",
            "okActions",
            "threshold",
            "treatMissingData",
            *TAGS,
        ),
        auto_name=AutoName("name", LONGEST_NAME),
        fills=all_tags,
        check=check_alarm,
        create=create_alarm,
        read=read_alarm,
        update=update_alarm,
        delete=delete_alarm,
        gone=("ResourceNotFound",),
    ),
}
