"""The connect role's side, on constructed facts: each change is named as its own cause, and as no other one."""

from dataclasses import replace

import pytest

from doctor.facts.facts import Absent, Unavailable
from doctor.finding import Result
from tests.doctor.chain_facts import (
    API_ROLE,
    ASSUME_POLICY,
    CONNECT_ROLE,
    DATABASE,
    DBUSER,
    HEALTHY,
    PIPELINE_ROLE,
    REDPANDA,
    STRANGER,
    assert_only,
    connect_role,
    document,
    failures,
    findings,
    pipeline_role,
    pod_identity,
    results,
    trust,
    with_chain,
)

NAME = "cdc-role-1a2b3c4"
NO_RIGHTS = Unavailable("AccessDenied")
RESTORED = f"pulumi up --refresh --run-program  # writes {PIPELINE_ROLE} into the trust of {NAME}"
ASSUME_AND_TAG = ["sts:AssumeRole", "sts:TagSession"]
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

TRUSTS = {
    "another account": (trust(PIPELINE_ROLE.replace(REDPANDA, STRANGER)), "R2", f"{STRANGER}:root", RESTORED),
    "another action": (trust(Action="sts:SetSourceIdentity"), "R2", "want 'sts:SetSourceIdentity'", RESTORED),
    "another condition": (trust(Condition=MFA), "R2", "aws:MultiFactorAuthPresent", "takes Bool aws:MultiFactor"),
    "a deleted role": (trust(Principal={"AWS": "AROA1234567890"}), "R3", "AROA1234567890", "principal: account"),
    "a deleted user": (trust(Principal={"AWS": ["AIDA1234567890"]}), "R3", "AIDA1234567890", RESTORED),
    "another ExternalId": (trust(external_id="x"), "R4", "sts:ExternalId: got 'rpcn', want 'x'", "trust: externalId"),
    "denied": (
        trust(Effect="Deny", Condition={}),
        "R8",
        "trust policy, statement Trus",
        f"out of trust policy of role {NAME}",
    ),
    "API role by ARN": (trust(API_ROLE, "role"), "R11", f"{API_ROLE}, the role of the API", RESTORED),
    "API role by condition": (trust(API_ROLE), "R11", f"{API_ROLE}, the role of the API", RESTORED),
    "misspelt role": (trust(f"{PIPELINE_ROLE}s"), "R11", f"names {PIPELINE_ROLE}s, want", RESTORED),
}


@pytest.mark.parametrize(("trust_policy", "cause", "saw", "fix"), TRUSTS.values(), ids=TRUSTS)
def test_what_keeps_the_trust_from_letting_the_pipeline_role_in_is_named(trust_policy, cause, saw, fix):
    assert_only(connect_role(trust_policy=trust_policy), 3, cause, saw, fix)


def test_an_external_id_that_the_trust_alone_has_is_r4():
    assert_only(with_chain(HEALTHY, "trust", external_id=None), 3, "R4", "got nothing, want 'rpcn'", "externalId")


@pytest.mark.parametrize("principal", ["account", "role"])
@pytest.mark.parametrize("external_id", ["rpcn", None])
def test_both_kinds_of_trust_hold_with_and_without_external_id(principal, external_id):
    facts = with_chain(HEALTHY, "trust", external_id=external_id)
    assert failures(connect_role(facts, trust_policy=trust(PIPELINE_ROLE, principal, external_id))) == []


@pytest.mark.parametrize(
    "role",
    [Absent(f"role {CONNECT_ROLE}"), replace(HEALTHY.connect_role, arn=CONNECT_ROLE.replace("role/", "role/x/"))],
)
def test_a_connect_role_that_is_not_there_is_r2_and_leaves_the_rest_unknown(role):
    facts = replace(HEALTHY, connect_role=role)
    assert_only(facts, 3, "R2", f"no role {NAME}", "pulumi up --refresh --run-program  # makes it anew")
    assert [finding.link for finding in findings(facts) if finding.result is Result.UNKNOWN] == [2, 4]


def test_pod_identity_needs_to_pass_its_tags_on_by_trust_and_by_policy():
    may_tag = {ASSUME_POLICY: document(Action=ASSUME_AND_TAG, Resource=CONNECT_ROLE)}
    pods = pipeline_role(trust_policy=pod_identity())
    by_policy = pipeline_role(pods, identity_policies=may_tag)
    by_trust = connect_role(pods, trust_policy=trust(Action=ASSUME_AND_TAG))
    assert_only(by_policy, 3, "R6", "trust policy, statement TrustedRole", f"in the trust of {NAME}")
    assert_only(by_trust, 3, "R6", "sts:TagSession", f"in {ASSUME_POLICY}")
    assert results(connect_role(by_policy, trust_policy=trust(Action=ASSUME_AND_TAG))) == results(HEALTHY) | {
        "web identity of the pods": Result.NOT_APPLICABLE,
        "session tags of the pipeline role": Result.PASS,
    }


def test_session_tags_are_not_blamed_where_the_trust_lets_nobody_in():
    facts = connect_role(pipeline_role(trust_policy=pod_identity()), trust_policy=trust(external_id="x"))
    assert failures(facts) == [(3, "R4")]
    assert results(facts)["session tags of the pipeline role"] is Result.UNKNOWN


def login(*resources, **statement):
    policy = document(Sid="LogIn", Action="rds-db:connect", Resource=list(resources), **statement)
    return connect_role(identity_policies={"login": policy})


def named(old, new):
    return login(DBUSER.replace(old, new))


def with_cluster(resource_id):
    return replace(HEALTHY, cluster=replace(HEALTHY.cluster, resource_id=resource_id))


OF_ANOTHER = {
    "nobody": (connect_role(identity_policies={}), "I3", "no statement allows rds-db:connect"),
    "region": (named("us-east-2", "us-east-1"), "I3", "region: got 'us-east-1', want 'us-east-2'"),
    "account": (named(DATABASE, REDPANDA), "I3", f"account: got '{REDPANDA}', want '{DATABASE}'"),
    "cluster": (named("ABC", "OLD"), "I3", "resource id: got 'cluster-OLD', want 'cluster-ABC'"),
    "case of the id": (named("ABC", "abc"), "I3", "resource id: got 'cluster-abc', want 'cluster-ABC'"),
    "case of the user": (named("cdc_", "CDC_"), "I3", "user: got 'CDC_orders', want 'cdc_orders'"),
    "nearest of two": (
        login(f"{DBUSER.replace('us-', 'eu-')}_x", f"{DBUSER}_y"),
        "I3",
        "LogIn: user: got 'cdc_orders_y'",
    ),
    "instance": (
        named("cluster-ABC", "db-ABC"),
        "I4",
        "resource id: got 'db-ABC', want 'cluster-ABC' (an instance's id)",
    ),
    "proxy": (named("cluster-ABC", "prx-ABC"), "I4", "(a proxy's id)"),
    "cluster's name": (named("cluster-ABC", "cdc-cluster"), "I4", "got 'cdc-cluster', want 'cluster-ABC' (a name"),
}


@pytest.mark.parametrize(("facts", "cause", "saw"), OF_ANOTHER.values(), ids=OF_ANOTHER)
def test_a_login_policy_about_something_else_says_which_part_differs(facts, cause, saw):
    assert_only(facts, 4, cause, saw, f"pulumi up --refresh --run-program  # writes {DBUSER} into the policy of {NAME}")


def test_the_clusters_own_resource_id_counts_and_not_the_chains():
    facts = with_cluster("cluster-NEW")
    assert_only(facts, 4, "I3", "got 'cluster-ABC', want 'cluster-NEW'", "dbuser:cluster-NEW/cdc_orders")


def test_a_condition_a_deny_and_a_boundary_on_the_login_are_told_apart():
    condition = {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}
    assert_only(login(DBUSER, Condition=condition), 4, "I5", "IpAddress aws:SourceIp", "statement LogIn")
    assert_only(login(DBUSER, Effect="Deny"), 4, "R8", "login, statement LogIn", "--profile database-ops")
    bounded = connect_role(boundary=document(Action="s3:*"))
    assert_only(bounded, 4, "R10", "permissions boundary", f"rds-db:connect on {DBUSER}")


def test_a_wildcard_that_covers_the_user_passes_with_a_note():
    facts = named("cdc_orders", "*")
    assert failures(facts) == []
    assert any("lets it log in as others too" in finding.saw for finding in findings(facts) if finding.link == 4)


def test_a_wildcard_in_another_region_is_told_by_its_region_alone():
    for users in ("dbuser:*", "dbuser:cluster-ABC/*"):
        resource = f"arn:aws:rds-db:us-east-1:{DATABASE}:{users}"
        assert_only(login(resource), 4, "I3", "LogIn: region: got 'us-east-1', want 'us-east-2'", DBUSER)


def test_every_pipeline_has_its_own_finding():
    lines = {**HEALTHY.chain["pipelines"][0], "name": "lines", "user": "cdc_lines"}
    facts = replace(HEALTHY, chain={**HEALTHY.chain, "pipelines": [*HEALTHY.chain["pipelines"], lines]})
    assert_only(facts, 4, "I3", "want 'cdc_lines'", "/cdc_lines")
    assert results(facts)["orders: connect role may log in as cdc_orders"] is Result.PASS


@pytest.mark.parametrize("change", [{"connect_role": NO_RIGHTS}, {"cluster": NO_RIGHTS}, {"cluster": Absent("cdc")}])
def test_what_could_not_be_read_is_unknown_and_never_a_pass(change):
    facts = replace(HEALTHY, **change)
    assert failures(facts) == []
    assert results(facts)["orders: connect role may log in as cdc_orders"] is Result.UNKNOWN


@pytest.mark.parametrize("changes", [{"trust_policy": {}}, {"identity_policies": {"odd": {}}}])
def test_a_document_that_is_not_understood_is_unknown(changes):
    facts = connect_role(**changes)
    assert failures(facts) == []
    assert Result.UNKNOWN in results(facts).values()
