"""Redpanda's role is looked at before anything is made."""

import json

import pulumi
import pytest

from domain.pipeline_role import VENDOR
from evaluation.cloud import EchoingCloud
from evaluation.programs import ROOT, evaluate

REGISTERED_BEFORE = {"redpanda-account", "database-account", "redpanda-cloud", "random"}
S3_ALONE = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}


@pytest.fixture
def refusal(monkeypatch):
    """What is said of a role like this, and what had been registered by then."""

    def refused(role, boundary=None):
        made = []
        real_call, real_new = EchoingCloud.call, EchoingCloud.new_resource

        def call(self, args):
            if args.token == "aws:iam/getRole:getRole":
                return (role, []) if role else ({}, [("name", "couldn't find resource")])
            return ({"policy": boundary}, []) if args.token == "aws:iam/getPolicy:getPolicy" else real_call(self, args)

        monkeypatch.setattr(EchoingCloud, "call", call)
        monkeypatch.setattr(
            EchoingCloud, "new_resource", lambda self, args: (made.append(args.name), real_new(self, args))[1]
        )
        with pytest.raises(pulumi.RunError) as error:
            evaluate(ROOT, "dev")
        return str(error.value), set(made)

    return refused


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


BY_POD = document({"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity"})


def test_a_role_that_is_not_there_is_told_with_what_redpanda_says(refusal):
    said, made = refusal(None)
    assert said.startswith(
        "redpanda.pipelineRoleName: got 'redpanda-d0k2v6l8c5example0ab-redpanda-connect-pipeline', want a role of "
        "account 111111111111 that can be read ("
    )
    assert "couldn't find resource" in said
    assert said.endswith(VENDOR)
    assert made <= REGISTERED_BEFORE


def test_a_role_that_no_pod_may_be_is_told(refusal):
    said, made = refusal({"assumeRolePolicy": document(S3_ALONE), "permissionsBoundary": ""})
    assert "lets in no pod" in said
    assert said.endswith(VENDOR)
    assert made <= REGISTERED_BEFORE


def test_a_boundary_that_holds_the_role_back_is_told(refusal):
    limited = {"assumeRolePolicy": BY_POD, "permissionsBoundary": "arn:aws:iam::111111111111:policy/limit"}
    said, made = refusal(limited, document(S3_ALONE))
    assert "keeps it from assuming arn:aws:iam::222222222222:role/cdc-role-0000000" in said
    assert made <= REGISTERED_BEFORE
