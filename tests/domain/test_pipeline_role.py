import json

import pytest

from domain import pipeline_role

ROLE = "arn:aws:iam::111111111111:role/redpanda-x-redpanda-connect-pipeline"
CONNECT = "arn:aws:iam::222222222222:role/cdc-role-0000000"
WEB = {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::111111111111:oidc-provider/oidc.example"},
    "Action": "sts:AssumeRoleWithWebIdentity",
}
PODS = {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": "sts:AssumeRole"}
NODES = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
BYOVPC = {"Effect": "Allow", "Action": ["secretsmanager:*", "s3:*"], "Resource": "*"}  # terraform-aws-redpanda-byovpc
WIDENED = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::222222222222:role/cdc-*"}


def problems(trust, boundary=None):
    def document(*statements):
        return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})

    limit = None if boundary is None else document(*boundary)
    return list(pipeline_role.problems(ROLE, document(*trust), limit, CONNECT, "scope"))


@pytest.mark.parametrize("trust", [[WEB], [PODS], [NODES, WEB]])
@pytest.mark.parametrize("boundary", [None, [BYOVPC, WIDENED]])
def test_a_role_that_pods_may_be_and_that_nothing_holds_back_has_no_problem(trust, boundary):
    assert problems(trust, boundary) == []


@pytest.mark.parametrize("trust", [[NODES], [{**WEB, "Effect": "Deny"}]])
def test_a_role_that_no_pod_may_be_begins_no_chain(trust):
    (problem,) = problems(trust)
    assert problem.startswith("got a role whose trust policy lets in no pod, want sts:AssumeRoleWithWebIdentity or")


def test_a_single_statement_needs_no_list():
    trust = json.dumps({"Version": "2012-10-17", "Statement": WEB})
    assert list(pipeline_role.problems(ROLE, trust, None, CONNECT, "scope")) == []


def test_a_boundary_like_that_of_byovpc_keeps_the_policy_from_having_an_effect():
    (problem,) = problems([WEB], [BYOVPC])
    assert problem.startswith(f"got a role with a permissions boundary that keeps it from assuming {CONNECT}, want")
    assert "boundary" in problem.partition("link 2; ")[2]


def test_the_vendors_statement_has_its_date_and_its_source():
    assert "2026-08-07" in pipeline_role.VENDOR
    assert "10836c99" in pipeline_role.VENDOR
