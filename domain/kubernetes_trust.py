"""Trust policies that let in the pods of one Kubernetes service account, and nobody else."""

from typing import Any

from domain import arns, kubernetes
from domain.policy_document import document, trusting

AUDIENCE = "sts.amazonaws.com"  # Amazon EKS User Guide, "IAM roles for service accounts"
POD_IDENTITY = "pods.eks.amazonaws.com"  # Amazon EKS User Guide, "EKS Pod Identity role"


def irsa_claims(provider_arn: str, namespace: str, service_account: str) -> dict[str, str]:
    """What a token of this service account says, under the names that a trust policy compares."""
    issuer = arns.parse(provider_arn).resource.removeprefix("oidc-provider/")
    return {f"{issuer}:aud": AUDIENCE, f"{issuer}:sub": kubernetes.subject(namespace, service_account)}


def pod_identity_context(cluster_arn: str, namespace: str, service_account: str) -> dict[str, str]:
    """What EKS Pod Identity says of this service account, under the names that a trust policy compares."""
    return {
        "aws:SourceAccount": arns.parse(cluster_arn).account,
        "aws:RequestTag/eks-cluster-arn": cluster_arn,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": service_account,
    }


def irsa(provider_arn: str, namespace: str, service_account: str) -> dict[str, Any]:
    """For a token of the cluster's issuer, made for AWS and for this service account: both compared as a whole.

    Without `aud`, a token made for another party would do; with a pattern in `sub`, another pod's (Amazon EKS User
    Guide, "Assign IAM roles to Kubernetes service accounts").
    """
    claims = {"StringEquals": irsa_claims(provider_arn, namespace, service_account)}
    return document(trusting("ServiceAccount", {"Federated": provider_arn}, "sts:AssumeRoleWithWebIdentity", claims))


def pod_identity(cluster_arn: str, namespace: str, service_account: str) -> dict[str, Any]:
    """For EKS Pod Identity, which tags each session with where its pod is: without the tags, any association would do.

    The tags are those of the Amazon EKS User Guide, "Grant Pods access to AWS resources based on tags"; they hold while
    an association does not disable them. There is no `aws:SourceArn`: its form is nowhere documented, and a guess
    locks pods out (awslabs/mountpoint-s3-csi-driver #781, where `aws:SourceAccount` held). The cluster's tag says more.
    """
    tags = {"StringEquals": pod_identity_context(cluster_arn, namespace, service_account)}
    actions = ["sts:AssumeRole", "sts:TagSession"]
    return document(trusting("ServiceAccount", {"Service": POD_IDENTITY}, actions, tags))
