"""Each mistake in the configuration's input is named, it alone, with its path; the program's own makes none."""

from dataclasses import replace

import pytest

from doctor.facts.facts import Unavailable
from doctor.finding import Result
from domain.pipeline_config import duration_s
from tests.doctor.configured_pipeline import (
    CDC,
    CONFIG,
    CONNECT_ROLE,
    DSN,
    ENDPOINT,
    GONE,
    assert_only,
    changed,
    failures,
    findings,
    known,
    results,
)

READER = ENDPOINT.replace(".cluster-", ".cluster-ro-")
PROXY = ENDPOINT.replace(".cluster-", ".proxy-")
HOP = {"role": "arn:aws:iam::333333333333:role/hop", "role_external_id": "hop"}
LAST = {"role": CONNECT_ROLE, "role_external_id": "shop-cdc"}


def dsn(old, new):
    return (f"{CDC}.dsn", DSN.replace(old, new))


def dialled(host):
    return dsn(ENDPOINT, host), (f"{CDC}.aws.endpoint", f"{host}:5432")


def aws(**settings):
    return tuple((f"{CDC}.aws.{key}", value) for key, value in settings.items())


WRONG = {
    "lone role": (aws(roles=GONE, role=CONNECT_ROLE), "R13", 2, "aws.roles"),
    "no role": (aws(roles=GONE), "R13", 2, "aws.roles"),
    "not enabled": (aws(enabled=False), "R13", 2, "aws.enabled"),
    "another role": (aws(roles=[LAST, HOP]), "R1", 2, "aws.roles"),
    "no ExternalId": (aws(roles=[{"role": CONNECT_ROLE}]), "R4", 3, "aws.roles.0.role_external_id"),
    "wrong ExternalId": (
        aws(roles=[HOP, LAST | {"role_external_id": "Shop-cdc"}]),
        "R4",
        3,
        "aws.roles.1.role_external_id",
    ),
    "wrong ExternalId of a lone role": (
        aws(roles=GONE, role=CONNECT_ROLE, role_external_id="other"),
        "R4",
        3,
        "aws.role_external_id",
    ),
    "user": ([dsn("cdc_orders@", "Cdc_orders@")], "I13", 4, "dsn"),
    "no user": ([dsn("cdc_orders@", "")], "I13", 4, "dsn"),
    "another host": (dialled("old.invalid"), "N1", 5, "dsn"),
    "another port": ((dsn("5432", "5433"), *aws(endpoint=f"{ENDPOINT}:5433")), "N1", 5, "dsn"),
    "reader": (dialled(READER), "L6", 6, "dsn"),
    "proxy": (dialled(PROXY), "L10", 6, "dsn"),
    "endpoint without port": (aws(endpoint=ENDPOINT), "I11", 5, "aws.endpoint"),
    "endpoint with a service's name": (aws(endpoint=f"{ENDPOINT}:postgresql"), "I11", 5, "aws.endpoint"),
    "no endpoint": (aws(endpoint=GONE), "I11", 5, "aws.endpoint"),
    "signed for another host": (aws(endpoint="localhost:5432"), "I7", 5, "aws.endpoint"),
    "signed for another port": (aws(endpoint=f"{ENDPOINT}:5433"), "I7", 5, "aws.endpoint"),
    "signed for another region": (aws(region="us-west-2"), "I7", 5, "aws.region"),
    "no region": (aws(region=GONE), "I7", 5, "aws.region"),
    "no sslmode": ([dsn("?sslmode=verify-full", "")], "T1", 5, "dsn"),
    "prefer": ([dsn("verify-full", "prefer")], "T1", 5, "dsn"),
    "disable": ([dsn("verify-full", "disable")], "T1", 5, "dsn"),
    "allow": ([dsn("verify-full", "allow")], "T1", 5, "dsn"),
    "require": ([dsn("verify-full", "require")], "T4", 5, "dsn"),
    "verify-ca": ([dsn("verify-full", "verify-ca")], "T4", 5, "dsn"),
    "not verified": ([(f"{CDC}.tls.skip_cert_verify", True)], "T4", 5, "tls.skip_cert_verify"),
    "no certificates": ([(f"{CDC}.tls", GONE)], "T2", 5, "tls.root_cas"),
    "tls switch": ([(f"{CDC}.tls.enabled", True)], "T5", 5, "tls.enabled"),
    "certificate file": ([(f"{CDC}.tls", {"root_cas_file": "/ca.pem"})], "T6", 5, "tls.root_cas_file"),
    "certificate file in the dsn": ([dsn("full", "full&sslrootcert=/ca.pem")], "T6", 5, "dsn"),
    "default heartbeat": ([(f"{CDC}.heartbeat_interval", GONE)], "L11", 6, "heartbeat_interval"),
    "slow heartbeat": ([(f"{CDC}.heartbeat_interval", "15m")], "L11", 6, "heartbeat_interval"),
    "no heartbeat": ([(f"{CDC}.heartbeat_interval", "0s")], "L12", 6, "heartbeat_interval"),
    "temporary slot": ([(f"{CDC}.temporary_slot", True)], "L16", 6, "temporary_slot"),
    "slot name": ([(f"{CDC}.slot_name", "Rpcn-orders")], "L17", 6, "slot_name"),
    "long slot name": ([(f"{CDC}.slot_name", "a" * 51)], "L17", 6, "slot_name"),
    "another slot": ([(f"{CDC}.slot_name", "rpcn_bills")], "L7", 6, "slot_name"),
    "another schema": ([(f"{CDC}.schema", "public")], "L7", 6, "schema"),
    "a table too few": ([(f"{CDC}.tables", ["orders"])], "L7", 6, "tables"),
    "all tables": ([(f"{CDC}.tables", [])], "L7", 6, "tables"),
    "no slot name": ([(f"{CDC}.slot_name", GONE)], "L17", 6, "slot_name"),
}


@pytest.mark.parametrize("external_id", ["shop-cdc", None])
def test_what_the_program_makes_passes_every_check(external_id):
    config = CONFIG if external_id else changed(*aws(roles=[{"role": CONNECT_ROLE}]))
    assert results(known(config, external_id)) == {Result.PASS}


@pytest.mark.parametrize(("changes", "cause", "link", "path"), WRONG.values(), ids=WRONG)
def test_one_wrong_setting_is_named_and_nothing_else(changes, cause, link, path):
    assert_only(known(changed(*changes)), cause, link, f"{CDC}.{path}")


@pytest.mark.parametrize(
    "changes",
    [
        aws(roles=[HOP, LAST]),
        aws(roles=GONE, role=CONNECT_ROLE, role_external_id="shop-cdc"),
        aws(endpoint=f"{ENDPOINT.upper()}:5432"),
        [dsn(":5432", "")],
        [(f"{CDC}.tables", ["lines", "orders"])],
        [(f"{CDC}.tables", ["Lines", '"orders"']), (f"{CDC}.schema", "SHOP")],
        [(f"{CDC}.dsn", f"host={ENDPOINT} port = 5432 user='cdc_orders' sslmode=verify-full")],
        [(f"{CDC}.heartbeat_interval", "14m59.9s")],
    ],
    ids=[
        "two hops",
        "role with ExternalId",
        "upper case",
        "default port",
        "order of tables",
        "case and quotes that mean the same",
        "key=value dsn",
        "just in time",
    ],
)
def test_another_spelling_of_what_is_right_passes(changes):
    assert results(known(changed(*changes))) == {Result.PASS}


def test_a_name_with_capitals_is_typed_in_quotes_within_quotes():
    found = known(changed((f"{CDC}.tables", ['"Lines"', "orders"])))
    assert_only(found, "L7", 6, f"{CDC}.tables")
    (failure,) = failures(found)
    assert 'got "Lines", orders, want [orders, lines]' in failure.saw
    seen = known(changed((f"{CDC}.tables", ["Lines"])))
    named_by_orm = {**seen.chain["pipelines"][0], "tables": ["Lines"]}
    (failure,) = failures(replace(seen, chain={**seen.chain, "pipelines": [named_by_orm]}))
    assert """got Lines, want ['"Lines"']""" in failure.saw


def test_an_input_within_a_broker_is_found_under_its_deprecated_name_too():
    inner = changed((f"{CDC}.temporary_slot", True))["input"]["postgres_cdc"]
    config = {**CONFIG, "input": {"broker": {"inputs": [{"generate": {}}, {"pg_stream": inner}]}}}
    assert_only(known(config), "L16", 6, "input.broker.inputs.1.pg_stream.temporary_slot")


def test_a_slow_heartbeat_without_tokens_is_no_cause():
    assert_only(
        known(changed(*aws(enabled=False), (f"{CDC}.heartbeat_interval", "1h"))), "R13", 2, f"{CDC}.aws.enabled"
    )


def test_the_fix_of_a_lone_role_brings_its_external_id_along():
    (failure,) = failures(known(changed(*aws(roles=GONE, role=CONNECT_ROLE))))
    assert f"aws.roles: [{{role: {CONNECT_ROLE}, role_external_id: shop-cdc}}];" in failure.fix


def test_a_configuration_that_is_not_known_decides_nothing():
    found = findings(known(Unavailable("no rights")))
    assert {(finding.result, finding.saw) for finding in found} == {(Result.UNKNOWN, "no rights")}
    assert len(found) == 20


ODD = [None, [], "text", 7, True, {"postgres_cdc": None}, {"postgres_cdc": []}, {"postgres_cdc": {"aws": 1, "tls": []}}]


@pytest.mark.parametrize("odd", ODD)
def test_odd_shapes_are_judged_without_an_exception_and_never_pass_as_a_whole(odd):
    assert results(known({**CONFIG, "input": odd})) & {Result.FAIL, Result.UNKNOWN}
    assert results(known({"input": CONFIG["input"], "output": odd})) & {Result.FAIL, Result.UNKNOWN}
    for path in ("aws", "aws.roles", "aws.endpoint", "tls", "dsn", "slot_name", "heartbeat_interval"):
        assert results(known(changed((f"{CDC}.{path}", odd)))) - {Result.PASS}


def test_an_alias_that_contains_itself_ends():
    config = changed()
    config["input"]["broker"] = {"inputs": [config]}
    assert failures(known(config)) == []


@pytest.mark.parametrize(
    "path", ["dsn", "aws.endpoint", "aws.region", "slot_name", "aws.roles.0.role_external_id", "aws.roles.0.role"]
)
def test_what_is_known_only_when_the_pipeline_runs_is_unknown(path):
    assert results(known(changed((f"{CDC}.{path}", "${SOMETHING}")))) == {Result.PASS, Result.UNKNOWN}


@pytest.mark.parametrize(
    "hostile",
    ["postgres://u:4711/2@h/d", "postgres://u:4711?2@h/d", "postgres://u:4711#2@h/d", "host=h password='4711@x"],
)
def test_a_password_that_makes_the_dsn_unreadable_is_not_repeated(hostile):
    found = findings(known(changed((f"{CDC}.dsn", hostile))))
    assert not any("4711" in finding.saw + str(finding.fix) for finding in found)
    judged = {finding.check: finding.result for finding in found}
    assert judged["orders: configured user"] is Result.UNKNOWN
    assert judged["orders: configured secrets"] in (Result.UNKNOWN, Result.FAIL)


def test_a_login_in_a_key_that_takes_none_is_not_repeated():
    (failure,) = failures(known(changed(*aws(endpoint=f"cdc_orders:4711@{ENDPOINT}:5432"))))
    assert failure.cause in ("I7", "I11")
    assert "4711" not in failure.saw + failure.fix


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h30m", 5400),
        ("1.5h", 5400),
        ("-5m", -300),
        ("0", 0),
        (0, 0),
        ("90000ms", 90),
        ("5", None),
        ("5 m", None),
        ("", None),
        ("-", None),
        (True, None),
        (5, None),
        ("${X}", None),
    ],
)
def test_a_duration_is_read_as_go_does(text, seconds):
    assert duration_s(text) == seconds
