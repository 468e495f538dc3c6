"""What the workflows' roles may do about a database that exists: look at it, and let the sources in."""

from domain.policy_document import Statement, allow
from preview_roles.permissions.existing_scopes import ExistingScope
from preview_roles.permissions.workflow_scopes import DatabaseScope

_LOOK = ["rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:ListTagsForResource"]
_PARAMETERS = ["rds:DescribeDBClusterParameters", "rds:DescribeDBParameters"]
_RULES = [
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:ModifySecurityGroupRules",
    "ec2:RevokeSecurityGroupIngress",
]


def existing_reads(scope: DatabaseScope, existing: ExistingScope) -> list[Statement]:
    """The program judges it in every preview; its groups of parameters have names of their own."""
    return [
        allow("ReadExistingDatabase", _LOOK, scope.here("rds", *existing.databases)),
        allow("ReadParameters", _PARAMETERS, scope.here("rds", "cluster-pg:*", "pg:*")),
    ]


def existing_writes(scope: DatabaseScope, existing: ExistingScope) -> list[Statement]:
    """Rules on the one group that was named for it."""
    if existing.ingress_group_id is None:
        return []
    group = f"security-group/{existing.ingress_group_id}"
    rules = [action for action in _RULES if not action.endswith("Tags")]
    return [
        allow("ChangeNamedGroup", rules, scope.here("ec2", group)),
        allow("ChangeRules", _RULES, scope.here("ec2", "security-group-rule/*")),
    ]
