"""What IAM, ECS, EKS and kubectl tell of identity and host, as facts."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from doctor.facts.aws import Missing
from doctor.facts.aws_hosts import access_keys, associations, service_facts
from doctor.facts.aws_roles import identity_facts
from doctor.facts.facts import Absent, Unavailable
from doctor.facts.hosts import AccessKey, Association, Condition, KubernetesFacts, ServiceFacts
from doctor.facts.kubernetes import kubernetes_facts, kubernetes_file

PIPELINE = {"name": "orders", "host": {"service_name": "orders-service"}}
ACTIVE = {"status": "ACTIVE", "desiredCount": 1, "runningCount": 0, "pendingCount": 1}
ROLE = "arn:aws:iam::111111111111:role/pods"


class Answers:
    """An account that answers what it was given, by operation; everything else is missing."""

    def __init__(self, **answers):
        self._answers = answers

    def read(self, _service, operation, **asked):
        if operation not in self._answers:
            raise Missing(operation)
        answer = self._answers[operation]
        return answer(**asked) if callable(answer) else answer

    def read_all(self, service, operation, member, **asked):
        return self.read(service, operation, **asked)[member]


def test_a_key_is_told_with_its_age_and_its_last_use():
    now = datetime.now(UTC)
    used = {"AKIANEW": {"LastUsedDate": now - timedelta(days=2)}, "AKIAOLD": {"ServiceName": "N/A"}}
    keys = [
        {"AccessKeyId": "AKIANEW", "Status": "Active", "CreateDate": now - timedelta(days=3)},
        {"AccessKeyId": "AKIAOLD", "Status": "Inactive", "CreateDate": now - timedelta(days=100)},
    ]
    account = Answers(
        list_access_keys={"AccessKeyMetadata": keys},
        get_access_key_last_used=lambda AccessKeyId: {"AccessKeyLastUsed": used[AccessKeyId]},  # noqa: N803  AWS's name
    )
    assert access_keys(account, "connect") == (
        AccessKey(id="AKIANEW", active=True, age_days=3, last_used_days=2),
        AccessKey(id="AKIAOLD", active=False, age_days=100, last_used_days=None),
    )


def test_a_service_is_told_with_why_its_tasks_stopped_the_last_one_first():
    tasks = [
        {"stoppedAt": "2026-11-27", "stoppedReason": "older", "containers": []},
        {"stoppedAt": "2026-11-28", "stoppedReason": "Essential", "containers": [{"name": "connect", "exitCode": 1}]},
        {"stoppedAt": "2026-11-26", "containers": [{"name": "connect", "reason": "token=hunter2"}]},
        {},
    ]
    account = Answers(
        describe_services={"services": [ACTIVE]},
        list_tasks={"taskArns": ["a task"]},
        describe_tasks={"tasks": tasks},
    )
    stopped = ("Essential; connect exited with 1", "older", "token=***", "no reason told")
    expected = ServiceFacts(desired=1, running=0, pending=1, stopped=stopped)
    assert service_facts(account, "cdc", PIPELINE) == expected


def test_a_service_without_stopped_tasks_has_none():
    account = Answers(describe_services={"services": [ACTIVE]}, list_tasks={"taskArns": []})
    assert service_facts(account, "cdc", PIPELINE).stopped == ()


@pytest.mark.parametrize("answers", [{}, {"services": []}, {"services": [{**ACTIVE, "status": "INACTIVE"}]}])
def test_a_service_that_is_gone_is_absent(answers):
    account = Answers(describe_services=answers) if answers else Answers()
    assert service_facts(account, "cdc", PIPELINE) == Absent("service orders-service in cluster cdc")


def test_associations_are_told_by_namespace_and_service_account():
    told = {"associations": [{"namespace": "cdc", "serviceAccount": "connect", "associationId": "a-1"}]}
    account = Answers(list_pod_identity_associations=told)
    assert associations(account, "apps") == (Association("cdc", "connect"),)


def test_a_user_and_a_cluster_that_do_not_exist_are_absent():
    arn = "arn:aws:iam::111111111111:user/connect"
    assert identity_facts(Answers(), arn) == Absent(f"user {arn}")
    assert access_keys(Answers(), "connect") == Absent("user connect")
    assert associations(Answers(), "apps") == Absent("EKS cluster apps")


def test_a_user_is_told_with_its_policies_and_without_a_trust():
    arn, allowed = "arn:aws:iam::111111111111:user/connect", {"Version": "2012-10-17", "Statement": []}
    account = Answers(
        get_user={"User": {"Arn": arn}},
        list_user_policies={"PolicyNames": ["ours"]},
        get_user_policy=lambda UserName, PolicyName: {"PolicyDocument": {**allowed, "Id": f"{UserName}/{PolicyName}"}},  # noqa: N803  AWS's names
        list_attached_user_policies={"AttachedPolicies": []},
    )
    user = identity_facts(account, arn)
    assert (user.arn, user.trust_policy, user.boundary) == (arn, {}, None)
    assert user.identity_policies == {"ours": {**allowed, "Id": "connect/ours"}}


def named(kind, name, namespace="cdc", **more):
    return {"kind": kind, "metadata": {"name": name, "namespace": namespace, **more.pop("metadata", {})}, **more}


def test_kubectl_tells_annotations_and_conditions_of_the_namespace():
    condition = {"type": "ConfigValid", "status": "False", "reason": "Lint", "message": "password: hunter2"}
    told = {
        "kind": "List",
        "items": [
            named("ServiceAccount", "connect", metadata={"annotations": {"eks.amazonaws.com/role-arn": ROLE}}),
            named("ServiceAccount", "default"),
            named("ServiceAccount", "connect", namespace="other"),
            named("Pipeline", "orders", status={"conditions": [condition]}),
            named("Pipeline", "bills"),
        ],
    }
    conditions = {"ConfigValid": Condition(status="False", message="Lint: password: ***")}
    assert kubernetes_facts(told, "cdc") == KubernetesFacts(
        roles={"connect": ROLE, "default": None}, conditions={"orders": conditions, "bills": {}}
    )


def test_one_object_is_told_without_a_list():
    assert kubernetes_facts(named("ServiceAccount", "connect"), "cdc").roles == {"connect": None}


@pytest.mark.parametrize("told", [[], "text", {"items": {}}, {"items": ["x"]}, {"metadata": None}, {"metadata": {}}])
def test_what_is_no_object_is_unavailable(told):
    assert kubernetes_facts(told, "cdc") == Unavailable("the file of --kubernetes holds no objects of Kubernetes")


def test_a_file_without_json_is_refused_by_its_option(tmp_path):
    file = tmp_path / "objects.json"
    with pytest.raises(ValueError, match=r"^--kubernetes: got '.*objects.json', want a file \(No such file"):
        kubernetes_file(file)
    file.write_text("kind: List")
    with pytest.raises(ValueError, match=r"^--kubernetes: got '.*', want JSON \(write it with kubectl get -o json\)$"):
        kubernetes_file(file)
    file.write_text(json.dumps({"items": []}))
    assert kubernetes_file(file) == {"items": []}
