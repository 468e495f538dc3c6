"""Pod Identity associations of EKS, which moto has not: a pod of the lab gets its sessions by them."""

import secrets
from dataclasses import replace
from typing import Any

from lab.backends.aws_provider import TAGS, AwsProvider, all_tags
from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.kept import kept
from lab.cloud.kept_resources import PodIdentity

SOURCE = "terraform-provider-aws internal/service/eks/pod_identity_association.go, RequiresReplace"


def create_association(provider: AwsProvider, inputs: Properties) -> Created:
    """The role of a service account: one at most, and one that is there."""
    provider.client("iam").get_role(RoleName=inputs["roleArn"].rpartition("/")[2])
    made = PodIdentity(
        id=f"a-{secrets.token_hex(8)}",
        account=provider.account_id,
        cluster_name=inputs["clusterName"],
        namespace=inputs["namespace"],
        service_account=inputs["serviceAccount"],
        role_arn=inputs["roleArn"],
    )
    if any(_whose(one) == _whose(made) for one in kept(provider).all(PodIdentity)):
        raise LabError("ResourceInUseException: Association already exists")
    kept(provider).keep(made.id, made)
    return Created(made.id)


def read_association(provider: AwsProvider, association_id: str, _state: Properties) -> dict[str, Any] | None:
    """The association as it is now."""
    found = _find(provider, association_id)
    if found is None:
        return None
    return {
        "associationId": found.id,
        "clusterName": found.cluster_name,
        "namespace": found.namespace,
        "serviceAccount": found.service_account,
        "roleArn": found.role_arn,
    }


def update_association(provider: AwsProvider, association_id: str, change: Change) -> None:
    """Another role, for sessions that begin from now on."""
    found = _find(provider, association_id)
    if found is None:
        raise LabError("ResourceNotFoundException: Association not found")
    kept(provider).keep(association_id, replace(found, role_arn=change.new["roleArn"]))


def delete_association(provider: AwsProvider, association_id: str, _state: Properties) -> None:
    """Its pods get no session any more."""
    kept(provider).forget(PodIdentity, association_id)


def _find(provider: AwsProvider, association_id: str) -> PodIdentity | None:
    return next((one for one in kept(provider).all(PodIdentity) if one.id == association_id), None)


def _whose(one: PodIdentity) -> tuple[str, str, str, str]:
    return one.account, one.cluster_name, one.namespace, one.service_account


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": Backend(
        replaces=dict.fromkeys(("clusterName", "namespace", "serviceAccount"), SOURCE),
        updates=("roleArn", *TAGS),
        fills=all_tags,
        create=create_association,
        read=read_association,
        update=update_association,
        delete=delete_association,
    ),
}
