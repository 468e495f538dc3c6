"""Resource shares, kept by the lab: within one organization, of subnets, with whole accounts."""

import uuid
from dataclasses import replace
from typing import Any

from domain import arns
from lab.backends.arguments import required
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.kept import kept
from lab.cloud.kept_resources import Share, ShareAccount, SharedSubnet

LONGEST_NAME = 255  # AWS RAM API reference, CreateResourceShare, name
RESOURCE_SOURCE = "terraform-provider-aws internal/service/ram/resource_association.go, ForceNew"
PRINCIPAL_SOURCE = "terraform-provider-aws internal/service/ram/principal_association.go, ForceNew"


def check_resource_share(_provider: AwsProvider, inputs: Properties) -> None:
    """All accounts of the lab are of one organization."""
    if required(inputs, "allowExternalPrincipals"):
        raise LabError("allowExternalPrincipals: got true, want false; the lab has no account outside its organization")


def create_resource_share(provider: AwsProvider, inputs: Properties) -> Created:
    """An empty share; the organization has sharing turned on."""
    arn = provider.arn("ram", f"resource-share/{uuid.uuid4()}")
    share = Share(arn=arn, owner=provider.account_id, name=inputs["name"], tags=inputs["tagsAll"])
    kept(provider).keep(arn, share)
    return Created(arn)


def read_resource_share(provider: AwsProvider, arn: str, state: Properties) -> dict[str, Any] | None:
    """The share as its owner sees it."""
    share = _share(provider, arn)
    if share is None:
        return None
    return {
        "allowExternalPrincipals": False,
        "arn": arn,
        "name": share.name,
        "permissionArns": [],
        "region": provider.region,
        **provider.tag_outputs(state, share.tags),
    }


def update_resource_share(provider: AwsProvider, arn: str, change: Change) -> None:
    """Name and tags."""
    share = _own_share(provider, arn)
    kept(provider).keep(arn, replace(share, name=change.new["name"], tags=change.new["tagsAll"]))


def delete_resource_share(provider: AwsProvider, arn: str, _state: Properties) -> None:
    """With all that is in it."""
    records = kept(provider)
    for entry in records.all(ShareAccount):
        if entry.share == arn:
            records.forget(ShareAccount, _association(arn, entry.account))
    for subnet in records.all(SharedSubnet):
        if subnet.share == arn:
            records.forget(SharedSubnet, _association(arn, provider.arn("ec2", f"subnet/{subnet.subnet_id}")))
    records.forget(Share, arn)


def check_resource_association(_provider: AwsProvider, inputs: Properties) -> None:
    """What the lab can share."""
    if not arns.parse(inputs["resourceArn"]).resource.startswith("subnet/"):
        raise LabError(f"resourceArn: got {inputs['resourceArn']!r}, want a subnet; the lab shares nothing else")


def create_resource_association(provider: AwsProvider, inputs: Properties) -> Created:
    """A subnet of this account, into a share of this account."""
    share, resource = _own_share(provider, inputs["resourceShareArn"]), inputs["resourceArn"]
    subnet_id = arns.parse(resource).resource.removeprefix("subnet/")
    if resource != provider.arn("ec2", f"subnet/{subnet_id}"):
        raise LabError(f"MalformedArnException: {resource} is not of this account and region")
    subnet = provider.client("ec2").describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]
    shared = SharedSubnet(share=share.arn, subnet_id=subnet_id, vpc_id=subnet["VpcId"], owner=provider.account_id)
    association = _association(share.arn, resource)
    kept(provider).keep(association, shared)
    return Created(association)


def read_resource_association(provider: AwsProvider, association: str, _state: Properties) -> dict[str, Any] | None:
    """Whether the subnet is in the share."""
    for subnet in kept(provider).all(SharedSubnet):
        resource = provider.arn("ec2", f"subnet/{subnet.subnet_id}")
        if association == _association(subnet.share, resource):
            return {"region": provider.region, "resourceArn": resource, "resourceShareArn": subnet.share}
    return None


def delete_resource_association(provider: AwsProvider, association: str, _state: Properties) -> None:
    """The other accounts lose sight of the subnet; what they made in it stays."""
    kept(provider).forget(SharedSubnet, association)


def check_principal_association(_provider: AwsProvider, inputs: Properties) -> None:
    """Whom the lab can share with."""
    if arns.ACCOUNT_ID.fullmatch(inputs["principal"]) is None:
        raise LabError(
            f"principal: got {inputs['principal']!r}, want the id of an account; the lab shares with nothing else"
        )


def create_principal_association(provider: AwsProvider, inputs: Properties) -> Created:
    """An account of the organization; within it there is no invitation to accept."""
    share, account = _own_share(provider, inputs["resourceShareArn"]), inputs["principal"]
    association = _association(share.arn, account)
    kept(provider).keep(association, ShareAccount(share=share.arn, account=account))
    return Created(association)


def read_principal_association(provider: AwsProvider, association: str, _state: Properties) -> dict[str, Any] | None:
    """Whether the account is in the share."""
    for entry in kept(provider).all(ShareAccount):
        if association == _association(entry.share, entry.account):
            return {"principal": entry.account, "region": provider.region, "resourceShareArn": entry.share}
    return None


def delete_principal_association(provider: AwsProvider, association: str, _state: Properties) -> None:
    """The account is in the share no more."""
    kept(provider).forget(ShareAccount, association)


def _association(share: str, member: str) -> str:
    return f"{share},{member}"


def _share(provider: AwsProvider, arn: str) -> Share | None:
    shares = kept(provider).all(Share)
    return next((share for share in shares if share.arn == arn and share.owner == provider.account_id), None)


def _own_share(provider: AwsProvider, arn: str) -> Share:
    share = _share(provider, arn)
    if share is None:
        raise LabError(f"UnknownResourceException: ResourceShare {arn} could not be found.")
    return share


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ram/principalAssociation:PrincipalAssociation": Backend(
        replaces=dict.fromkeys(("principal", "resourceShareArn"), PRINCIPAL_SOURCE),
        check=check_principal_association,
        create=create_principal_association,
        read=read_principal_association,
        delete=delete_principal_association,
    ),
    "aws:ram/resourceAssociation:ResourceAssociation": Backend(
        replaces=dict.fromkeys(("resourceArn", "resourceShareArn"), RESOURCE_SOURCE),
        check=check_resource_association,
        create=create_resource_association,
        read=read_resource_association,
        delete=delete_resource_association,
    ),
    "aws:ram/resourceShare:ResourceShare": Backend(
        replaces={},
        updates=("allowExternalPrincipals", "name", *TAGS),
        auto_name=AutoName("name", LONGEST_NAME),
        fills=all_tags,
        check=check_resource_share,
        create=create_resource_share,
        read=read_resource_share,
        update=update_resource_share,
        delete=delete_resource_share,
    ),
}
