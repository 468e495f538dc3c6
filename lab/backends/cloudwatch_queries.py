"""The queries of an alarm's expression, as a program writes them and as CloudWatch's API has them."""

from collections.abc import Sequence
from typing import Any

from lab.backends.backend import Properties


def in_api(query: Properties) -> dict[str, Any]:
    """A query as PutMetricAlarm takes it."""
    judged = {"Id": query["id"], "ReturnData": query.get("returnData", False)}
    if "expression" in query:
        return {**judged, "Expression": query["expression"], "Label": query.get("label", query["id"])}
    metric = query["metric"]
    named = {"Namespace": metric["namespace"], "MetricName": metric["metricName"], "Dimensions": dimensions(metric)}
    return {**judged, "MetricStat": {"Metric": named, "Period": metric["period"], "Stat": metric["stat"]}}


def in_program(stored: Sequence[Properties], written: Sequence[Properties]) -> list[dict[str, Any]]:
    """What DescribeAlarms gives, as a program would write it: as it was written while it says the same."""
    said = [_query(query) for query in stored]
    same = [in_api(query) for query in said] == [in_api(query) for query in written]
    return [dict(query) for query in written] if same else said


def dimensions(metric: Properties) -> list[dict[str, str]]:
    """`{"Role": "WRITER"}` → `[{"Name": "Role", "Value": "WRITER"}]`."""
    return [{"Name": name, "Value": value} for name, value in sorted(metric.get("dimensions", {}).items())]


def _query(stored: Properties) -> dict[str, Any]:
    query = {"id": stored["Id"], "returnData": stored.get("ReturnData", False)}
    if "Expression" in stored:
        return {**query, "expression": stored["Expression"], "label": stored.get("Label", stored["Id"])}
    measured = stored["MetricStat"]
    metric = measured["Metric"]
    return {
        **query,
        "metric": {
            "dimensions": {dimension["Name"]: dimension["Value"] for dimension in metric["Dimensions"]},
            "metricName": metric["MetricName"],
            "namespace": metric["Namespace"],
            "period": measured["Period"],
            "stat": measured["Stat"],
        },
    }
