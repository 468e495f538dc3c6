"""What only a `mysql_cdc` input can get wrong: each mistake is named, it alone."""

from dataclasses import replace

import pytest

from doctor.checks import pipeline_mysql
from doctor.facts.facts import Unavailable
from doctor.finding import Result
from tests.doctor import configured_pipeline
from tests.doctor.configured_pipeline import CONFIG, assert_only, failures, findings
from tests.doctor.healthy_chain import CLUSTER

MYSQL = {
    "dsn": "cdc_orders@tcp(h:3306)/db?tls=true",
    "checkpoint_cache": "positions",
    "max_reconnect_attempts": 3,
    "aws": {"enabled": True},
}


def known(cache="redpanda", binlog_format="ROW", **settings):
    caches = [{"label": "others", "memory": {}}, {"label": "positions", cache: {}}]
    config = {**CONFIG, "input": {"mysql_cdc": {**MYSQL, **settings}}, "cache_resources": caches}
    parameters = {**CLUSTER.parameters, **({"binlog_format": binlog_format} if binlog_format else {})}
    return replace(configured_pipeline.known(config), cluster=replace(CLUSTER, parameters=parameters))


def binlog(seen):
    (finding,) = pipeline_mysql.check_binlog_format(seen)
    return finding


@pytest.mark.parametrize(
    ("settings", "cause", "link", "path"),
    [
        ({"cache": "memory"}, "L21", 6, "checkpoint_cache"),
        ({"max_reconnect_attempts": 0}, "L22", 5, "max_reconnect_attempts"),
        ({"max_reconnect_attempts": 11}, "L22", 5, "max_reconnect_attempts"),
    ],
)
def test_one_wrong_setting_is_named(settings, cause, link, path):
    assert failures(known()) == []
    assert_only(known(**settings), cause, link, f"input.mysql_cdc.{path}")


@pytest.mark.parametrize(("value", "told"), [("MIXED", "MIXED"), ("STATEMENT", "STATEMENT"), (None, "unset")])
def test_a_binlog_without_rows_is_l23_and_takes_a_reboot(value, told):
    (failure,) = failures(known(binlog_format=value))
    assert (failure.cause, failure.link, failure.saw) == ("L23", 6, f"got {told}, want ROW")
    assert "ParameterName=binlog_format,ParameterValue=ROW,ApplyMethod=pending-reboot" in failure.fix
    assert "reboot-db-instance" in failure.fix


def test_the_format_is_no_matter_of_case():
    assert binlog(known(binlog_format="row")).result is Result.PASS


def test_a_cluster_that_was_not_read_decides_nothing():
    assert binlog(replace(known(), cluster=Unavailable("no rights"))).saw == "no rights"
    assert binlog(replace(known(), cluster=Unavailable("no rights"))).result is Result.UNKNOWN


def test_nothing_is_said_of_a_pipeline_of_postgresql():
    assert list(pipeline_mysql.check_binlog_format(configured_pipeline.known())) == []


def dsn(login):
    return f"{login}tcp(h:3306)/db?tls=true"


@pytest.mark.parametrize("password", ["hidden", "hid:d@en/", "${PASSWORD:hidden}"])
def test_a_password_in_the_dsn_is_named_by_its_place_only(password):
    seen = known(dsn=dsn(f"cdc_orders:{password}@"))
    assert_only(seen, "S5", 7, "input.mysql_cdc.dsn")
    assert not any(password in finding.saw + str(finding.fix) for finding in findings(seen))


def secrets(seen):
    (finding,) = [finding for finding in findings(seen) if finding.check == "orders: configured secrets"]
    return finding.result


@pytest.mark.parametrize("login", ["cdc_orders:@", "cdc_orders@", "cdc_orders:${secrets.RPCN_ORDERS_PASSWORD}@", ""])
def test_a_dsn_without_a_password_of_its_own_is_right(login):
    assert secrets(known(dsn=dsn(login))) is Result.PASS


@pytest.mark.parametrize("value", ["cdc_orders@tcp(h:3306)", dsn("${USER:cdc}:hidden@"), dsn("${USER:cdc}@")])
def test_a_dsn_that_cannot_be_read_decides_nothing(value):
    assert secrets(known(dsn=value)) is Result.UNKNOWN
