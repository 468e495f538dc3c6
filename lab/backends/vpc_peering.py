"""Peerings of two VPCs, requested in one account's emulated EC2 and accepted in the other's; nothing flows."""

import ipaddress
from typing import Any

from botocore.exceptions import ClientError

from lab.backends.arguments import only, required
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list, tag_list
from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.ec2_shapes import change_tags, tag_specification

REQUEST_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_peering_connection.go, ForceNew"
ACCEPTER_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_peering_connection_accepter.go, ForceNew"
OPTIONS_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_peering_connection_options.go, ForceNew"
ENDED = {"deleted", "expired", "failed", "rejected"}
"""For good, and shown for a while: Amazon VPC Peering Guide, "VPC peering connection lifecycle"."""
SIDES = {"requester": "RequesterVpcInfo", "accepter": "AccepterVpcInfo"}
DNS, EC2_DNS = "allowRemoteVpcDnsResolution", "AllowDnsResolutionFromRemoteVpc"


def find_connection(provider: AwsProvider, connection_id: str) -> dict[str, Any] | None:
    """A connection that this account has a side of; None as well for one that has ended."""
    ids = {"VpcPeeringConnectionIds": [connection_id]}
    for found in provider.client("ec2").describe_vpc_peering_connections(**ids)["VpcPeeringConnections"]:
        return None if found["Status"]["Code"] in ENDED else dict(found)
    return None


def check_route_through(provider: AwsProvider, connection_id: str, vpc_id: str) -> None:
    """Raise `LabError` unless a table of this VPC may have a route through the connection.

    It need not be accepted yet: the route is a black hole until then (Amazon VPC Peering Guide, "Update your route
    tables for a VPC peering connection").
    """
    connection = _connection(provider, connection_id)
    if vpc_id not in {connection[info]["VpcId"] for info in SIDES.values()}:
        raise LabError(f"InvalidParameterValue: {connection_id} and VPC {vpc_id} belong to different networks")


def route_state(provider: AwsProvider, connection_id: str) -> str:
    """Of a route through the connection; moto says `active` of any."""
    connection = find_connection(provider, connection_id)
    return "active" if connection and connection["Status"]["Code"] == "active" else "blackhole"


def create_request(provider: AwsProvider, inputs: Properties) -> Created:
    """A request that waits for the other account; raises `LabError` for one that EC2 turns into a `failed` one."""
    ec2 = provider.client("ec2")
    own = ec2.describe_vpcs(VpcIds=[inputs["vpcId"]])["Vpcs"][0]
    if not _may_peer(provider, own, inputs):
        # EC2 looks at the other account after its answer; the provider waits and tells of what it finds.
        raise LabError(
            "waiting for EC2 VPC Peering Connection create: unexpected state 'failed', wanted target 'active, "
            "pending-acceptance'. last error: Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range"
        )
    made = ec2.create_vpc_peering_connection(
        VpcId=inputs["vpcId"],
        PeerVpcId=inputs["peerVpcId"],
        PeerOwnerId=inputs["peerOwnerId"],
        PeerRegion=inputs["peerRegion"],
        **tag_specification(inputs, "vpc-peering-connection"),
    )
    return Created(made["VpcPeeringConnection"]["VpcPeeringConnectionId"])


def check_request(provider: AwsProvider, inputs: Properties) -> None:
    """What the lab needs to find the other VPC."""
    for argument in ("peerOwnerId", "peerRegion"):
        required(inputs, argument)
    if inputs["peerRegion"] != provider.region:
        raise LabError(f"peerRegion: got {inputs['peerRegion']!r}, want {provider.region!r}; the lab has one region")


def read_connection(provider: AwsProvider, connection_id: str, state: Properties) -> dict[str, Any] | None:
    """The connection as one of its accounts sees it, with that account's tags."""
    connection = find_connection(provider, connection_id)
    if connection is None:
        return None
    own, other = connection["RequesterVpcInfo"], connection["AccepterVpcInfo"]
    if own["OwnerId"] != provider.account_id:
        own, other = other, own
    # moto shows both accounts the requester's tags.
    tags = provider.client("ec2").describe_tags(Filters=[{"Name": "resource-id", "Values": [connection_id]}])["Tags"]
    return {
        "acceptStatus": connection["Status"]["Code"],
        "peerOwnerId": other["OwnerId"],
        "peerRegion": connection["AccepterVpcInfo"]["Region"],
        "peerVpcId": other["VpcId"],
        "region": provider.region,
        "vpcId": own["VpcId"],
        **provider.tag_outputs(state, from_tag_list(tags)),
    }


def update_request(provider: AwsProvider, connection_id: str, change: Change) -> None:
    """Tags."""
    change_tags(provider.client("ec2"), connection_id, change)


def delete_request(provider: AwsProvider, connection_id: str, _state: Properties) -> None:
    """Either side may end it; one that has ended is left alone, as EC2 refuses to delete it."""
    if find_connection(provider, connection_id) is not None:
        provider.client("ec2").delete_vpc_peering_connection(VpcPeeringConnectionId=connection_id)


def create_acceptance(provider: AwsProvider, inputs: Properties) -> Created:
    """Accept, and tag: each account has tags of its own."""
    connection_id = inputs["vpcPeeringConnectionId"]
    _connection(provider, connection_id)
    _accept(provider, connection_id, inputs)
    if inputs["tagsAll"]:
        provider.client("ec2").create_tags(Resources=[connection_id], Tags=tag_list(inputs["tagsAll"]))
    return Created(connection_id)


def update_acceptance(provider: AwsProvider, connection_id: str, change: Change) -> None:
    """Accept what was left waiting; tags."""
    _accept(provider, connection_id, change.new)
    change_tags(provider.client("ec2"), connection_id, change)


def left_alone(_provider: AwsProvider, _id: str, _state: Properties) -> None:
    """The provider takes it out of the state, and nothing else: the connection is the requester's to delete."""


def check_options(_provider: AwsProvider, inputs: Properties) -> None:
    """What the lab knows of them."""
    for side in SIDES:
        only(inputs.get(side, {}), DNS)


def create_options(provider: AwsProvider, inputs: Properties) -> Created:
    """Options of a connection that is there; a resource of the provider's own, with the connection's id."""
    _modify(provider, inputs["vpcPeeringConnectionId"], inputs)
    return Created(inputs["vpcPeeringConnectionId"])


def read_options(provider: AwsProvider, connection_id: str, state: Properties) -> dict[str, Any] | None:
    """The options of the sides that it sets."""
    connection = find_connection(provider, connection_id)
    return connection and {
        "region": provider.region,
        "vpcPeeringConnectionId": connection_id,
        **{side: {DNS: connection[info]["PeeringOptions"][EC2_DNS]} for side, info in SIDES.items() if state.get(side)},
    }


def update_options(provider: AwsProvider, connection_id: str, change: Change) -> None:
    """Set them anew; those of a side that is not named any more stay as they are."""
    _modify(provider, connection_id, change.new)


def _connection(provider: AwsProvider, connection_id: str) -> dict[str, Any]:
    connection = find_connection(provider, connection_id)
    if connection is None:
        # EC2 API reference, "Error codes"
        raise LabError(
            f"InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID '{connection_id}' does not exist"
        )
    return connection


def _may_peer(provider: AwsProvider, own: dict[str, Any], inputs: Properties) -> bool:
    try:
        peers = provider.client("ec2", account_id=inputs["peerOwnerId"]).describe_vpcs(VpcIds=[inputs["peerVpcId"]])
    except ClientError:
        return False
    networks = (ipaddress.ip_network(vpc["CidrBlock"]) for vpc in (own, peers["Vpcs"][0]))
    return not next(networks).overlaps(next(networks))


def _accept(provider: AwsProvider, connection_id: str, inputs: Properties) -> None:
    connection = _connection(provider, connection_id)
    if inputs.get("autoAccept") and connection["Status"]["Code"] == "pending-acceptance":
        provider.client("ec2").accept_vpc_peering_connection(VpcPeeringConnectionId=connection_id)


def _modify(provider: AwsProvider, connection_id: str, inputs: Properties) -> None:
    connection, wanted = _connection(provider, connection_id), {}
    if connection["Status"]["Code"] != "active":
        # The message: vpc_peering_connection.go, acceptVPCPeeringConnection
        raise LabError(
            f"OperationNotPermitted: Peering {connection_id} is not active. Peering options can be added only to "
            "active peerings."
        )
    for side, info in SIDES.items():
        if options := inputs.get(side):
            # EC2 API reference, ModifyVpcPeeringConnectionOptions: of two accounts, each sets its own side's
            if connection[info]["OwnerId"] != provider.account_id:
                raise LabError(
                    f"OperationNotPermitted: User {provider.account_id} cannot modify the {side}'s options of peering "
                    f"{connection_id}"
                )
            wanted[f"{side.capitalize()}PeeringConnectionOptions"] = {EC2_DNS: options.get(DNS, False)}
    if wanted:
        provider.client("ec2").modify_vpc_peering_connection_options(VpcPeeringConnectionId=connection_id, **wanted)


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions": Backend(
        replaces={"vpcPeeringConnectionId": OPTIONS_SOURCE},
        updates=tuple(SIDES),
        check=check_options,
        create=create_options,
        read=read_options,
        update=update_options,
        delete=left_alone,
    ),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": Backend(
        replaces=dict.fromkeys(("peerOwnerId", "peerRegion", "peerVpcId", "vpcId"), REQUEST_SOURCE),
        updates=TAGS,
        fills=all_tags,
        check=check_request,
        create=create_request,
        read=read_connection,
        update=update_request,
        delete=delete_request,
    ),
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": Backend(
        replaces={"vpcPeeringConnectionId": ACCEPTER_SOURCE},
        updates=("autoAccept", *TAGS),
        fills=all_tags,
        create=create_acceptance,
        read=read_connection,
        update=update_acceptance,
        delete=left_alone,
    ),
}
