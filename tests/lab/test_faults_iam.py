"""Each fault of roles, trusts and policies really stops the workload, for its own reason, and goes without a trace."""

import re

import psycopg
import pytest
from botocore.exceptions import ClientError

from lab.backends.backend import LabError
from lab.faults.fault import FaultContext
from lab.faults.iam import FAULTS, connect_role, pipeline_role
from lab.lifecycle.state import LabState
from lab.prove.surroundings import Surroundings

# Which step is refused, and what the lab's own log says of the refusal.
REFUSED = {
    "C3": ("pod", "StringEquals .*:sub: got 'system:serviceaccount:redpanda-connect:redpanda-connect-pipeline-sa'"),
    "C2": ("pod", "StringEquals .*:sub: got 'system:serviceaccount:redpanda-connect:redpanda-connect-pipeline-sa'"),
    "R1": ("assume", "no statement allows sts:AssumeRole"),
    "R2": ("assume", "trust policy: got .*, want 'arn:aws:iam::333333333333:root'"),
    "R3": ("assume", "trust policy: got .*, want 'AROA"),
    "R4": ("assume", "trust policy, .*: StringEquals sts:ExternalId: got 'rpcn-lab', want 'somebody-elses'"),
    "R5": ("assume", "aws:ResourceTag/redpanda_scope_redpanda_connect: got nothing, want 'true'"),
    "R8": ("assume", "lab-denies-assuming, statement NobodyAssumes: denies it"),
    "R10": ("assume", "permissions boundary: no statement allows sts:AssumeRole"),
    "R11": ("assume", "trust policy, .*: ArnEquals aws:PrincipalArn: .*, want '.*-redpanda-connect'"),
    "I3": ("login", "got '.*/iam_lab_user', want '.*/iam_lab_user_old'"),
    "I4": ("login", "got '.*:cluster-[A-Z0-9]+/.*', want '.*:cdc-cluster-.*/iam_lab_user'"),
    "I5": ("login", "IpAddress aws:SourceIp: got nothing"),
}

HARMLESS_YET = {"R12"}
"""It works until Redpanda puts its own policy back."""


@pytest.fixture(scope="module")
def context(running_lab):
    return FaultContext(running_lab.paths, LabState.load(running_lab.paths))


def refused_step(surroundings: Surroundings) -> str | None:
    """The first step that a pod of the pipeline is refused; None: it is logged in."""
    workload, pipeline = surroundings.workload, surroundings.pipeline
    step = "pod"
    try:
        pod = workload.web_identity(surroundings.pod_token)
        step = "assume"
        role = workload.connect_role(pod, workload.chain["trust"]["external_id"])
        step = "login"
        with workload.login(pipeline["user"], workload.login_token(role, pipeline["user"])):
            return None
    except (ClientError, psycopg.OperationalError):
        return step


def documents(context):
    """Everything the two roles are made of."""
    told = []
    for operator, role in (pipeline_role(context), connect_role(context)):
        iam = operator.client("iam")
        described = iam.get_role(RoleName=role)["Role"]
        policies = iam.list_role_policies(RoleName=role)["PolicyNames"]
        inline = {name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in policies}
        attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        told.append([described["AssumeRolePolicyDocument"], described.get("PermissionsBoundary"), inline, attached])
        told.append(iam.list_role_tags(RoleName=role)["Tags"])
    told.append(context.redpanda.client("iam").list_policies(Scope="Local")["Policies"])
    return told


@pytest.fixture(params=[FAULTS[fault_id] for fault_id in REFUSED], ids=REFUSED)
def fault(request, context):
    """The fault, in place; gone afterwards whatever happened."""
    request.param.breaks(context)
    yield request.param
    if request.param.id in context.broken:
        request.param.mends(context)


def test_every_fault_says_how_it_is_seen():
    assert FAULTS.keys() == REFUSED.keys() | HARMLESS_YET


def test_a_fault_stops_the_workload_for_its_own_reason_and_is_undone_by_another_process(context, fault):
    step, reason = REFUSED[fault.id]
    log = context.paths.logs / "cloud.log"
    before = len(log.read_text())
    assert refused_step(context.surroundings) == step
    assert matches_a_line(reason, log.read_text()[before:])

    fault.mends(FaultContext(context.paths, context.state))
    assert refused_step(context.surroundings) is None


def matches_a_line(pattern, text):
    return any(re.search(pattern, line) for line in text.splitlines())


def test_a_mended_lab_is_the_lab_it_was(context):
    before = documents(context)
    for fault in FAULTS.values():
        fault.breaks(context)
        assert documents(context) != before, fault.id
        fault.mends(context)
        assert documents(context) == before, fault.id
    assert context.broken == []


def test_a_fault_in_place_is_not_injected_again_so_that_the_way_back_is_kept(context):
    fault = FAULTS["R5"]
    fault.breaks(context)
    try:
        with pytest.raises(LabError, match=r"R5: .*mend it first"):
            fault.breaks(context)
        assert context.broken == ["R5"]
    finally:
        fault.mends(context)


def test_what_is_not_broken_cannot_be_mended(context):
    for fault in FAULTS.values():
        with pytest.raises(LabError, match=rf"{fault.id}: .*there is nothing to mend"):
            fault.mends(context)
