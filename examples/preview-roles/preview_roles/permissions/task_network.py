"""What the workflows' roles may do about a network that is made for tasks of ECS."""

from domain import tags
from domain.policy_document import Statement, allow, equal
from domain.resource_actions import of_types
from preview_roles.permissions.workflow_scopes import ApplicationScope

_TYPES = (
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
)
# Service Authorization Reference, "Amazon EC2": these resource types know aws:ResourceTag.
_TAGGED = ("internet-gateway/*", "natgateway/*", "route-table/*", "subnet/*", "vpc/*")


def task_network_reads(scope: ApplicationScope) -> list[Statement]:
    """These actions have no resource to name; the Region can be."""
    region = equal("aws:RequestedRegion", scope.region)
    return [allow("ReadTaskNetwork", of_types(_TYPES, "read"), "*", region)]


def task_network_writes(scope: ApplicationScope) -> list[Statement]:
    """What is made has no id yet; what is changed carries the tag of the project."""
    region, creates = equal("aws:RequestedRegion", scope.region), of_types(_TYPES, "create")
    while_made = [action.partition(":")[2] for action in creates]
    changes = sorted([*of_types(_TYPES, "change"), "ec2:CreateTags", "ec2:DeleteTags"])
    ours = equal(f"aws:ResourceTag/{tags.PROJECT}", scope.project)
    return [
        allow("MakeTaskNetwork", creates, "*", region),
        allow("TagNewTaskNetwork", ["ec2:CreateTags"], "*", equal("ec2:CreateAction", while_made)),
        allow("ChangeTaskNetwork", changes, scope.here("ec2", *_TAGGED), ours),
    ]
