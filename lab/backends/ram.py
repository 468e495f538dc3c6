"""Resource shares, kept by the lab: within one organization, of subnets, with whole accounts."""

import uuid

from domain import arns
from lab.backends.arguments import only, required
from lab.backends.aws_provider import AwsProvider, physical_name
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.backends.kept import kept
from lab.cloud.kept_resources import Share, ShareAccount, SharedSubnet

LONGEST_NAME = 255  # AWS RAM API reference, CreateResourceShare, name


def create_resource_share(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """An empty share; all accounts of the lab are of one organization, which has sharing turned on."""
    only(inputs, "allowExternalPrincipals", "name", "tags")
    if required(inputs, "allowExternalPrincipals"):
        raise LabError("allowExternalPrincipals: got true, want false; the lab has no account outside its organization")
    arn = provider.arn("ram", f"resource-share/{uuid.uuid4()}")
    kept(provider).keep(arn, Share(arn=arn, owner=provider.account_id))
    outputs = {
        "arn": arn,
        "name": physical_name(inputs, "name", name, longest=LONGEST_NAME),
        "permissionArns": [],
        "region": provider.region,
        "tagsAll": provider.tags(inputs),
    }
    return Created(id=arn, outputs=outputs)


def delete_resource_share(provider: AwsProvider, share: str, _state: Properties) -> None:
    """With all that is in it."""
    kept(provider).forget(Share, share)


def create_resource_association(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """A subnet of this account, into a share of this account."""
    only(inputs, "resourceArn", "resourceShareArn")
    share = _own_share(provider, inputs["resourceShareArn"])
    kind, _, subnet_id = arns.parse(inputs["resourceArn"]).resource.partition("/")
    if kind != "subnet":
        raise LabError(f"resourceArn: got {inputs['resourceArn']!r}, want a subnet; the lab shares nothing else")
    if inputs["resourceArn"] != provider.arn("ec2", f"subnet/{subnet_id}"):
        raise LabError(f"MalformedArnException: {inputs['resourceArn']} is not of this account and region")
    subnet = provider.client("ec2").describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]
    shared = SharedSubnet(share=share, subnet_id=subnet_id, vpc_id=subnet["VpcId"], owner=provider.account_id)
    association = f"{share},{inputs['resourceArn']}"
    kept(provider).keep(association, shared)
    return Created(id=association, outputs={"region": provider.region})


def delete_resource_association(provider: AwsProvider, association: str, _state: Properties) -> None:
    """The other accounts lose sight of the subnet; what they made in it stays."""
    kept(provider).forget(SharedSubnet, association)


def create_principal_association(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """An account of the organization; within it there is no invitation to accept."""
    only(inputs, "principal", "resourceShareArn")
    share, account = _own_share(provider, inputs["resourceShareArn"]), inputs["principal"]
    if arns.ACCOUNT_ID.fullmatch(account) is None:
        raise LabError(f"principal: got {account!r}, want the id of an account; the lab shares with nothing else")
    association = f"{share},{account}"
    kept(provider).keep(association, ShareAccount(share=share, account=account))
    return Created(id=association, outputs={"region": provider.region})


def delete_principal_association(provider: AwsProvider, association: str, _state: Properties) -> None:
    """The account is in the share no more."""
    kept(provider).forget(ShareAccount, association)


def _own_share(provider: AwsProvider, arn: str) -> str:
    if not any(share.arn == arn and share.owner == provider.account_id for share in kept(provider).all(Share)):
        raise LabError(f"UnknownResourceException: ResourceShare {arn} could not be found.")
    return arn


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:ram/principalAssociation:PrincipalAssociation": OldBackend(
        create_principal_association, delete_principal_association
    ),
    "aws:ram/resourceAssociation:ResourceAssociation": OldBackend(
        create_resource_association, delete_resource_association
    ),
    "aws:ram/resourceShare:ResourceShare": OldBackend(create_resource_share, delete_resource_share),
}
