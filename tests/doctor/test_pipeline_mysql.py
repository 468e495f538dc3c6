"""What a pipeline that reads MySQL can get wrong: each mistake is named, it alone, and in MySQL's words."""

from dataclasses import replace

import pytest

from doctor.checks import link_5, pipeline_mysql
from doctor.facts.facts import Unavailable
from doctor.finding import Result
from tests.doctor.configured_mysql import CDC, CONFIG, DSN, EXTERNAL_ID, known
from tests.doctor.configured_pipeline import (
    CONNECT_ROLE,
    ENDPOINT,
    GONE,
    assert_only,
    changed,
    failures,
    findings,
)

READER = ENDPOINT.replace(".cluster-", ".cluster-ro-")
PROXY = ENDPOINT.replace(".cluster-", ".proxy-")
CACHE = "cache_resources.0"
INSIDE = "users, grants and retention in the database"


def dsn(old, new):
    assert old in DSN
    return (f"{CDC}.dsn", DSN.replace(old, new))


def aws(**settings):
    return tuple((f"{CDC}.aws.{key}", value) for key, value in settings.items())


def dialled(host):
    return (dsn(ENDPOINT, host), *aws(endpoint=f"{host}:3306"))


def see(*changes):
    return known(changed(*changes, config=CONFIG))


WRONG = {
    "not enabled": (aws(enabled=False), "R13", 2, f"{CDC}.aws.enabled"),
    "lone role": (aws(roles=GONE, role=CONNECT_ROLE), "R13", 2, f"{CDC}.aws.roles"),
    "another role": (aws(roles=[{"role": "arn:aws:iam::3:role/x"}]), "R1", 2, f"{CDC}.aws.roles"),
    "no ExternalId": (aws(roles=[{"role": CONNECT_ROLE}]), "R4", 3, f"{CDC}.aws.roles.0.role_external_id"),
    "user": ([dsn("cdc_orders:", "Cdc_orders:")], "I13", 4, f"{CDC}.dsn"),
    "another host": (dialled("old.invalid"), "N1", 5, f"{CDC}.dsn"),
    "another port": ((dsn("3306", "3307"), *aws(endpoint=f"{ENDPOINT}:3307")), "N1", 5, f"{CDC}.dsn"),
    "reader": (dialled(READER), "L6", 6, f"{CDC}.dsn"),
    "proxy": (dialled(PROXY), "N1", 5, f"{CDC}.dsn"),
    "endpoint without port": (aws(endpoint=ENDPOINT), "I11", 5, f"{CDC}.aws.endpoint"),
    "signed for another host": (aws(endpoint="localhost:3306"), "I7", 5, f"{CDC}.aws.endpoint"),
    "signed for another region": (aws(region="us-west-2"), "I7", 5, f"{CDC}.aws.region"),
    "no tls": ([dsn("tls=true&", "")], "T1", 5, f"{CDC}.dsn"),
    "tls off": ([dsn("tls=true", "tls=FALSE")], "T1", 5, f"{CDC}.dsn"),
    "tls preferred": ([dsn("tls=true", "tls=preferred")], "T1", 5, f"{CDC}.dsn"),
    "tls not verified": ([dsn("tls=true", "tls=skip-verify")], "T4", 5, f"{CDC}.dsn"),
    "not verified": ([(f"{CDC}.tls.skip_cert_verify", True)], "T4", 5, f"{CDC}.tls.skip_cert_verify"),
    "no certificates": ([(f"{CDC}.tls", GONE)], "T2", 5, f"{CDC}.tls.root_cas"),
    "tls switch": ([(f"{CDC}.tls.enabled", True)], "T5", 5, f"{CDC}.tls.enabled"),
    "certificate file": ([(f"{CDC}.tls", {"root_cas_file": "/ca.pem"})], "T6", 5, f"{CDC}.tls.root_cas_file"),
    "reconnects for ever": ([(f"{CDC}.max_reconnect_attempts", 0)], "L22", 5, f"{CDC}.max_reconnect_attempts"),
    "many reconnects": ([(f"{CDC}.max_reconnect_attempts", 11)], "L22", 5, f"{CDC}.max_reconnect_attempts"),
    "memory": ([(CACHE, {"label": "checkpoints", "memory": {}})], "L21", 6, f"{CDC}.checkpoint_cache"),
    "another checkpoint topic": ([(f"{CACHE}.redpanda.topic", "orders")], "K7", 7, f"{CACHE}.redpanda.topic"),
    "position of a snapshot": (
        [("pipeline.processors.0.mapping", "meta key = @binlog_position")],
        "K16",
        7,
        "pipeline.processors.0.mapping",
    ),
}


def test_what_the_program_makes_passes_every_check_but_what_nobody_looked_at():
    assert {finding.check: finding.result for finding in findings(known()) if finding.result is not Result.PASS} == {
        INSIDE: Result.UNKNOWN
    }


@pytest.mark.parametrize(("changes", "cause", "link", "path"), WRONG.values(), ids=WRONG)
def test_one_wrong_setting_is_named_and_nothing_else(changes, cause, link, path):
    seen = known(changed(*[change for change in changes if change[0] != CACHE], config=CONFIG))
    for place, cache in changes:
        if place == CACHE:
            seen = known({**CONFIG, "cache_resources": [cache]})
    assert_only(seen, cause, link, path)


@pytest.mark.parametrize("case", ["user", "another host", "reader", "no tls", "tls not verified"])
def test_the_dsn_to_write_is_mysqls(case):
    (failure,) = failures(see(*WRONG[case][0]))
    assert f"{CDC}.dsn: {DSN};" in failure.fix
    assert "sslmode" not in failure.fix + failure.saw


@pytest.mark.parametrize("value", ["true", "TRUE", "True", "1"])
def test_the_driver_takes_more_than_one_word_for_verified(value):
    assert failures(see(dsn("tls=true", f"tls={value}"))) == []


def test_without_a_snapshot_nothing_is_said_of_its_rows():
    mapping = ("pipeline.processors.0.mapping", "meta key = @binlog_position")
    assert failures(see(mapping, (f"{CDC}.stream_snapshot", False))) == []


def result(seen, check):
    (finding,) = [finding for finding in findings(seen) if finding.check == check]
    return finding.result, finding.saw


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("cache_resources", [])], "there is no cache resource checkpoints"),
        ([(f"{CACHE}.label", "others")], "there is no cache resource checkpoints"),
        ([(f"{CDC}.checkpoint_cache", GONE)], "there is no cache resource nothing"),
        ([("cache_resources", [{"label": "checkpoints", "redis": {}}])], "a cache of type redis"),
        ([("cache_resources", [{"label": "checkpoints"}])], "a cache of type nothing"),
        ([(f"{CACHE}.redpanda.topic", "${TOPIC}")], "known only when the pipeline runs"),
    ],
)
def test_a_cache_that_tells_nothing_is_unknown(changes, words):
    found, saw = result(see(*changes), "orders: configured checkpoint cache")
    assert (found, words in saw) == (Result.UNKNOWN, True), saw


@pytest.mark.parametrize(("value", "told"), [("MIXED", "MIXED"), ("STATEMENT", "STATEMENT")])
def test_a_binlog_without_rows_is_l23_and_takes_a_reboot(value, told):
    (failure,) = failures(known(parameters={"binlog_format": value}))
    assert (failure.cause, failure.link, failure.saw) == ("L23", 6, f"got {told}, want ROW")
    assert "ParameterName=binlog_format,ParameterValue=ROW,ApplyMethod=pending-reboot" in failure.fix
    assert "reboot-db-instance" in failure.fix


def test_a_format_that_nobody_set_is_l23_too():
    seen = known()
    (failure,) = failures(replace(seen, cluster=replace(seen.cluster, parameters={})))
    assert (failure.cause, failure.saw) == ("L23", "got unset, want ROW")


def test_a_format_that_waits_for_a_reboot_is_s3():
    (failure,) = failures(known(parameter_status="pending-reboot"))
    assert (failure.cause, failure.link) == ("S3", 6)
    assert failure.fix.startswith("aws rds reboot-db-instance")


def test_the_format_is_no_matter_of_case():
    assert failures(known(parameters={"binlog_format": "row"})) == []


def test_the_format_is_judged_whether_or_not_a_configuration_could_be_read():
    unread = replace(known(parameters={"binlog_format": "MIXED"}), pipeline_configs={})
    assert [finding.cause for finding in failures(unread)] == ["L23"]


def test_a_cluster_that_was_not_read_decides_nothing():
    assert result(replace(known(), cluster=Unavailable("no rights")), "binlog_format") == (Result.UNKNOWN, "no rights")


def test_what_is_inside_the_database_is_left_to_its_master_by_name():
    (finding,) = pipeline_mysql.check_database_inside(known())
    assert (finding.link, finding.result) == (6, Result.UNKNOWN)
    assert finding.saw == (
        "the doctor does not log in to MySQL; as master look yourself: SHOW CREATE USER cdc_orders; "
        "SHOW GRANTS FOR cdc_orders; SHOW BINARY LOGS; CALL mysql.rds_show_configuration;"
    )


def with_login(login):
    return see((f"{CDC}.dsn", f"{login}tcp({ENDPOINT}:3306)/shop?tls=true"))


@pytest.mark.parametrize("password", ["hidden", "hid:d@en/", "${PASSWORD:hidden}"])
def test_a_password_in_the_dsn_is_named_by_its_place_only(password):
    seen = with_login(f"cdc_orders:{password}@")
    assert_only(seen, "S5", 7, f"{CDC}.dsn")
    assert not any(password in finding.saw + str(finding.fix) for finding in findings(seen))


@pytest.mark.parametrize("login", ["cdc_orders:@", "cdc_orders@", "cdc_orders:${secrets.RPCN_ORDERS_PASSWORD}@"])
def test_a_dsn_without_a_password_of_its_own_is_right(login):
    assert failures(with_login(login)) == []


@pytest.mark.parametrize("value", ["cdc_orders@tcp(h:3306)", "${USER:cdc}:hidden@tcp(h:3306)/db"])
def test_a_dsn_that_cannot_be_read_decides_nothing(value):
    seen = see((f"{CDC}.dsn", value))
    assert failures(seen) == []
    for check in ("user", "host", "token", "tls", "certificates", "secrets"):
        assert result(seen, f"orders: configured {check}")[0] is Result.UNKNOWN


def test_a_pipeline_that_reads_postgresql_after_all_is_unknown():
    seen = known({**CONFIG, "input": {"postgres_cdc": {}}})
    assert result(seen, "orders: configured tls") == (
        Result.UNKNOWN,
        "the configuration has no mysql_cdc input",
    )


def test_a_trust_without_an_external_id_asks_for_none():
    seen = see(*aws(roles=[{"role": CONNECT_ROLE}]))
    trust = {**seen.chain["trust"], "external_id": None}
    assert seen.chain["trust"]["external_id"] == EXTERNAL_ID
    assert failures(replace(seen, chain={**seen.chain, "trust": trust})) == []


def test_of_a_proxy_in_the_chain_no_more_is_said_than_that_it_is_not_the_writer():
    seen = known()
    database = {**seen.chain["database"], "endpoint": PROXY}
    (finding,) = link_5.check_endpoint_is_the_writer(replace(seen, chain={**seen.chain, "database": database}))
    assert (finding.cause, finding.link) == ("N1", 5)
