"""A healthy chain as facts, and what the checks of links 1 to 4 say of it once something is changed."""

import copy
from dataclasses import replace

from doctor.checks import link_1, link_2, link_3, link_4
from doctor.facts.facts import Facts, RoleFacts
from domain import iam_documents
from tests.doctor.healthy_chain import CLUSTER

REDPANDA, DATABASE, STRANGER = "111111111111", "222222222222", "333333333333"
PIPELINE_ROLE = f"arn:aws:iam::{REDPANDA}:role/redpanda-abc-redpanda-connect-pipeline"
API_ROLE = PIPELINE_ROLE.removesuffix("-pipeline")
CONNECT_ROLE = f"arn:aws:iam::{DATABASE}:role/cdc-role-1a2b3c4"
SCOPE_TAG = "redpanda_scope_redpanda_connect"
ISSUER = "oidc.eks.us-east-2.amazonaws.com/id/ABC"
DBUSER = f"arn:aws:rds-db:us-east-2:{DATABASE}:dbuser:cluster-ABC/cdc_orders"
ASSUME_POLICY = "cdc-assume-1a2b3c4"

CHAIN = {
    "redpanda": {
        "account_id": REDPANDA,
        "profile": "redpanda-ops",
        "region": "us-east-2",
        "cluster_id": "abc",
        "pipeline_role_arn": PIPELINE_ROLE,
        "assume_policy_name": ASSUME_POLICY,
        "scope_tag": SCOPE_TAG,
    },
    "database": {
        "account_id": DATABASE,
        "profile": "database-ops",
        "region": "us-east-2",
        "cluster_identifier": "cdc-cluster",
        "resource_id": "cluster-ABC",
    },
    "trust": {"principal": "account", "external_id": "rpcn", "connect_role_arn": CONNECT_ROLE},
    "pipelines": [{"name": "orders", "user": "cdc_orders", "dbuser_arn": DBUSER}],
}


def document(**statement):
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*"} | statement]}


def web_identity(
    aud="sts.amazonaws.com", sub="system:serviceaccount:rpcn:redpanda-connect-pipeline-sa", operator="StringEquals"
):
    """The pipeline role's trust; a claim that is None is not asked for."""
    claims = {f"{ISSUER}:{name}": value for name, value in (("aud", aud), ("sub", sub)) if value}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"arn:aws:iam::{REDPANDA}:oidc-provider/{ISSUER}"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                **({"Condition": {operator: claims}} if claims else {}),
            }
        ],
    }


def pod_identity():
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "pods.eks.amazonaws.com"},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
            }
        ],
    }


def trust(role=PIPELINE_ROLE, principal="account", external_id="rpcn", **statement):
    made = iam_documents.trust(role, principal, external_id)
    made["Statement"][0] |= statement
    return made


VENDOR = {"redpanda-secrets": document(Action="secretsmanager:GetSecretValue")}
ASSUME = {ASSUME_POLICY: iam_documents.assume([CONNECT_ROLE], SCOPE_TAG)}

HEALTHY = Facts(
    chain=CHAIN,
    redpanda_account=REDPANDA,
    database_account=DATABASE,
    pipeline_role=RoleFacts(
        arn=PIPELINE_ROLE,
        trust_policy=web_identity(),
        identity_policies=VENDOR | ASSUME,
        boundary=None,
        tags={},
    ),
    connect_role=RoleFacts(
        arn=CONNECT_ROLE,
        trust_policy=trust(),
        identity_policies={"cdc-database-login": iam_documents.database_login([DBUSER])},
        boundary=None,
        tags={SCOPE_TAG: "true"},
    ),
    cluster=CLUSTER,
)


def pipeline_role(facts=None, **changes):
    return _with_role(facts or HEALTHY, "pipeline_role", changes)


def connect_role(facts=None, **changes):
    return _with_role(facts or HEALTHY, "connect_role", changes)


def _with_role(facts, which, changes):
    return replace(facts, **{which: replace(getattr(facts, which), **changes)})


def with_chain(facts, section, **changes):
    chain = copy.deepcopy(facts.chain)
    chain[section] |= changes
    return replace(facts, chain=chain)


def findings(facts):
    checks = [check for link in (link_1, link_2, link_3, link_4) for check in link.CHECKS]
    return [finding for check in checks for finding in check(facts)]


def results(facts):
    """By check."""
    return {finding.check: finding.result for finding in findings(facts)}


def failures(facts):
    return [(finding.link, finding.cause) for finding in findings(facts) if finding.cause]


def assert_only(facts, link, cause, saw, fix):
    """The change is named as this cause and as no other, with this evidence and this fix."""
    assert failures(facts) == [(link, cause)]
    (finding,) = [finding for finding in findings(facts) if finding.cause]
    assert saw in finding.saw
    assert fix in finding.fix
