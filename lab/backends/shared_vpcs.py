"""Whose EC2 holds a VPC, a subnet or a security group, where subnets are shared between accounts.

Amazon VPC User Guide, "Share your VPC subnets with other accounts": the subnets stay with the account that shares them;
a participant's security groups are its own.
"""

from typing import Any

from lab.backends.aws_provider import AwsProvider
from lab.backends.backend import LabError
from lab.backends.kept import kept
from lab.cloud.kept_resources import GuestGroup, ShareAccount, SharedSubnet


def shared_with(provider: AwsProvider) -> list[SharedSubnet]:
    """The subnets of other accounts that this account may use."""
    shares = {entry.share for entry in kept(provider).all(ShareAccount) if entry.account == provider.account_id}
    return [subnet for subnet in kept(provider).all(SharedSubnet) if subnet.share in shares]


def vpc_owner(provider: AwsProvider, vpc_id: str) -> str:
    """The account of a VPC that this account owns or uses; its own where the VPC is unknown, for EC2 to refuse."""
    return next((subnet.owner for subnet in shared_with(provider) if subnet.vpc_id == vpc_id), provider.account_id)


def ec2_of_group(provider: AwsProvider, group_id: str) -> Any:
    """The EC2 that holds a group of this account."""
    return provider.client("ec2", account_id=_holder(provider, group_id, provider.account_id))


def describe_subnets(provider: AwsProvider, subnet_ids: list[str]) -> list[dict[str, Any]]:
    """Subnets of this account and those shared with it; any other does not exist."""
    owners = {subnet.subnet_id: subnet.owner for subnet in shared_with(provider)}
    found = []
    for subnet_id in subnet_ids:
        ec2 = provider.client("ec2", account_id=owners.get(subnet_id, provider.account_id))
        found += ec2.describe_subnets(SubnetIds=[subnet_id])["Subnets"]
    return found


def vpc_of_group(provider: AwsProvider, reference: str) -> str:
    """The VPC of `sg-...` or `<account>/sg-...`; raises `LabError` unless the group is that account's."""
    account, _, group_id = reference.rpartition("/")
    account = account or provider.account_id
    guest = next((group for group in kept(provider).all(GuestGroup) if group.group_id == group_id), None)
    if guest and guest.account != account:
        raise _no_group(reference)
    ec2 = provider.client("ec2", account_id=_holder(provider, group_id, account))
    found = ec2.describe_security_groups(Filters=[{"Name": "group-id", "Values": [group_id]}])["SecurityGroups"]
    if not found:
        raise _no_group(reference)
    return str(found[0]["VpcId"])


def _holder(provider: AwsProvider, group_id: str, account: str) -> str:
    guests = {group.group_id: group.vpc_owner for group in kept(provider).all(GuestGroup)}
    return guests.get(group_id, account)


def _no_group(reference: str) -> LabError:
    return LabError(f"InvalidGroup.NotFound: The security group '{reference}' does not exist")
