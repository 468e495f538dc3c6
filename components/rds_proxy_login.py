"""Database account: how RDS Proxy itself logs in to the cluster, and the role it does it with."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam, rds

from domain import function_documents, iam_documents, rds_proxy


@dataclass(frozen=True, kw_only=True)
class LoginByToken:
    """End-to-end IAM: the proxy logs in as the client's own user, which has to be in `rds_iam`."""

    dbuser_arns: Sequence[pulumi.Input[str]]
    """The users at the cluster (`AuroraIamCluster.dbuser_arn`)."""


@dataclass(frozen=True, kw_only=True)
class LoginBySecret:
    """The proxy logs in with a password, so no user may be in `rds_iam`; clients still come by token."""

    secret_arns: Sequence[pulumi.Input[str]]
    """One secret per user: `{"username": ..., "password": ...}`."""

    def auths(self) -> list[rds.ProxyAuthArgs]:
        """The secrets, as the proxy takes them."""
        return [
            rds.ProxyAuthArgs(auth_scheme="SECRETS", iam_auth="REQUIRED", secret_arn=arn) for arn in self.secret_arns
        ]


def proxy_role(name: str, login: LoginByToken | LoginBySecret, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    """ARN of the role the proxy logs in with, once it may log in as these users or read these secrets."""
    role = iam.Role(
        f"{name}-role",
        description="RDS Proxy logs in to the database with this role",
        assume_role_policy=pulumi.Output.json_dumps(iam_documents.service_trust("rds.amazonaws.com")),
        opts=opts,
    )
    if isinstance(login, LoginByToken):
        document = pulumi.Output.all(*login.dbuser_arns).apply(_cluster_login)
    else:
        document = pulumi.Output.all(*login.secret_arns).apply(function_documents.read_secrets)
    policy = iam.RolePolicy(f"{name}-login", role=role.name, policy=pulumi.Output.json_dumps(document), opts=opts)
    return pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))


def _cluster_login(dbuser_arns: Sequence[str]) -> dict[str, object]:
    rds_proxy.check_cluster_users(dbuser_arns)
    return iam_documents.database_login(dbuser_arns)
