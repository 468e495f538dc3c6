import re
from dataclasses import replace

import pytest

from doctor import causes
from doctor.checks import pipeline_state
from doctor.checks.pipeline_errors import POSTGRES_FIXES as FIX_OF
from doctor.checks.pipeline_errors import known_error, pointed_out
from doctor.facts.facts import (
    NO_CLOUD_LOGIN,
    Absent,
    AllowedDestination,
    HalfLogin,
    PipelineFacts,
    RedpandaClusterFacts,
    Unavailable,
)
from doctor.facts.pipeline import cloud_login
from doctor.finding import Result
from doctor.texts import OWN
from tests.doctor.healthy_chain import CHAIN, facts

PRIVATE = {"exposure": "private"}
RUNNING = PipelineFacts(state="STATE_RUNNING", error=None, config_yaml="")
CLUSTER = RedpandaClusterFacts(
    state="STATE_READY", nat_addresses=("198.51.100.17", "198.51.100.18"), allowed_destinations=()
)
ROLE_REFUSED = "verifying role assumption for 'arn:aws:iam::2:role/r': api error AccessDenied: not authorized"


def known(cluster=CLUSTER, pipeline=RUNNING, nat_cidrs=None, **database):
    chain = facts(database_section=database).chain
    redpanda = {
        "account_id": "111111111111",
        "profile": "redpanda",
        "region": "us-east-2",
        "cluster_id": "abc",
        "nat_cidrs": nat_cidrs or CHAIN["redpanda"]["nat_cidrs"],
        "pipeline_role_arn": "arn:aws:iam::111111111111:role/redpanda-abc-redpanda-connect-pipeline",
    }
    trust = {"connect_role_arn": "arn:aws:iam::222222222222:role/connect"}
    chain = {**chain, "redpanda": redpanda, "trust": trust}
    return replace(facts(), chain=chain, redpanda_cluster=cluster, pipelines={"orders": pipeline})


def findings(seen):
    return [finding for check in pipeline_state.CHECKS for finding in check(seen)]


def results(seen):
    return [finding.result.value for finding in findings(seen)]


def failure(seen):
    (finding,) = [finding for finding in findings(seen) if finding.result is Result.FAIL]
    return finding


def pipeline_finding(state, error=None):
    return findings(known(pipeline=PipelineFacts(state=state, error=error, config_yaml="")))[-1]


def cluster_with(**changes):
    return replace(CLUSTER, **changes)


def egress(*ports):
    return cluster_with(
        allowed_destinations=tuple(
            AllowedDestination(cidr="10.5.0.0/16", port_start=first, port_end=last) for first, last in ports
        )
    )


def test_a_healthy_pipeline_on_a_healthy_cluster_passes():
    assert results(known()) == ["pass", "pass", "not applicable", "pass"]
    assert results(known(egress((5432, 5432)), **PRIVATE)) == ["pass", "not applicable", "pass", "pass"]


def test_without_a_login_nothing_passes():
    assert results(known(NO_CLOUD_LOGIN, NO_CLOUD_LOGIN)) == ["unknown", "unknown", "not applicable", "unknown"]
    assert results(known(NO_CLOUD_LOGIN, NO_CLOUD_LOGIN, **PRIVATE)) == ["unknown", "not applicable"] + ["unknown"] * 2


def test_facts_without_the_cloud_say_which_variables_are_missing():
    assert facts().redpanda_cluster == NO_CLOUD_LOGIN
    assert "REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET" in NO_CLOUD_LOGIN.reason


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"REDPANDA_CLIENT_ID": "id"}, "REDPANDA_CLIENT_SECRET"),
        ({"REDPANDA_CLIENT_SECRET": "s3cret", "REDPANDA_CLIENT_ID": ""}, "REDPANDA_CLIENT_ID"),
    ],
)
def test_half_a_login_is_c4_and_names_the_other_half(given, missing):
    half = cloud_login(given)
    assert isinstance(half, HalfLogin)
    finding = failure(known(half, half))
    assert (finding.cause, finding.link) == ("C4", causes.find("C4").link)
    assert missing in finding.saw
    assert f"export {missing}" in finding.fix
    assert "s3cret" not in finding.saw + finding.fix


@pytest.mark.parametrize("state", ["STATE_SUSPENDED", "STATE_FAILED", "STATE_CREATING_AGENT"])
def test_a_cluster_that_does_not_serve_is_told(state):
    assert state in findings(known(cluster_with(state=state)))[0].saw
    assert results(known(cluster_with(state=state)))[0] == "unknown"


@pytest.mark.parametrize("state", ["STATE_STOPPED", "STATE_COMPLETED"])
def test_a_pipeline_at_rest_without_an_error_is_k1(state):
    finding = pipeline_finding(state)
    assert (finding.cause, finding.link, finding.fix) == ("K1", 7, "pulumi up --refresh --run-program")


def test_an_absent_pipeline_is_k1():
    finding = failure(known(pipeline=Absent("pipeline pipeline-1")))
    assert (finding.cause, finding.saw) == ("K1", "there is no pipeline pipeline-1")


@pytest.mark.parametrize(
    ("state", "error"), [("STATE_ERROR", None), ("STATE_ERROR", "boom"), ("STATE_STOPPED", "boom"), ("STATE_NEW", "x")]
)
def test_a_pipeline_that_fell_is_k2_with_its_last_error(state, error):
    finding = pipeline_finding(state, error)
    assert (finding.cause, finding.link) == ("K2", 7)
    assert state in finding.saw
    assert (error or "without a reason") in finding.saw
    assert "__redpanda.connect.logs" in finding.fix
    assert "grep pipeline-1" in finding.fix


@pytest.mark.parametrize(
    ("state", "error"),
    [("STATE_STARTING", None), ("STATE_STOPPING", None), ("STATE_UNSPECIFIED", None), ("STATE_RUNNING", "odd")],
)
def test_a_pipeline_of_which_nothing_is_certain_is_unknown(state, error):
    assert pipeline_finding(state, error).result is Result.UNKNOWN


def test_a_long_error_is_shortened_after_it_was_recognized():
    finding = pipeline_finding("STATE_ERROR", "word " * 200 + "TOPIC_AUTHORIZATION_FAILED")
    assert finding.cause == "K5"
    assert len(finding.saw) < 500


ERRORS = {
    "I11": "the provided endpoint is missing a port, or the provided port is invalid",
    "L4": "ERROR: all replication slots are in use (SQLSTATE 53400)",
    "L5": 'replication slot "rpcn_orders" is active for PID 4711',
    "L7": "ERROR: must be owner of publication pglog_stream_rpcn_orders",
    "L11": "unable to write heartbeat message: PAM authentication failed",
    "K4": "SASL_AUTHENTICATION_FAILED: SASL Authentication failed.",
    "K5": "TOPIC_AUTHORIZATION_FAILED: Not authorized to access topics: [Topic authorization failed].",
    "K6": "CLUSTER_AUTHORIZATION_FAILED: Cluster authorization failed.",
    "K7": "UNKNOWN_TOPIC_OR_PARTITION: This server does not host this topic-partition.",
}
FIXES = {
    "I11": "endpoint: 'cdc.cluster-abc.us-east-2.rds.amazonaws.com:5432'",
    "L4": "WHERE NOT active",
    "L5": "who holds rpcn_orders",
    "L7": "ALTER PUBLICATION pglog_stream_rpcn_orders SET TABLE shop.orders, shop.lines",
    "L11": "heartbeat_interval: 5m",
    "K4": "--replace '**::orders-password'",
}


@pytest.mark.parametrize("state", ["STATE_ERROR", "STATE_RUNNING", "STATE_STARTING"])
@pytest.mark.parametrize("cause", ERRORS)
def test_a_well_known_error_is_told_as_its_cause_at_the_link_of_that_cause(cause, state):
    finding = pipeline_finding(state, ERRORS[cause])
    assert (finding.cause, finding.link) == (cause, causes.find(cause).link)
    assert ERRORS[cause] in finding.saw
    assert FIXES.get(cause, "pulumi up --refresh --run-program") in finding.fix


def test_an_error_with_a_fix_of_its_own_has_its_example():
    assert FIX_OF.keys() <= ERRORS.keys()
    assert {cause: known_error(CHAIN, text).cause for cause, text in ERRORS.items()} == {one: one for one in ERRORS}


@pytest.mark.parametrize("cause", OWN)
def test_an_error_means_to_the_doctor_what_it_means_to_symptom(cause):
    text = re.sub(r"<[^<>]*>", "name-1", OWN[cause][0]).replace("...", "and so on")
    finding = pipeline_finding("STATE_ERROR", text)
    assert (finding.cause, finding.link) == (cause, causes.find(cause).link or 7)
    assert cause in FIX_OF or f"python -m doctor explain {cause}" in finding.fix


def test_an_error_that_several_causes_bring_about_is_shown_with_what_tells_them_apart():
    finding = pipeline_finding("STATE_ERROR", 'no pg_hba.conf entry for host "h", user "u", database "d", SSL on')
    assert (finding.cause, "L2 or L1: TLS is not at fault" in finding.saw) == ("K2", True)


@pytest.mark.parametrize(
    ("error", "links"),
    [(ROLE_REFUSED, "links 2 and 3"), ("FATAL: PAM authentication failed for user", "links 4 and 5")],
)
def test_an_error_of_many_causes_points_to_the_links_that_tell(error, links):
    finding = pipeline_finding("STATE_ERROR", error)
    assert finding.cause == "K2"
    assert links in finding.saw
    assert pointed_out("boom") == "boom"


@pytest.mark.parametrize(
    ("cidrs", "addresses", "saw", "fix"),
    [
        (["192.0.2.1/32"], ["192.0.2.1", "192.0.2.2"], "192.0.2.2 is new", "natCidrs: [192.0.2.1/32, 192.0.2.2/32]"),
        (["192.0.2.1/32", "192.0.2.2/32"], ["192.0.2.1"], "192.0.2.2/32 is no longer", "natCidrs: [192.0.2.1/32]"),
        (["192.0.2.0/28"], ["192.0.2.1", "192.0.2.16"], "192.0.2.16 is new", "natCidrs: [192.0.2.0/28, 192.0.2.16/32]"),
    ],
)
def test_changed_nat_addresses_are_n7_with_the_new_list(cidrs, addresses, saw, fix):
    finding = failure(known(cluster_with(nat_addresses=tuple(addresses)), nat_cidrs=cidrs))
    assert (finding.cause, finding.link) == ("N7", 5)
    assert saw in finding.saw
    assert f"redpanda-aurora-iam:redpanda: {fix}; then pulumi up" in finding.fix


def test_nat_addresses_that_the_cloud_does_not_tell_are_unknown():
    assert results(known(cluster_with(nat_addresses=())))[1] == "unknown"


@pytest.mark.parametrize("ports", [[], [(5433, 5433)], [(8000, 8100), (5000, 5431)]])
def test_a_private_database_without_an_opening_for_its_port_is_n5(ports):
    finding = failure(known(egress(*ports), **PRIVATE))
    assert (finding.cause, finding.link) == ("N5", 5)
    assert "want the database's network on 5432" in finding.saw
    assert "/v1/clusters/abc" in finding.fix
    assert "port_start: 5432" in finding.fix


@pytest.mark.parametrize("ports", [(5432, 5432), (5000, 5432), (5432, 6000)])
def test_an_opening_includes_both_ends_of_its_range(ports):
    assert results(known(egress(ports), **PRIVATE))[2] == "pass"


def test_destinations_that_the_cloud_does_not_tell_are_unknown():
    assert results(known(cluster_with(allowed_destinations=None), **PRIVATE))[2] == "unknown"


def test_a_pipeline_that_could_not_be_read_is_unknown_with_the_reason():
    assert findings(known(pipeline=Unavailable("no rights")))[-1].saw == "no rights"


def test_an_error_that_link_1_names_is_not_named_once_more():
    error = "failed to refresh cached credentials, no EC2 IMDS role found"
    seen = known(pipeline=replace(RUNNING, state="STATE_ERROR", error=error))
    assert "fail" not in results(seen)
    assert any("link 1 names it: E1" in finding.saw for finding in findings(seen))
    with_key = {**seen.chain, "runtime": {"kind": "cloud-key"}}
    assert failure(replace(seen, chain=with_key)).cause == "C1"
