"""What must be refused of links 1 and 2, by runtime: who is not the pipeline, or is it no more."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import boto3

from domain import ecs_documents, iam_documents, kubernetes, kubernetes_trust, policy_document
from lab.prove.attempts import ACCESS_DENIED, Attempt, Attempts
from lab.prove.pipeline_identity import is_own_user, session_in
from lab.prove.somebody_else import another_role, another_user_with_key, instance_with, task_with
from lab.prove.surroundings import Surroundings
from lab.services.cloud_process import CloudProcess

OTHER_POD = "system:serviceaccount:default:somebody-else"
NO_SUCH_KEY = ("InvalidClientTokenId",)
FILE = ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",)
BYOVPC_BOUNDARY = policy_document.document({"Effect": "Allow", "Action": ["secretsmanager:*", "s3:*"], "Resource": "*"})
"""What a pipeline role of BYOVPC may do at most (redpanda-data/terraform-aws-redpanda-byovpc)."""


def of_pipeline_role(around: Surroundings, own: boto3.Session) -> Attempts:
    """Redpanda's own role: another pod's token, a target without the tag, a boundary that has no sts:AssumeRole."""

    def another_pod() -> None:
        around.workload.web_identity(around.issuer.issue(OTHER_POD))

    def untagged() -> None:
        with around.without_scope_tag():
            _assume(around, own)

    def behind_a_boundary() -> None:
        with _boundary(around):
            _assume(around, own)

    return {
        "another pod's web identity": (another_pod, ACCESS_DENIED),
        "connect role without its scope tag": (untagged, ACCESS_DENIED),
        "pipeline role behind BYOVPC's boundary": (behind_a_boundary, ACCESS_DENIED),
    }


def of_access_key(around: Surroundings, own: boto3.Session) -> Attempts:
    """A user's key: from elsewhere, switched off, and one that was replaced."""
    iam = around.operator("redpanda").client("iam")
    user = around.workload.own_role_arn.rpartition("/")[2]

    def from_another_address() -> None:
        elsewhere = replace(around.workload, endpoint_url=CloudProcess(around.paths).endpoint_url)
        elsewhere.connect_role(own, around.state.chain["trust"]["external_id"])

    def deactivated() -> None:
        key_id = own.get_credentials().access_key
        iam.update_access_key(UserName=user, AccessKeyId=key_id, Status="Inactive")
        try:
            _assume(around, own)
        finally:
            iam.update_access_key(UserName=user, AccessKeyId=key_id, Status="Active")

    def replaced() -> None:
        old = iam.create_access_key(UserName=user)["AccessKey"]
        iam.delete_access_key(UserName=user, AccessKeyId=old["AccessKeyId"])
        _assume(around, boto3.Session(old["AccessKeyId"], old["SecretAccessKey"], region_name=own.region_name))

    return {
        "the key from another address": (from_another_address, ACCESS_DENIED),
        "a deactivated key": (deactivated, NO_SUCH_KEY),
        "a key of an earlier generation": (replaced, NO_SUCH_KEY),
    }


def of_own(around: Surroundings, own: boto3.Session) -> Attempts:
    """A role or a user of somebody's own."""
    return (of_own_user if is_own_user(around.state.chain) else of_instance)(around, own)


def of_own_user(around: Surroundings, own: boto3.Session) -> Attempts:
    """Its key switched off, and another user's that has the same permission."""

    def another_user() -> None:
        with another_user_with_key(around) as environment:
            _assume(around, session_in(around, environment))

    kept = ("a deactivated key", "a key of an earlier generation")
    of_key = of_access_key(around, own)
    return {"another user's key": (another_user, ACCESS_DENIED), **{name: of_key[name] for name in kept}}


def of_instance(around: Surroundings, _own: boto3.Session) -> Attempts:
    """A role of somebody's own: an instance beside it that has another."""

    def another_instance() -> None:
        trust = iam_documents.service_trust("ec2.amazonaws.com")
        with another_role(around, trust) as role, instance_with(around, role) as environment:
            _assume(around, session_in(around, environment))

    return {"another instance's role": (another_instance, ACCESS_DENIED)}


def of_task(around: Surroundings, _own: boto3.Session) -> Attempts:
    """A task role: a task beside it that has another, what is no task, and a task of another account."""
    chain = around.state.chain
    section, role_arn = chain["redpanda"], chain["runtime"]["identity_arn"]
    trust = ecs_documents.task_trust(section["region"], section["account_id"])

    def another_task() -> None:
        with another_role(around, trust) as role, task_with(around, role) as environment:
            _assume(around, session_in(around, environment))

    def instance() -> None:
        with instance_with(around, role_arn) as environment:
            session_in(around, environment)

    def task_of_another_account() -> None:
        with task_with(around, role_arn, account=chain["database"]["account_id"]) as environment:
            session_in(around, environment)

    return {
        "another task's role": (another_task, ACCESS_DENIED),
        "an instance with the task role": (instance, ("the instance's metadata give no credentials",)),
        "a task of another account with it": (
            task_of_another_account,
            ("the container credentials endpoint gives none",),
        ),
    }


def of_service_account(around: Surroundings, _own: boto3.Session) -> Attempts:
    """A service account's role: tokens of the same cluster for whoever is somebody else."""
    told = around.state.chain["runtime"]
    if told["way"] == "podIdentity":
        return _of_association(around)
    others = {
        "another account of the namespace": kubernetes.subject(told["namespace"], "somebody-else"),
        "the same account of another namespace": kubernetes.subject("somebody-else", told["service_account"]),
    }

    def attempt(subject: str) -> Attempt:
        return lambda: _let_in(around, around.issuer.issue(subject))

    def for_another_audience() -> None:
        own = kubernetes.subject(told["namespace"], told["service_account"])
        _let_in(around, around.issuer.issue(own, audience="somebody-else"))

    return {
        **{name: (attempt(subject), ACCESS_DENIED) for name, subject in others.items()},
        "a token for another audience": (for_another_audience, ("InvalidIdentityToken",)),
    }


def _of_association(around: Surroundings) -> Attempts:
    """An association's pods: whoever brings another service account's token to the agent, or none for the agent."""
    told = around.state.chain["runtime"]
    own = kubernetes.subject(told["namespace"], told["service_account"])
    tokens = {
        "another account of the namespace": (kubernetes.subject(told["namespace"], "somebody-else"), None),
        "the same account of another namespace": (kubernetes.subject("somebody-else", told["service_account"]), None),
        "a token for another audience": (own, kubernetes_trust.AUDIENCE),
    }

    def attempt(subject: str, audience: str | None) -> Attempt:
        def ask() -> None:
            token = around.issuer.issue(subject, audience or kubernetes_trust.POD_IDENTITY)
            environment = {name: value for name, value in around.process.environment().items() if name not in FILE}
            session_in(around, {**environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN": token})

        return ask

    refused = ("the container credentials endpoint gives none",)
    return {name: (attempt(*whose), refused) for name, whose in tokens.items()}


def _let_in(around: Surroundings, token: str) -> None:
    around.workload.web_identity(token)


def _assume(around: Surroundings, session: boto3.Session) -> None:
    around.workload.connect_role(session, around.state.chain["trust"]["external_id"])


@contextmanager
def _boundary(around: Surroundings) -> Iterator[None]:
    """While Redpanda's role has the boundary that it has on BYOVPC."""
    iam = around.operator("redpanda").client("iam")
    role = around.workload.own_role_arn.rpartition("/")[2]
    policy = iam.create_policy(PolicyName="byovpc-boundary", PolicyDocument=json.dumps(BYOVPC_BOUNDARY))["Policy"]
    iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=policy["Arn"])
    try:
        yield
    finally:
        iam.delete_role_permissions_boundary(RoleName=role)
        iam.delete_policy(PolicyArn=policy["Arn"])


OF_RUNTIMES: Mapping[str, Callable[[Surroundings, boto3.Session], Attempts]] = {
    "cloud-role": of_pipeline_role,
    "cloud-key": of_access_key,
    "own": of_own,
    "ecs": of_task,
    "kubernetes": of_service_account,
}
"""By the chain's `runtime.kind`."""
