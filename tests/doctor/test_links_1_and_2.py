"""The pipeline role's side, on constructed facts: each change is named as its own cause, and as no other one."""

import json
import shlex
from dataclasses import replace

import pytest

from doctor.checks import link_1
from doctor.facts.facts import Absent, Unavailable
from doctor.finding import Result
from tests.doctor.chain_facts import (
    API_ROLE,
    ASSUME,
    ASSUME_POLICY,
    CONNECT_ROLE,
    DATABASE,
    HEALTHY,
    ISSUER,
    PIPELINE_ROLE,
    REDPANDA,
    SCOPE_TAG,
    STRANGER,
    VENDOR,
    assert_only,
    connect_role,
    document,
    failures,
    findings,
    pipeline_role,
    pod_identity,
    results,
    trust,
    web_identity,
    with_chain,
)

NO_RIGHTS = Unavailable("AccessDenied")
NO_ROLE = Absent("the role")
NAME = "redpanda-abc-redpanda-connect-pipeline"
OF_ROLE = f"--profile redpanda-ops --role-name {NAME}"
DENY = document(Sid="No", Effect="Deny", Action="sts:*")
FOR_ANOTHER = document(Action="sts:AssumeRole", Resource=API_ROLE)

POD_IDENTITIES = {
    "audience": (web_identity(aud="sts"), f"{ISSUER}:aud: got 'sts.amazonaws.com', want 'sts'"),
    "no audience": (web_identity(aud=None), f"want a condition on {ISSUER}:aud"),
    "another pod": (web_identity(sub="system:serviceaccount:rpcn:x"), "want 'system:serviceaccount:rpcn:x'"),
    "any pod": (web_identity(sub=None), f"lets in every pod, want a condition on {ISSUER}:sub"),
    "wildcard for a pod": (web_identity(sub="system:*", operator="StringLike"), "lets in every pod"),
    "no web identity": (trust(PIPELINE_ROLE), "no federated principal"),
}


@pytest.mark.parametrize(("trust_policy", "saw"), POD_IDENTITIES.values(), ids=POD_IDENTITIES)
def test_a_trust_for_other_pods_is_c2(trust_policy, saw):
    fix = f"update-assume-role-policy {OF_ROLE}"
    assert_only(pipeline_role(trust_policy=trust_policy), 1, "C2", saw, fix)


@pytest.mark.parametrize(
    ("trust_policy", "namespace", "issuer"),
    [
        (web_identity(aud="someone-else"), "rpcn", ISSUER),
        (web_identity(sub="system:serviceaccount:rpcn:a_b"), "rpcn", ISSUER),
        (web_identity(sub=None), link_1.NAMESPACE, ISSUER),
        (trust(PIPELINE_ROLE), link_1.NAMESPACE, "<issuer>"),
    ],
)
def test_the_trust_comes_with_its_document_which_lets_in_the_pipelines_pods_alone(trust_policy, namespace, issuer):
    seen = pipeline_role(trust_policy=trust_policy)
    (finding,) = [finding for finding in findings(seen) if finding.cause]
    *_, option, document = shlex.split(finding.fix)
    assert option == "--policy-document"
    mended = pipeline_role(trust_policy=json.loads(document))
    assert "<issuer>" in document or [one.cause for one in findings(mended) if one.cause] == []
    subject = f"system:serviceaccount:{namespace}:redpanda-connect-pipeline-sa"
    (statement,) = json.loads(document)["Statement"]
    assert statement["Condition"]["StringEquals"] == {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": subject}


@pytest.mark.parametrize("name", ["rpcn_connect", "Connect", "-connect", "connect-", "a..b"])
def test_a_service_account_that_kubernetes_refuses_is_c3_and_not_c2(name):
    seen = pipeline_role(trust_policy=web_identity(sub=f"system:serviceaccount:rpcn:{name}"))
    assert_only(seen, 1, "C3", f"service account {name!r}", f"update-assume-role-policy {OF_ROLE}")


@pytest.mark.parametrize("name", ["connect.v2", "a", "*", "redpanda_*"])
def test_a_name_that_may_exist_or_is_a_pattern_is_no_c3(name):
    seen = pipeline_role(trust_policy=web_identity(sub=f"system:serviceaccount:rpcn:{name}", operator="StringLike"))
    assert (1, "C3") not in failures(seen)


def assume(operator, key, value):
    return {ASSUME_POLICY: document(Action="sts:AssumeRole", Condition={operator: {key: value}})}


POLICIES = {
    "gone": (VENDOR, "R1", "no statement allows sts:AssumeRole", f"--refresh --run-program  # puts {ASSUME_POLICY}"),
    "for another role": ({ASSUME_POLICY: FOR_ANOTHER}, "R1", f"want '{API_ROLE}'", ASSUME_POLICY),
    "in Redpanda's instead": ({"vendor": document(Action="sts:*")}, "R12", "in vendor", ASSUME_POLICY),
    "in Redpanda's for another": ({"vendor": FOR_ANOTHER}, "R12", f"want it in {ASSUME_POLICY}", ASSUME_POLICY),
    "denied": (ASSUME | {"org": DENY}, "R8", "org, statement No", f"delete-role-policy {OF_ROLE} --policy-name org"),
    "denied by an attached one": (ASSUME | {"arn:org": DENY}, "R8", "arn:org, st", f"{OF_ROLE} --policy-arn arn:org"),
    "another tag": (assume("StringEquals", "aws:ResourceTag/team", "x"), "R5", "/team: got nothing", "scopeTag: team"),
    "an ExternalId": (assume("StringEquals", "sts:ExternalId", "x"), "R4", "got 'rpcn', want 'x'", "no ExternalId"),
    "a condition": (assume("Bool", "aws:SecureTransport", "true"), "R1", "aws:SecureTransport", "take Bool aws:Secure"),
}


@pytest.mark.parametrize(("policies", "cause", "saw", "fix"), POLICIES.values(), ids=POLICIES)
def test_what_the_pipeline_roles_policies_lack_is_named(policies, cause, saw, fix):
    assert_only(pipeline_role(identity_policies=policies), 2, cause, saw, fix)


def test_a_boundary_without_assuming_is_r10():
    facts = pipeline_role(boundary=document(Action="s3:*"))
    assert_only(facts, 2, "R10", "permissions boundary: no statement allows", f"allow sts:AssumeRole on {CONNECT_ROLE}")


@pytest.mark.parametrize(("tags", "got"), [({}, "nothing"), ({SCOPE_TAG: "True"}, "'True'")])
def test_a_scope_tag_that_is_not_exactly_true_is_r5(tags, got):
    fix = f"aws iam tag-role --profile database-ops --role-name cdc-role-1a2b3c4 --tags Key={SCOPE_TAG},Value=true"
    assert_only(connect_role(tags=tags), 2, "R5", f"aws:ResourceTag/{SCOPE_TAG}: got {got}, want 'true'", fix)


def test_swapped_profiles_are_s1_and_another_account_is_c1():
    swapped = replace(HEALTHY, redpanda_account=DATABASE, database_account=REDPANDA)
    assert [cause for _, cause in failures(swapped)] == ["S1", "S1"]
    assert_only(
        replace(HEALTHY, redpanda_account=STRANGER), 1, "C1", f"got {STRANGER}, want {REDPANDA}", "--redpanda-profile"
    )


def test_an_absent_pipeline_role_is_r9_and_leaves_what_rests_on_it_unknown():
    facts = replace(HEALTHY, pipeline_role=NO_ROLE)
    assert_only(facts, 1, "R9", f"no role {NAME} in {REDPANDA}", f"aws iam get-role {OF_ROLE}")
    assert [finding.link for finding in findings(facts) if finding.result is Result.UNKNOWN] == [1, 2, 3, 3]


def test_a_role_under_another_path_is_not_the_role_of_the_chain():
    assert failures(pipeline_role(arn=PIPELINE_ROLE.replace("role/", "role/x/"))) == [(1, "R9")]


def test_the_api_role_or_a_misspelt_one_in_the_chain_is_r11():
    misspelt = PIPELINE_ROLE.removesuffix("e")
    for arn, role in ((API_ROLE, replace(HEALTHY.pipeline_role, arn=API_ROLE)), (misspelt, NO_ROLE)):
        facts = replace(with_chain(HEALTHY, "redpanda", pipeline_role_arn=arn), pipeline_role=role)
        assert failures(facts)[0] == (1, "R11")
        assert f"pipelineRoleName: {NAME}" in findings(facts)[2].fix


def test_a_pipeline_role_of_the_operators_own_naming_passes():
    arn = f"arn:aws:iam::{REDPANDA}:role/streams"
    facts = pipeline_role(with_chain(HEALTHY, "redpanda", pipeline_role_arn=arn), arn=arn)
    assert failures(connect_role(facts, trust_policy=trust(arn))) == []


def test_pod_identity_needs_no_web_identity():
    facts = pipeline_role(trust_policy=pod_identity())
    assert results(facts)["web identity of the pods"] is Result.NOT_APPLICABLE


def test_what_could_not_be_read_is_unknown_and_never_a_pass():
    blind = replace(HEALTHY, redpanda_account=NO_RIGHTS, pipeline_role=NO_RIGHTS)
    unknown = [(finding.link, finding.saw) for finding in findings(blind) if finding.result is Result.UNKNOWN]
    assert [link for link, _ in unknown] == [1, 1, 1, 2, 3, 3]
    assert all("AccessDenied" in saw for _, saw in unknown)
    assert failures(blind) == []


def test_a_condition_that_is_not_understood_is_unknown():
    odd = web_identity()
    odd["Statement"][0]["Condition"]["ForAnyValue:StringLikeIfExists"] = {"aws:TagKeys": "x"}
    facts = pipeline_role(trust_policy=odd)
    assert failures(facts) == []
    assert results(facts)["web identity of the pods"] is Result.UNKNOWN


@pytest.mark.parametrize("changes", [{"trust_policy": {}}, {"identity_policies": {"odd": {}}}, {"boundary": {}}])
def test_a_document_that_is_not_understood_is_unknown(changes):
    facts = pipeline_role(**changes)
    assert failures(facts) == []
    assert Result.UNKNOWN in results(facts).values()


def test_a_healthy_chain_has_no_failure_and_nothing_unknown():
    assert set(results(HEALTHY).values()) == {Result.PASS, Result.NOT_APPLICABLE}
