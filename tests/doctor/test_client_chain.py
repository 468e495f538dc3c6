"""A client's chain: the same checks of roles, policy and login, and link 1 by what kind of workload it is."""

from dataclasses import replace

import pytest

from doctor.checks import client, link_1, link_2, link_3, link_4
from domain import iam_documents, kubernetes_trust
from tests.doctor.chain_facts import CHAIN, CONNECT_ROLE, DBUSER, HEALTHY, document

CLIENT_ROLE = "arn:aws:iam::111111111111:role/shop-client"
ISSUER = "oidc.example/id/1"
APPLICATION = {
    "account_id": "111111111111",
    "profile": "application",
    "region": "us-east-2",
    "role_arn": CLIENT_ROLE,
    "assume_policy_name": "ours",
    "source_cidrs": [],
}
PROVIDER = f"arn:aws:iam::111111111111:oidc-provider/{ISSUER}"
POD = {"way": "irsa", "oidc_issuer": f"https://{ISSUER}", "namespace": "shop", "service_account": "orders"}
POD_TRUST = kubernetes_trust.irsa(PROVIDER, "shop", "orders")
CLUSTER = "arn:aws:eks:us-east-2:111111111111:cluster/shop"
IDENTITY = POD | {"way": "podIdentity", "oidc_issuer": None, "cluster_name": "shop"}
IDENTITY_TRUST = kubernetes_trust.pod_identity(CLUSTER, "shop", "orders")


def facts(workload="ec2-instance", *, trust_policy=None, proxy=None, policies=None, own=False, **application):
    chain = {
        "kind": "aurora-postgresql-client",
        "application": APPLICATION | {"workload": workload} | application,
        "database": CHAIN["database"],
        "trust": None if own else {"principal": "account", "external_id": "shop", "connect_role_arn": CONNECT_ROLE},
        "users": [{"user": "cdc_orders", "dbuser_arns": [DBUSER]}],
        "proxy": proxy,
    }
    client_role = replace(
        HEALTHY.pipeline_role,
        arn=CLIENT_ROLE,
        trust_policy=trust_policy or iam_documents.service_trust("ec2.amazonaws.com"),
        identity_policies=policies
        or {
            "ours": iam_documents.database_login([DBUSER])
            if own
            else iam_documents.assume_with_external_id([CONNECT_ROLE], "shop", session_tags=True)
        },
    )
    trusted = iam_documents.trust(CLIENT_ROLE, "account", "shop", session_tags=True)
    connect_role = replace(HEALTHY.connect_role, trust_policy=trusted, tags={})
    return replace(HEALTHY, chain=chain, pipeline_role=client_role, connect_role=client_role if own else connect_role)


def findings(known):
    checks = [link_1.check_accounts, *client.CHECKS, *link_2.CHECKS, *link_3.CHECKS, *link_4.CHECKS]
    return [finding for check in checks for finding in check(known)]


def failures(known):
    return [(finding.link, finding.cause) for finding in findings(known) if finding.cause]


@pytest.mark.parametrize(
    "known",
    [
        facts(),
        facts("service-account", trust_policy=POD_TRUST, **POD),
        facts("service-account", trust_policy=IDENTITY_TRUST, **IDENTITY),
        facts(own=True),
    ],
    ids=["instance", "pod", "pod identity", "logs in itself"],
)
def test_a_healthy_client_gives_no_finding(known):
    assert failures(known) == []


def test_a_role_that_logs_in_itself_has_nothing_between():
    seen = {finding.check: finding.result for finding in findings(facts(own=True))}
    assert seen["client role may assume the connect role"] == "not applicable"
    assert seen["connect role trusts the client role"] == "not applicable"
    assert seen["cdc_orders: client role may log in as cdc_orders"] == "pass"


def test_a_role_for_another_service_is_c1():
    known = facts(trust_policy=iam_documents.service_trust("lambda.amazonaws.com"))
    assert failures(known) == [(1, "C1")]


@pytest.mark.parametrize("changed", [{"namespace": "other"}, {"service_account": "other"}])
def test_a_role_for_another_pod_is_c2(changed):
    assert failures(facts("service-account", trust_policy=POD_TRUST, **POD | changed)) == [(1, "C2")]
    assert failures(facts("service-account", trust_policy=IDENTITY_TRUST, **IDENTITY | changed)) == [(1, "C1")]


def test_a_missing_external_id_and_a_missing_policy_are_told_of_the_clients_side():
    wrong = {"ours": iam_documents.assume_with_external_id([CONNECT_ROLE], "another")}
    assert failures(facts(policies=wrong)) == [(2, "R4")]
    assert failures(facts(policies={"other": document(Action="s3:GetObject")})) == [(2, "R1")]


def test_a_key_of_a_clients_stack_file_is_named_without_another_programs_name():
    known = facts()
    trusted = iam_documents.trust(CLIENT_ROLE, "account", "another", session_tags=True)
    known = replace(known, connect_role=replace(known.connect_role, trust_policy=trusted))
    (failure,) = [finding for finding in findings(known) if finding.cause]
    assert (failure.link, failure.cause) == (3, "R4")
    assert "(trust: externalId)" in failure.fix


def test_what_a_proxy_lets_in_is_the_proxys_own_check():
    known = facts(proxy={"name": "shop", "resource_id": "prx-ABC", "auth": "iam", "endpoints": []})
    assert [finding for finding in findings(known) if finding.link == 4] == []
