"""What a workflow that deploys may do with a database that the program makes, and with its network."""

from domain import tags
from domain.policy_document import Statement, allow, equal
from domain.resource_actions import of
from preview_roles.permissions.workflow_scopes import DatabaseScope

# Service Authorization Reference, "Amazon EC2": these resource types know aws:ResourceTag.
_TAGGED_NETWORK = ("internet-gateway/*", "route-table/*", "security-group/*", "subnet/*", "vpc/*")
_NEW_RULE = "ec2:AuthorizeSecurityGroupIngress"
_ASKS = "ec2:CreateVpcPeeringConnection"


def made_database_writes(scope: DatabaseScope) -> list[Statement]:
    """With its network."""
    # A cluster and its instances are made with the default option and parameter groups, which have to be allowed too.
    defaults = scope.here("rds", "og:default*", "pg:default*")
    linked = scope.anywhere("iam", "role/aws-service-role/rds.amazonaws.com/*")
    for_rds = equal("iam:AWSServiceName", "rds.amazonaws.com")
    return [
        *_network_writes(scope),
        allow("MakeDatabase", of("rds", "create", "change"), [*scope.databases, *defaults]),
        allow("EncryptWithKmsKeys", ["kms:DescribeKey"], scope.here("kms", "key/*")),
        allow("MakeFirstDatabase", ["iam:CreateServiceLinkedRole"], linked, for_rds),
    ]


def _network_writes(scope: DatabaseScope) -> list[Statement]:
    # This account accepts a peering and never asks for one.
    creates = [action for action in of("ec2", "create") if action != _ASKS]
    changes = of("ec2", "change")
    # Tags only together with what they are put on: else anything could get the tag that ChangeNetwork asks for.
    while_made = [action.partition(":")[2] for action in [*creates, _NEW_RULE]]
    return [
        allow("MakeNetwork", creates, "*", equal("aws:RequestedRegion", scope.region)),
        allow("TagNewNetwork", ["ec2:CreateTags"], "*", equal("ec2:CreateAction", while_made)),
        allow(
            "ChangeNetwork",
            sorted([*changes, "ec2:CreateTags", "ec2:DeleteTags"]),
            scope.here("ec2", *_TAGGED_NETWORK),
            equal(f"aws:ResourceTag/{tags.PROJECT}", scope.project),
        ),
        # A rule is reached through its group, whose tag the statement above asks for.
        allow(
            "ChangeRules",
            sorted([*(action for action in changes if "SecurityGroup" in action), "ec2:CreateTags", "ec2:DeleteTags"]),
            scope.here("ec2", "security-group-rule/*"),
        ),
    ]
