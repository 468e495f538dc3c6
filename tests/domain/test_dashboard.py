import pytest

from domain import dashboard
from domain.alarm import dimensions
from domain.alarms import alarms
from domain.links import LINKS
from tests.domain.alarm_limits import LIMITS

ARNS = ["arn:aws:cloudwatch:us-east-2:222222222222:alarm:one", "arn:aws:cloudwatch:us-east-2:222222222222:alarm:two"]
BODY = dashboard.body(dimensions("cdc-cluster-1"), "us-east-2", alarms(LIMITS), ARNS)
WIDGETS = BODY["widgets"]


def graph(title):
    (found,) = [w for w in WIDGETS if w["type"] == "metric" and w["properties"]["title"] == title]
    return found


def test_the_states_of_all_alarms_stand_on_top():
    assert WIDGETS[0] == {
        "type": "alarm",
        "x": 0,
        "y": 0,
        "width": 24,
        "height": 4,
        "properties": {"title": "alarms", "alarms": ARNS},
    }


def test_below_come_the_seven_links_each_with_a_sentence():
    texts = [widget for widget in WIDGETS if widget["type"] == "text"]
    assert [text["properties"]["markdown"].split("  \n")[0] for text in texts] == [
        f"**{number} {title}**" for number, title in LINKS.items()
    ]
    assert [(text["x"], text["y"], text["width"], text["height"]) for text in texts] == [
        (0, 4, 24, 2),
        (0, 6, 24, 2),
        (0, 8, 24, 2),
        (0, 10, 24, 2),
        (0, 18, 24, 2),
        (0, 26, 24, 2),
        (0, 34, 24, 2),
    ]
    assert texts[6]["properties"]["markdown"] == (
        "**7 change → topic**  \nNot counted here: Prometheus of the Redpanda cluster, with the rules in `monitoring/`."
    )


def test_a_graph_shows_the_writers_metric_and_the_threshold_of_its_alarm():
    assert graph("slot lag") == {
        "type": "metric",
        "x": 0,
        "y": 28,
        "width": 8,
        "height": 6,
        "properties": {
            "title": "slot lag",
            "region": "us-east-2",
            "view": "timeSeries",
            "stat": "Maximum",
            "period": 300,
            "metrics": [
                [
                    "AWS/RDS",
                    "OldestReplicationSlotLag",
                    "DBClusterIdentifier",
                    "cdc-cluster-1",
                    "Role",
                    "WRITER",
                ]
            ],
            "annotations": {"horizontal": [{"label": "slot-lag", "value": 10 * 1024**3}]},
        },
    }


def test_a_metric_with_two_alarms_has_two_lines_and_an_expression_has_none():
    lines = graph("transaction logs, -1: replication is off")["properties"]["annotations"]["horizontal"]
    assert [line["label"] for line in lines] == ["replication-off", "transaction-logs"]
    assert "annotations" not in graph("IAM logins")["properties"]


def test_the_graphs_of_a_link_fill_the_row_side_by_side():
    rows = {}
    for widget in WIDGETS:
        rows.setdefault(widget["y"], []).append((widget["x"], widget["width"]))
    for places in rows.values():
        assert [x for x, _ in places] == [n * places[0][1] for n in range(len(places))]
        assert sum(width for _, width in places) == 24


@pytest.mark.parametrize("alarm", alarms(LIMITS), ids=lambda alarm: alarm.name)
def test_every_alarm_has_its_metrics_in_a_graph_of_its_link_with_its_own_statistic(alarm):
    graphs = [graph for graph in dashboard.GRAPHS[alarm.link] if set(alarm.metrics) <= set(graph.metrics)]
    assert [graph.statistic for graph in graphs] == [alarm.statistic]


def test_every_link_says_how_to_read_it():
    assert set(dashboard.READING) == set(LINKS)
    assert {link for link, text in dashboard.READING.items() if text.startswith("Not counted here")} == set(
        LINKS
    ) - set(dashboard.GRAPHS)
