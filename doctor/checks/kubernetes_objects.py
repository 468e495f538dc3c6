"""Links 1 and 7 of a pipeline on Kubernetes: its service account leads to the role, and the operator is content."""

from collections.abc import Iterator

from doctor.chain import KUBERNETES, caller, runtime_kind
from doctor.checks.assumption import reason
from doctor.checks.fix_commands import APPLY_AGAIN
from doctor.facts.facts import Facts, Unavailable
from doctor.facts.hosts import Association
from doctor.finding import Finding, failed, passed, unknown

LINK = 7
IDENTITY = "service account leads to the role"

BROKEN: dict[str, tuple[str, str]] = {
    "ConfigValid": ("E12", "python -m doctor explain E12; the stack writes the configuration anew"),
    "License": ("E13", "give the operator a licence: helm value enterprise.licenseSecretRef"),
    "ClusterRef": ("E14", "the stack names brokers and no clusterRef: take out what somebody added"),
    "UserRef": ("E14", "the stack names brokers and no userRef: take out what somebody added"),
    "ValueSourcesResolved": ("E15", "the Secret that holds the password is missing or has another key"),
}
"""Cause and what to do by the condition (redpanda-operator, pipeline_types.go)."""


def check_service_account(facts: Facts) -> Iterator[Finding]:
    """E11: an association of EKS Pod Identity, or the annotation with the role."""
    if runtime_kind(facts.chain) != KUBERNETES:
        return
    yield _association(facts) if facts.chain["runtime"]["way"] == "podIdentity" else _annotation(facts)


def check_conditions(facts: Facts) -> Iterator[Finding]:
    """K1, E12, E13, E14, E15: what the operator says of each `Pipeline`."""
    if runtime_kind(facts.chain) != KUBERNETES or not facts.chain["runtime"]["operator"]:
        return
    for pipeline in facts.chain["pipelines"]:
        name, check = pipeline["host"]["object_name"], f"{pipeline['name']}: conditions of the Pipeline"
        if isinstance(facts.kubernetes, Unavailable):
            yield unknown(LINK, check, facts.kubernetes.reason)
            continue
        conditions = facts.kubernetes.conditions.get(name)
        if conditions is None:
            namespace = facts.chain["runtime"]["namespace"]
            saw = f"got no Pipeline {name} in namespace {namespace}, want one"
            yield failed(LINK, check, saw, cause="K1", fix=APPLY_AGAIN)
            continue
        broken = [kind for kind in BROKEN if kind in conditions and conditions[kind].status == "False"]
        for kind in broken:
            cause, advice = BROKEN[kind]
            saw = f"{kind}: got False ({conditions[kind].message}), want True"
            yield failed(LINK, check, saw, cause=cause, fix=f"{advice}; {APPLY_AGAIN}")
        if not broken:
            ready = conditions.get("Ready")
            if ready is not None and ready.status == "True":
                yield passed(LINK, check, "Ready")
            else:
                yield unknown(LINK, check, f"Ready: got {ready.message if ready else 'nothing'}, want True")


CHECKS = (check_service_account, check_conditions)


def _association(facts: Facts) -> Finding:
    told, seen = facts.chain["runtime"], facts.associations
    wanted = Association(told["namespace"], told["service_account"])
    if not isinstance(seen, tuple):
        return unknown(1, IDENTITY, reason(seen))
    if wanted in seen:
        return passed(1, IDENTITY, f"an association of {wanted.service_account} in {wanted.namespace}")
    pod = f"{wanted.service_account} in {wanted.namespace}, cluster {told['cluster_name']}"
    saw = f"got no association of {pod}, want one"
    return failed(1, IDENTITY, saw, cause="E11", fix=APPLY_AGAIN)


def _annotation(facts: Facts) -> Finding:
    told, wanted = facts.chain["runtime"], caller(facts.chain).role_arn
    if isinstance(facts.kubernetes, Unavailable):
        return unknown(1, IDENTITY, facts.kubernetes.reason)
    name = told["service_account"]
    if name not in facts.kubernetes.roles:
        return unknown(1, IDENTITY, f"the file tells no service account {name} in namespace {told['namespace']}")
    got = facts.kubernetes.roles[name]
    if got == wanted:
        return passed(1, IDENTITY, f"annotated with {wanted}")
    saw = f"eks.amazonaws.com/role-arn of {name}: got {got or 'nothing'}, want {wanted}"
    return failed(1, IDENTITY, saw, cause="E11", fix=f"{APPLY_AGAIN}  # then restart the pod: it reads it at its start")
