"""Rules of RDS Proxy: what it goes by, where it lives, and what its endpoints need.

Aurora User Guide, "Amazon RDS Proxy", its chapters "Quotas and limitations" and "Working with RDS Proxy endpoints".
"""

from collections.abc import Collection, Sequence
from typing import Literal, get_args

from domain import arns

TargetRole = Literal["READ_WRITE", "READ_ONLY"]
AuthMode = Literal["iam", "secret"]
"""How the proxy logs in to the database: by token as the client's own user, or with a password from a secret."""

TARGET_ROLES: tuple[TargetRole, ...] = get_args(TargetRole)

PORT = 5432
"""Where every proxy for PostgreSQL listens, whatever the database's own port."""

EXCLUDED_ZONE_IDS = ("use1-az3", "usw1-az2")
"""A proxy with a subnet there is created without it, and differs from what was asked for ever after."""

HOST_MARK = ".proxy-"
"""In the host name of every endpoint (Aurora User Guide, "Connecting to a database through RDS Proxy")."""

RESOURCE_ID_PREFIX = "prx-"
CLUSTER_ID_PREFIX = "cluster-"


def resource_id(proxy_arn: str) -> str:
    """What clients' `rds-db` ARNs name: `arn:aws:rds:us-east-2:222222222222:db-proxy:prx-0abc` to `prx-0abc`."""
    found = arns.parse(proxy_arn).resource.rpartition(":")[2]
    if not found.startswith(RESOURCE_ID_PREFIX):
        raise ValueError(f"proxy ARN: got {proxy_arn!r}, want one that ends in {RESOURCE_ID_PREFIX}...")
    return found


def check_zones(zone_ids: Collection[str]) -> None:
    """Raises ValueError for the zones RDS Proxy is not in; ids, because a zone's name differs between accounts."""
    excluded = sorted(set(zone_ids).intersection(EXCLUDED_ZONE_IDS))
    if excluded:
        raise ValueError(
            f"want none of the zones {', '.join(EXCLUDED_ZONE_IDS)} (RDS Proxy is not in them); take another zone than "
            f"the one with the id {excluded[0]}"
        )


def check_readers(target_roles: Sequence[str], readers: int) -> None:
    """Raises ValueError for a read-only endpoint in front of nothing: it would refuse every connection."""
    if "READ_ONLY" in target_roles and readers < 1:
        raise ValueError("want READ_WRITE alone (a READ_ONLY endpoint needs a reader, and the cluster has none)")


def check_cluster_users(dbuser_arns: Sequence[str]) -> None:
    """Raises ValueError unless each `rds-db` ARN names a cluster: that is whom the proxy itself logs in to."""
    wrong = [arn for arn in dbuser_arns if not arns.parse(arn).resource.startswith(f"dbuser:{CLUSTER_ID_PREFIX}")]
    if wrong:
        raise ValueError(
            f"dbuser_arns: got {wrong[0]!r}, want {CLUSTER_ID_PREFIX}... in it (the proxy logs in to the cluster; "
            f"{RESOURCE_ID_PREFIX}... is for its clients)"
        )


def endpoint_suffix(target_role: TargetRole) -> str:
    """How an endpoint's name ends: `READ_ONLY` to `read-only`."""
    return target_role.lower().replace("_", "-")
