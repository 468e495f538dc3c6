"""Application account: the role of one Kubernetes service account."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import yaml
from pulumi_aws import eks, iam

from domain import arns, iam_documents, kubernetes, kubernetes_trust


@dataclass(frozen=True, kw_only=True)
class Irsa:
    """The pod brings a token of its cluster's issuer; the account has registered that issuer as an OIDC provider."""

    oidc_issuer: str
    """URL as `aws eks describe-cluster` shows it, `https://oidc.eks...`."""


@dataclass(frozen=True, kw_only=True)
class PodIdentity:
    """EKS itself begins the pod's sessions; the cluster runs the EKS Pod Identity Agent."""

    cluster_name: str
    """Name of the cluster, in this account and region."""


@dataclass(frozen=True, kw_only=True)
class DirectLogin:
    """The role itself logs in: the database is in its own account."""

    dbuser_arns: Sequence[pulumi.Input[str]]
    """`rds-db` ARNs it may log in as (`AuroraIamCluster.dbuser_arn`)."""


@dataclass(frozen=True, kw_only=True)
class ThroughConnectRole:
    """The role assumes a role of the database's account, which logs in."""

    connect_role_arn: pulumi.Input[str]
    external_id: str
    """Identifier the connect role's trust asks for."""


@dataclass(frozen=True, kw_only=True)
class ServiceAccountRoleArgs:
    """Whose role it is, how its pods get in, and how it reaches the database."""

    account_id: str
    """The account of the cluster and of this role."""
    region: str
    role_name: str
    """Its name is part of what the other account trusts."""
    namespace: str
    service_account: str
    way: Irsa | PodIdentity
    database: DirectLogin | ThroughConnectRole

    def __post_init__(self) -> None:
        for field, check in (
            ("namespace", kubernetes.check_namespace),
            ("service_account", kubernetes.check_service_account),
        ):
            try:
                check(getattr(self, field))
            except ValueError as error:
                raise ValueError(f"{field}: got {getattr(self, field)!r}, {error}") from None


class ServiceAccountRole(pulumi.ComponentResource):
    """A role that the pods of exactly one service account can be, and whose only permission leads to the database.

    It makes nothing in the Kubernetes cluster: the manifest is for whoever deploys there. The issuer's OIDC provider
    and the Pod Identity Agent are the cluster's own, since its other workloads use them too.
    """

    arn: pulumi.Output[str]
    """The role's ARN, once it may do what it is for."""
    policy_name: pulumi.Output[str]
    """Name of the inline policy, for looking at it on the role."""
    manifest: pulumi.Output[str]
    """The service account in YAML, for `kubectl apply`."""

    def __init__(self, name: str, args: ServiceAccountRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:ServiceAccountRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-role",
            name=args.role_name,
            description=f"The Kubernetes service account {args.namespace}/{args.service_account}",
            assume_role_policy=pulumi.Output.json_dumps(_trust(args)),
            opts=child,
        )
        policy = self._permission(name, args, role)
        self.policy_name = policy.name
        # Whoever knows the ARN may rely on the permission being there.
        self.arn = pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))
        if isinstance(args.way, PodIdentity):
            eks.PodIdentityAssociation(
                f"{name}-association",
                cluster_name=args.way.cluster_name,
                namespace=args.namespace,
                service_account=args.service_account,
                role_arn=self.arn,
                opts=child,
            )
        annotated = self.arn if isinstance(args.way, Irsa) else pulumi.Output.from_input(None)
        self.manifest = annotated.apply(lambda role_arn: _manifest(args, role_arn))
        self.register_outputs({"arn": self.arn, "manifest": self.manifest})

    def _permission(self, name: str, args: ServiceAccountRoleArgs, role: iam.Role) -> iam.RolePolicy:
        database = args.database
        if isinstance(database, DirectLogin):
            job = "database-login"
            document = pulumi.Output.all(*database.dbuser_arns).apply(iam_documents.database_login)
        else:
            job, external_id, tagged = "assume", database.external_id, isinstance(args.way, PodIdentity)
            document = pulumi.Output.from_input(database.connect_role_arn).apply(
                lambda arn: iam_documents.assume_with_external_id([arn], external_id, session_tags=tagged)
            )
        return iam.RolePolicy(
            f"{name}-{job}",
            role=role.name,
            policy=pulumi.Output.json_dumps(document),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _trust(args: ServiceAccountRoleArgs) -> dict[str, object]:
    if isinstance(args.way, PodIdentity):
        cluster = arns.eks_cluster_arn(args.region, args.account_id, args.way.cluster_name)
        return kubernetes_trust.pod_identity(cluster, args.namespace, args.service_account)
    partition = arns.partition_of(args.region)
    provider = arns.oidc_provider_arn(partition, args.account_id, args.way.oidc_issuer)
    return kubernetes_trust.irsa(provider, args.namespace, args.service_account)


def _manifest(args: ServiceAccountRoleArgs, role_arn: str | None) -> str:
    manifest = kubernetes.service_account_manifest(args.namespace, args.service_account, role_arn)
    return str(yaml.safe_dump(manifest, sort_keys=False))
