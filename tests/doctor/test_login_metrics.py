"""CloudWatch's counts: read as sums of the window, judged for what the server did, and no data is no failure."""

from dataclasses import replace

import pytest

from doctor import causes
from doctor.checks import link_5, login_metrics
from doctor.facts.facts import Unavailable
from doctor.facts.metrics import WINDOW, ClusterMetrics, cluster_metrics
from doctor.finding import Result
from tests.doctor.healthy_chain import facts, with_cluster

QUIET = ClusterMetrics(requests=40)
TIGHT = ClusterMetrics(requests=40, server_error=3, lowest_memory_bytes=200 * 2**20, highest_acu_utilization=99)
PLENTY = replace(TIGHT, lowest_memory_bytes=4 * 2**30, highest_acu_utilization=20)


class CloudWatch:
    """Answers each query with the values of its metric and dimensions, over two pages."""

    def __init__(self, **values):
        self.values = values

    def read_all(self, service, operation, member, **parameters):
        assert (service, operation, member) == ("cloudwatch", "get_metric_data", "MetricDataResults")
        assert parameters["EndTime"] - parameters["StartTime"] == WINDOW
        self.asked = parameters["MetricDataQueries"]
        for query in self.asked:
            values = self.values.get(query["Id"], [])
            yield {"Id": query["Id"], "Values": values[:1]}
            yield {"Id": query["Id"], "Values": values[1:]}


def findings(metrics):
    seen = replace(facts(), metrics=metrics)
    return [finding for check in login_metrics.CHECKS for finding in check(seen)]


def results(metrics):
    return [finding.result.value for finding in findings(metrics)]


def test_counts_are_summed_and_levels_are_the_worst_of_the_window():
    told = cluster_metrics(
        CloudWatch(
            requests=[2.0, 3.0],
            throttling_of_writer=[1.0],
            lowest_capacity_acu=[0.5, 0.0, 2.0],
            highest_acu_utilization=[10.0, 90.0],
        ),
        "cdc",
    )
    assert told == ClusterMetrics(requests=5, throttling=1, lowest_capacity_acu=0, highest_acu_utilization=90)


def test_an_instance_without_a_cluster_is_asked_for_by_its_own_name():
    account = CloudWatch()
    cluster_metrics(account, "shop", is_cluster=False)
    assert {str(query["MetricStat"]["Metric"]["Dimensions"]) for query in account.asked} == {
        str([{"Name": "DBInstanceIdentifier", "Value": "shop"}])
    }


def test_a_count_that_both_dimensions_carry_is_not_counted_twice():
    assert cluster_metrics(CloudWatch(requests=[5.0], requests_of_writer=[4.0]), "cdc").requests == 5


def test_what_has_no_data_is_none():
    assert cluster_metrics(CloudWatch(), "cdc") == ClusterMetrics()


def test_only_this_cluster_is_asked_for_and_levels_are_the_writers():
    cloudwatch = CloudWatch()
    cluster_metrics(cloudwatch, "cdc")
    cluster = {"Name": "DBClusterIdentifier", "Value": "cdc"}
    writer = {"Name": "Role", "Value": "WRITER"}
    for query in cloudwatch.asked:
        metric = query["MetricStat"]["Metric"]
        assert metric["Namespace"] == "AWS/RDS"
        of_cluster = query["Id"] in (
            "requests",
            "invalid_token",
            "insufficient_permissions",
            "throttling",
            "server_error",
        )
        assert metric["Dimensions"] == ([cluster] if of_cluster else [cluster, writer])


@pytest.mark.parametrize(
    ("metrics", "cause", "saw", "fix"),
    [
        (replace(QUIET, throttling=7), "I8", "got 7 of 40 logins", "fewer than 200 logins a second"),
        (
            TIGHT,
            "I9",
            "got 3, want none (free memory down to 200 MiB, capacity used up to 99 %)",
            "in the stack's YAML",
        ),
        (PLENTY, "I9", "free memory down to 4096 MiB", "open a case with AWS"),
        (ClusterMetrics(server_error=1), "I9", "free memory not told", "open a case with AWS"),
    ],
)
def test_what_the_server_did_not_manage_is_named_alone(metrics, cause, saw, fix):
    (failure,) = [finding for finding in findings(metrics) if finding.result is Result.FAIL]
    assert (failure.cause, failure.link) == (cause, causes.find(cause).link)
    assert saw in failure.saw
    assert fix in failure.fix


def test_no_data_is_no_failure_and_no_pass():
    assert results(ClusterMetrics()) == ["not applicable"] * 3


def test_counted_logins_without_trouble_pass():
    assert results(replace(QUIET, throttling=0, server_error=0, invalid_token=0)) == ["pass"] * 3


def test_without_the_right_to_ask_nothing_is_known():
    assert results(Unavailable("lacks cloudwatch:GetMetricData")) == ["unknown"] * 3


@pytest.mark.parametrize(
    ("metrics", "points_to"),
    [
        (replace(QUIET, invalid_token=2), "I6 and I7"),
        (replace(QUIET, insufficient_permissions=2), "I3, I4, I5 and I13"),
    ],
)
def test_refusals_point_to_causes_and_decide_nothing(metrics, points_to):
    assert results(metrics) == ["pass", "pass", "unknown"]
    assert points_to in findings(metrics)[-1].saw


@pytest.mark.parametrize(
    ("metrics", "cause"),
    [
        (ClusterMetrics(lowest_capacity_acu=0), "N3"),
        (ClusterMetrics(lowest_capacity_acu=0.5), "S2"),
        (ClusterMetrics(), "S2"),
        (Unavailable("no rights"), "S2"),
    ],
)
def test_a_writer_that_may_pause_and_did_is_n3(metrics, cause):
    (finding,) = link_5.check_capacity(replace(with_cluster(min_acu=0), metrics=metrics))
    assert finding.cause == cause
    assert "minAcu: 0.5" in finding.fix


@pytest.mark.parametrize(
    ("metrics", "counted"),
    [(ClusterMetrics(), "counted 0 logins"), (QUIET, "counted 40 logins"), (Unavailable("no rights"), "want true")],
)
def test_iam_that_is_off_is_told_with_the_count_that_separates_it(metrics, counted):
    (finding,) = link_5.check_iam_authentication(replace(with_cluster(iam_authentication=False), metrics=metrics))
    assert finding.cause == "I1"
    assert counted in finding.saw
