"""Who a pipeline is and what runs it, on each runtime: every change is named as its own cause, and as no other one."""

from dataclasses import replace

import pytest

from doctor.facts.facts import Absent, PipelineFacts, RedpandaClusterFacts, Unavailable
from doctor.facts.hosts import Condition, KubernetesFacts
from doctor.finding import Result
from tests.doctor.chain_facts import ASSUME_POLICY, HEALTHY, document
from tests.doctor.runtime_facts import IDENTITIES, KEY, POD_ROLE, READY, SERVICE, USER, facts, failures, findings

NO_RIGHTS = Unavailable("no rights")


def fallen(error, config_yaml=""):
    return {"orders": PipelineFacts(state="STATE_ERROR", error=error, config_yaml=config_yaml)}


def cluster(*addresses):
    return RedpandaClusterFacts(state="STATE_READY", nat_addresses=addresses, allowed_destinations=None)


def objects(role=POD_ROLE, **conditions):
    broken = {kind: Condition(status="False", message=message) for kind, message in conditions.items()}
    return KubernetesFacts(roles={"connect": role}, conditions={"orders": READY | broken})


CHANGES = {
    "key off": ("cloud-key", {"access_keys": (replace(KEY, active=False),)}, 1, "E2", "update-access-key"),
    "key old": ("cloud-key", {"access_keys": (replace(KEY, age_days=91),)}, 1, "E3", "keyGeneration: 3"),
    "key unused": ("cloud-key", {"access_keys": (replace(KEY, last_used_days=None),)}, 1, "E4", "secrets again"),
    "key gone": ("cloud-key", {"access_keys": ()}, 1, "E6", "--refresh"),
    "another key too": (
        *("cloud-key", {"access_keys": (KEY, replace(KEY, id="AKIAOLD"))}, 1, "E6"),
        "delete-access-key --profile redpanda-ops --user-name redpanda-connect --access-key-id AKIAOLD",
    ),
    "key of another version": (
        *("cloud-key", {"pipelines": fallen(None, "# access key version 6\n")}, 1, "E6"),
        "restarts pipeline pipeline-1",
    ),
    "another address": ("cloud-key", {"redpanda_cluster": cluster("203.0.113.9")}, 2, "E5", "natCidrs"),
    "refused where it is": (
        "cloud-key",
        {
            "pipelines": fallen(
                f"User: {USER} is not authorized to perform: sts:AssumeRole on resource: r because no identity-based "
                "policy allows the sts:AssumeRole action",
                "# access key version 7\n",
            )
        },
        *(2, "E5", "natCidrs"),
    ),
    "task stopped": (
        *("ecs", {"services": {"orders": replace(SERVICE, running=0, stopped=("exited with 1",))}}, 7, "E7"),
        "aws logs tail orders-log --profile redpanda-ops",
    ),
    "no image": (
        *("ecs", {"services": {"orders": replace(SERVICE, running=0, stopped=("CannotPullContainerError: no",))}}, 7),
        *("E8", "imageVersion"),
    ),
    "no secret": (
        "ecs",
        {
            "services": {
                "orders": replace(
                    SERVICE,
                    running=0,
                    stopped=("ResourceInitializationError: unable to pull secrets or registry auth: no",),
                )
            }
        },
        *(7, "E9", "execution role"),
    ),
    "no log": (
        "ecs",
        {
            "services": {
                "orders": replace(
                    SERVICE,
                    running=0,
                    stopped=("ResourceInitializationError: failed to validate logger args: no such log group",),
                )
            }
        },
        *(7, "E16", "log group"),
    ),
    "two tasks": ("ecs", {"services": {"orders": replace(SERVICE, running=2)}}, 7, "E10", "--desired-count 1"),
    "no task wanted": ("ecs", {"services": {"orders": replace(SERVICE, desired=0, running=0)}}, 7, "E10", "--service"),
    "no service": ("ecs", {"services": {"orders": Absent("service")}}, 7, "K1", "pulumi up"),
    "no association": ("podIdentity", {"associations": ()}, 1, "E11", "pulumi up"),
    "no annotation": ("irsa", {"kubernetes": objects(role=None)}, 1, "E11", "restart the pod"),
    "another annotation": ("irsa", {"kubernetes": objects(role="arn:other")}, 1, "E11", "restart the pod"),
    "configuration": ("irsa", {"kubernetes": objects(ConfigValid="bad")}, 7, "E12", "pulumi up"),
    "licence": ("irsa", {"kubernetes": objects(License="none")}, 7, "E13", "licenseSecretRef"),
    "cluster": ("podIdentity", {"kubernetes": objects(ClusterRef="none")}, 7, "E14", "clusterRef"),
    "user": ("podIdentity", {"kubernetes": objects(UserRef="none")}, 7, "E14", "userRef"),
    "values": ("irsa", {"kubernetes": objects(ValueSourcesResolved="none")}, 7, "E15", "Secret"),
    "no Pipeline": ("irsa", {"kubernetes": replace(objects(), conditions={})}, 7, "K1", "pulumi up"),
}


@pytest.mark.parametrize(("runtime", "changes", "link", "cause", "fix"), CHANGES.values(), ids=CHANGES)
def test_what_is_wrong_with_identity_or_host_is_named(runtime, changes, link, cause, fix):
    known = facts(runtime, **changes)
    assert failures(known) == [(link, cause)]
    assert fix in next(finding.fix for finding in findings(known) if finding.cause)


@pytest.mark.parametrize("runtime", IDENTITIES)
def test_a_healthy_chain_of_each_runtime_has_no_failure_and_nothing_unknown(runtime):
    assert {finding.result for finding in findings(facts(runtime))} <= {Result.PASS, Result.NOT_APPLICABLE}


@pytest.mark.parametrize("runtime", IDENTITIES)
def test_an_identity_that_is_gone_is_r9_and_one_without_our_policy_is_r1(runtime):
    assert failures(facts(runtime, pipeline_role=Absent("it")))[0] == (1, "R9")
    bare = replace(facts(runtime).pipeline_role, identity_policies={})
    assert failures(facts(runtime, pipeline_role=bare))[0] == (2, "R1")


@pytest.mark.parametrize(("runtime", "cause"), [("ecs", "C1"), ("irsa", "C2"), ("podIdentity", "C1")])
def test_a_trust_that_lets_no_host_in_is_told(runtime, cause):
    odd = document(Principal={"AWS": "arn:aws:iam::111111111111:root"}, Action="sts:AssumeRole")
    del odd["Statement"][0]["Resource"]
    role = replace(facts(runtime).pipeline_role, trust_policy=odd)
    assert (1, cause) in failures(facts(runtime, pipeline_role=role))


def test_a_denial_on_a_user_is_lifted_by_the_users_own_commands():
    user = facts("cloud-key").pipeline_role
    denied = user.identity_policies | {"org": document(Sid="No", Effect="Deny", Action="sts:*")}
    known = facts("cloud-key", pipeline_role=replace(user, identity_policies=denied))
    (finding,) = [finding for finding in findings(known) if finding.cause]
    assert finding.cause == "R8"
    assert "of user redpanda-connect" in finding.fix
    assert "delete-user-policy --profile redpanda-ops --user-name redpanda-connect --policy-name org" in finding.fix
    assert ASSUME_POLICY not in finding.fix


@pytest.mark.parametrize(
    ("runtime", "changes"),
    [
        ("cloud-key", {"access_keys": NO_RIGHTS}),
        ("cloud-key", {"pipelines": {"orders": NO_RIGHTS}}),
        ("ecs", {"services": {"orders": NO_RIGHTS}}),
        ("podIdentity", {"associations": NO_RIGHTS}),
        ("irsa", {"kubernetes": NO_RIGHTS}),
    ],
)
def test_what_of_a_host_could_not_be_read_is_unknown_and_never_a_pass(runtime, changes):
    known = facts(runtime, **changes)
    assert failures(known) == []
    assert "no rights" in [finding.saw for finding in findings(known) if finding.result is Result.UNKNOWN]


def test_a_key_of_today_is_not_judged_by_its_use():
    known = facts("cloud-key", access_keys=(replace(KEY, age_days=0, last_used_days=None),))
    assert failures(known) == []


def test_a_task_that_is_about_to_start_is_no_failure_and_no_pass():
    known = facts("ecs", services={"orders": replace(SERVICE, running=0, pending=1)})
    assert [finding.changing for finding in findings(known) if finding.result is Result.UNKNOWN] == [True]


@pytest.mark.parametrize("runtime", [{}, {"runtime": {"kind": "cloud-role"}}])
def test_a_pipeline_of_redpandas_role_without_credentials_is_e1(runtime):
    known = replace(HEALTHY, chain=HEALTHY.chain | runtime, pipelines=fallen("get identity: no EC2 IMDS role found"))
    assert failures(known) == [(1, "E1")]
    assert failures(replace(known, pipelines=fallen("boom"))) == []
