"""ARNs of the chain, built in one place so that no caller can build one wrong."""

import re
from dataclasses import dataclass

ACCOUNT_ID = re.compile(r"[0-9]{12}")

_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):(?P<account>[0-9]{12})?:(?P<resource>.+)"
)


@dataclass(frozen=True)
class Arn:
    """The five parts that follow `arn:` (IAM User Guide, "IAM ARNs"); region and account may be empty."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def parse(arn: str) -> Arn:
    """`arn:aws:rds:us-east-2:222222222222:cluster:cdc` to its parts; raises ValueError when it is no ARN."""
    match = _ARN.fullmatch(arn)
    if match is None:
        raise ValueError(f"arn: got {arn!r}, want arn:<partition>:<service>:<region>:<account>:<resource>")
    return Arn(**{part: value or "" for part, value in match.groupdict().items()})


def partition_of(region: str) -> str:
    """The partition a region belongs to: `us-gov-west-1` is in `aws-us-gov`, `cn-north-1` in `aws-cn`."""
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    return "aws-cn" if region.startswith("cn-") else "aws"


def role_arn(partition: str, account: str, role_name: str) -> str:
    """`("aws", "111111111111", "reader")` to `arn:aws:iam::111111111111:role/reader`."""
    return f"arn:{partition}:iam::{account}:role/{role_name}"


def role_arn_in(region: str, account: str, role_name: str) -> str:
    """The same by a Region of the partition: `us-gov-west-1` for `aws-us-gov`."""
    return role_arn(partition_of(region), account, role_name)


def user_arn(partition: str, account: str, user_name: str) -> str:
    """`("aws", "111111111111", "reader")` to `arn:aws:iam::111111111111:user/reader`."""
    return f"arn:{partition}:iam::{account}:user/{user_name}"


def oidc_provider_arn(partition: str, account: str, issuer_url: str) -> str:
    """The account's OIDC provider of an issuer: `https://oidc.example/1` to `arn:...:oidc-provider/oidc.example/1`.

    IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM".
    """
    return f"arn:{partition}:iam::{account}:oidc-provider/{issuer_url.removeprefix('https://')}"


def eks_cluster_arn(region: str, account: str, cluster_name: str) -> str:
    """`("us-east-2", "111111111111", "shop")` to `arn:aws:eks:us-east-2:111111111111:cluster/shop`."""
    return f"arn:{partition_of(region)}:eks:{region}:{account}:cluster/{cluster_name}"


def account_root_arn(role: str) -> str:
    """The root of the account a role lives in: the principal of a trust that survives a re-created role."""
    parts = parse(role)
    return f"arn:{parts.partition}:iam::{parts.account}:root"


def dbuser_arn_at(partition: str, region: str, account: str, resource_id: str, user: str) -> str:
    """The `rds-db` ARN of one user of a database that is known by its resource id: `cluster-...`, `db-...`, `prx-...`.

    `("aws", "us-east-2", "222222222222", "db-ABC", "reader")` to
    `arn:aws:rds-db:us-east-2:222222222222:dbuser:db-ABC/reader`.
    """
    return f"arn:{partition}:rds-db:{region}:{account}:dbuser:{resource_id}/{user}"


def subnet_arn(vpc_arn: str, subnet_id: str) -> str:
    """A subnet of a VPC, by the VPC's ARN: `("arn:aws:ec2:us-east-2:111111111111:vpc/vpc-1", "subnet-1")` to
    `arn:aws:ec2:us-east-2:111111111111:subnet/subnet-1`."""
    vpc = parse(vpc_arn)
    return f"arn:{vpc.partition}:ec2:{vpc.region}:{vpc.account}:subnet/{subnet_id}"


def dbuser_arn(cluster_arn: str, resource_id: str, user: str) -> str:
    """The `rds-db` ARN of one database user of one cluster.

    Partition, region and account are the cluster's own; the resource id is `cluster-ABC...`, never the cluster's name
    (Aurora User Guide, "Creating and using an IAM policy for IAM database access").

    `("arn:aws:rds:us-east-2:222222222222:cluster:cdc", "cluster-ABC", "cdc_orders")` to
    `arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders`.
    """
    cluster = parse(cluster_arn)
    return dbuser_arn_at(cluster.partition, cluster.region, cluster.account, resource_id, user)
