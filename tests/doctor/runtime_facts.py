"""A healthy chain on each runtime, as facts of links 1 and 2 and of the host."""

from dataclasses import replace

from doctor.checks import (
    access_key_in_use,
    cloud_identity,
    ecs_service,
    host_identity,
    kubernetes_objects,
    link_1,
    link_2,
    link_3,
)
from doctor.facts.facts import PipelineFacts
from doctor.facts.hosts import AccessKey, Association, Condition, KubernetesFacts, ServiceFacts
from domain import ecs_documents, iam_documents, kubernetes_trust
from domain.access_keys import key_note
from tests.doctor.chain_facts import ASSUME_POLICY, CONNECT_ROLE, HEALTHY, REDPANDA

USER = f"arn:aws:iam::{REDPANDA}:user/redpanda-connect"
TASK_ROLE = f"arn:aws:iam::{REDPANDA}:role/redpanda-connect-task"
POD_ROLE = f"arn:aws:iam::{REDPANDA}:role/redpanda-connect-pods"
NAT = ["198.51.100.17/32", "198.51.100.18/32"]
ISSUER = "https://oidc.eks.us-east-2.amazonaws.com/id/POD"
KEY = AccessKey(id="AKIAOURS", active=True, age_days=10, last_used_days=0)
SERVICE = ServiceFacts(desired=1, running=1, pending=0, stopped=())
READY = {kind: Condition(status="True", message="ok") for kind in ("Ready", "ConfigValid", "License")}

RUNTIMES = {
    "cloud-key": {"key_id": "AKIAOURS", "key_generation": 2, "key_version": 7},
    "ecs": {"cluster_name": "cdc", "security_group_id": "sg-2", "image": "connect:4.101.0"},
    "irsa": {"way": "irsa", "oidc_issuer": ISSUER, "cluster_name": None},
    "podIdentity": {"way": "podIdentity", "oidc_issuer": None, "cluster_name": "apps"},
}
HOSTS = {
    "ecs": {"service_name": "orders-service", "log_group_name": "orders-log", "password_secret_arn": "arn:secret"},
    "irsa": {"namespace": "cdc", "object_name": "orders"},
    "podIdentity": {"namespace": "cdc", "object_name": "orders"},
}
IDENTITIES = {"cloud-key": USER, "ecs": TASK_ROLE, "irsa": POD_ROLE, "podIdentity": POD_ROLE}


def facts(runtime, **changes):
    """Of `cloud-key`, `ecs`, or one of the two ways of Kubernetes."""
    arn, pods = IDENTITIES[runtime], runtime in ("irsa", "podIdentity")
    told = {"kind": "kubernetes" if pods else runtime, "identity_arn": arn, **RUNTIMES[runtime]}
    if pods:
        told |= {"context": "apps", "namespace": "cdc", "service_account": "connect", "operator": True, "image": "i"}
    section = {"pipeline_role_arn": arn, "scope_tag": None, "nat_cidrs": NAT}
    pipeline = {**HEALTHY.chain["pipelines"][0], "id": "pipeline-1", "host": HOSTS.get(runtime)}
    chain = {
        **HEALTHY.chain,
        "redpanda": {**HEALTHY.chain["redpanda"], **section},
        "runtime": told,
        "pipelines": [pipeline],
    }
    tags = runtime == "podIdentity"
    cidrs = NAT if runtime == "cloud-key" else ()
    policy = iam_documents.assume_with_external_id([CONNECT_ROLE], "rpcn", session_tags=tags, source_cidrs=cidrs)
    healthy = replace(
        HEALTHY,
        chain=chain,
        pipeline_role=replace(
            HEALTHY.pipeline_role, arn=arn, trust_policy=_trust(runtime), identity_policies={ASSUME_POLICY: policy}
        ),
        connect_role=replace(
            HEALTHY.connect_role, trust_policy=iam_documents.trust(arn, "account", "rpcn", session_tags=tags), tags={}
        ),
        access_keys=(KEY,),
        associations=(Association("cdc", "connect"),),
        kubernetes=KubernetesFacts(roles={"connect": POD_ROLE}, conditions={"orders": READY}),
        services={"orders": SERVICE},
        pipelines={
            "orders": PipelineFacts(state="STATE_RUNNING", error=None, config_yaml=f"{key_note(7)}\ninput: {{}}\n")
        },
    )
    return replace(healthy, **changes)


def _trust(runtime):
    if runtime == "cloud-key":
        return {}
    if runtime == "ecs":
        return ecs_documents.task_trust("us-east-2", REDPANDA)
    if runtime == "irsa":
        provider = f"arn:aws:iam::{REDPANDA}:oidc-provider/{ISSUER.removeprefix('https://')}"
        return kubernetes_trust.irsa(provider, "cdc", "connect")
    return kubernetes_trust.pod_identity(f"arn:aws:eks:us-east-2:{REDPANDA}:cluster/apps", "cdc", "connect")


def findings(known):
    rooms = (
        *(link_1, host_identity, cloud_identity, access_key_in_use, kubernetes_objects),
        *(link_2, link_3, ecs_service),
    )
    return [finding for room in rooms for check in room.CHECKS for finding in check(known)]


def failures(known):
    return [(finding.link, finding.cause) for finding in findings(known) if finding.cause]
