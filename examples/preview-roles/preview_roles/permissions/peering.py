"""What the workflows' roles may do about a private way: the pipelines' account asks, the database's accepts.

Service Authorization Reference, "Amazon EC2": which resources each action is judged on, and that a connection knows
aws:ResourceTag and ec2:RequesterVpc. Of a request, the VPC is the one that asks (Amazon VPC Peering Guide, "Identity
and access management for VPC peering").
"""

from collections.abc import Sequence

from domain import tags
from domain.policy_document import Statement, allow, equal
from domain.resource_actions import of_types
from preview_roles.permissions.workflow_scopes import ApplicationScope, DatabaseScope

_REQUEST = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
_ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
_OPTIONS, _ROUTE = "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions", "aws:ec2/route:Route"
_TAGS = ("ec2:CreateTags", "ec2:DeleteTags")


def request_reads(scope: ApplicationScope) -> list[Statement]:
    """In the pipelines' account; what is read has no resource to name, the Region can be."""
    if scope.peering is None:
        return []
    reads = of_types([_REQUEST, _OPTIONS, _ROUTE], "read")
    return [allow("ReadPeering", reads, "*", equal("aws:RequestedRegion", scope.region))]


def request_writes(scope: ApplicationScope) -> list[Statement]:
    """To ask from the named VPC, and to change and delete a connection that has the project's tag."""
    if scope.peering is None:
        return []
    asks = of_types([_REQUEST], "create")
    connections = scope.here("ec2", "vpc-peering-connection/*")
    while_made = equal("ec2:CreateAction", [action.partition(":")[2] for action in asks])
    changes = sorted([*of_types([_REQUEST, _OPTIONS], "change"), *_TAGS])
    ours = equal(f"aws:ResourceTag/{tags.PROJECT}", scope.project)
    return [
        allow("AskToPeer", asks, [*scope.here("ec2", f"vpc/{scope.peering.vpc_id}"), *connections]),
        allow("TagNewPeering", ["ec2:CreateTags"], connections, while_made),
        allow("ChangePeering", changes, connections, ours),
        *_routes(scope, scope.peering.route_table_ids),
    ]


def accept_writes(scope: DatabaseScope) -> list[Statement]:
    """In the database's account, where a request has no tag yet: who asks decides.

    Of a network that is made here, `ChangeNetwork` of made_database has the VPC and the routes.
    """
    if scope.peering is None:
        return []
    changes = of_types([_ACCEPTER, _OPTIONS], "change")
    from_pipelines = {"ArnEquals": {"ec2:RequesterVpc": scope.peering.requester_vpc_arn}}
    connections = scope.here("ec2", "vpc-peering-connection/*")
    statements = [allow("ChangePeering", sorted([*changes, *_TAGS]), connections, from_pipelines)]
    if scope.peering.vpc_id:
        vpc = scope.here("ec2", f"vpc/{scope.peering.vpc_id}")
        statements.append(allow("AcceptPeering", ["ec2:AcceptVpcPeeringConnection"], vpc))
    return statements + _routes(scope, scope.peering.route_table_ids)


def _routes(scope: ApplicationScope | DatabaseScope, table_ids: Sequence[str]) -> list[Statement]:
    tables = scope.here("ec2", *(f"route-table/{table}" for table in table_ids))
    return [allow("RouteOverPeering", of_types([_ROUTE], "change"), tables)] if tables else []
