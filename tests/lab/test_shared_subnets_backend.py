"""Subnets of one account in another: who sees them, whose groups are whose, and what AWS refuses."""

import pytest
from botocore.exceptions import ClientError

from lab.backends import ec2, ec2_group_rules, ec2_security_groups, ram
from lab.backends.backend import LabError
from lab.backends.kept import kept
from lab.backends.shared_vpcs import describe_subnets
from lab.cloud.kept_resources import GuestGroup, Share, ShareAccount, SharedSubnet
from tests.lab.aws_accounts import running_accounts
from tests.lab.backend_life import Life

TYPES = {
    token.rpartition(":")[2]: backend
    for module in (ec2, ec2_group_rules, ec2_security_groups, ram)
    for token, backend in module.RESOURCES.items()
}


class Account:
    def __init__(self, provider):
        self.provider = provider
        self.id = provider.account_id

    def create(self, kind, **inputs):
        return Life(TYPES[kind], self.provider, "test", **inputs)


@pytest.fixture
def accounts(tmp_path):
    with running_accounts(tmp_path / "lab") as running:
        yield running


@pytest.fixture
def owner(accounts):
    return Account(accounts.redpanda())


@pytest.fixture
def guest(accounts):
    return Account(accounts.database())


@pytest.fixture
def vpc(owner):
    return owner.create("Vpc", cidrBlock="10.91.0.0/24").id


@pytest.fixture
def subnet(owner, vpc):
    return owner.create("Subnet", vpcId=vpc, cidrBlock="10.91.0.0/25")


def share(owner, subnet, account):
    made = owner.create("ResourceShare", allowExternalPrincipals=False)
    arn = made.outputs["arn"]
    association = owner.create("ResourceAssociation", resourceShareArn=arn, resourceArn=subnet.outputs["arn"])
    owner.create("PrincipalAssociation", resourceShareArn=arn, principal=account)
    return association


def test_only_the_account_of_the_share_uses_the_subnet_and_only_while_it_is_shared(owner, guest, vpc, subnet):
    with pytest.raises(ClientError, match="InvalidVpcID"):
        guest.create("SecurityGroup", vpcId=vpc)
    association = share(owner, subnet, guest.id)
    assert [found["SubnetId"] for found in describe_subnets(guest.provider, [subnet.id])] == [subnet.id]
    made = guest.create("SecurityGroup", vpcId=vpc)
    assert made.outputs["ownerId"] == guest.id
    assert made.drift() == {}
    made.delete()
    assert kept(guest.provider).all(GuestGroup) == []
    association.delete()
    with pytest.raises(ClientError, match="InvalidVpcID"):
        guest.create("SecurityGroup", vpcId=vpc)


def test_a_share_with_another_account_shows_nothing(owner, guest, vpc, subnet):
    share(owner, subnet, "333333333333")
    with pytest.raises(ClientError, match="InvalidVpcID"):
        guest.create("SecurityGroup", vpcId=vpc)


def test_name_and_tags_of_a_share_change_in_place(owner):
    made = owner.create("ResourceShare", allowExternalPrincipals=False)
    assert made.drift() == {}
    made.update(name="other", tags={"a": "b"})
    (stored,) = kept(owner.provider).all(Share)
    assert (stored.arn, stored.name, stored.tags) == (made.id, "other", {"a": "b"})
    assert made.drift() == {}


def test_what_is_in_a_share_goes_with_it_and_is_seen_to_be_gone(owner, guest, subnet):
    made = owner.create("ResourceShare", allowExternalPrincipals=False)
    resource = owner.create("ResourceAssociation", resourceShareArn=made.id, resourceArn=subnet.outputs["arn"])
    account = owner.create("PrincipalAssociation", resourceShareArn=made.id, principal=guest.id)
    assert (resource.drift(), account.drift()) == ({}, {})
    assert resource.replaced_by(resourceArn=subnet.outputs["arn"] + "1") == {"resourceArn"}
    assert resource.replaced_by(resourceShareArn="arn") == {"resourceShareArn"}
    assert account.replaced_by(principal="333333333333", resourceShareArn="arn") == {"principal", "resourceShareArn"}
    made.delete()
    for part in (made, resource, account):
        assert part.drift() == {"": None}
        part.delete()
    assert [kept(owner.provider).all(kind) for kind in (Share, ShareAccount, SharedSubnet)] == [[], [], []]


def rule(group, other, port=5432):
    ends = {"securityGroupId": group, "referencedSecurityGroupId": other}
    return {**ends, "ipProtocol": "tcp", "fromPort": port, "toPort": port}


def test_groups_of_both_accounts_name_each_other_with_their_accounts(owner, guest, vpc, subnet):
    share(owner, subnet, guest.id)
    clients, endpoints = owner.create("SecurityGroup", vpcId=vpc).id, guest.create("SecurityGroup", vpcId=vpc).id
    inward = rule(endpoints, f"{owner.id}/{clients}")
    made = guest.create("SecurityGroupIngressRule", **inward)
    owner.create("SecurityGroupEgressRule", **rule(clients, f"{guest.id}/{endpoints}"))
    held = owner.provider.client("ec2").describe_security_groups(GroupIds=[endpoints])["SecurityGroups"][0]
    assert [pair["GroupId"] for pair in held["IpPermissions"][0]["UserIdGroupPairs"]] == [clients]
    assert made.drift() == {}
    made.delete()
    held = owner.provider.client("ec2").describe_security_groups(GroupIds=[endpoints])["SecurityGroups"][0]
    assert held["IpPermissions"] == []
    for wrong in (clients, f"{owner.id}/{endpoints}", f"{guest.id}/sg-00000000"):
        with pytest.raises(LabError, match=r"InvalidGroup\.NotFound"):
            guest.create("SecurityGroupIngressRule", **rule(endpoints, wrong, port=1))


def test_groups_of_two_vpcs_cannot_name_each_other(owner, vpc):
    elsewhere = owner.create("Vpc", cidrBlock="10.92.0.0/24").id
    one, other = (owner.create("SecurityGroup", vpcId=found).id for found in (vpc, elsewhere))
    with pytest.raises(LabError, match="belong to different networks"):
        owner.create("SecurityGroupIngressRule", **rule(one, other))


@pytest.mark.parametrize(
    ("kind", "changed", "why"),
    [
        ("ResourceShare", {"allowExternalPrincipals": True}, "allowExternalPrincipals: got true, want false"),
        ("ResourceShare", {"permissionArns": []}, "permissionArns: the lab's backend does not emulate"),
        ("ResourceAssociation", {"resourceArn": "arn:aws:rds:us-east-1:222222222222:cluster:x"}, "want a subnet"),
        ("ResourceAssociation", {"resourceArn": "arn:aws:ec2:us-east-1:999999999999:subnet/s"}, "MalformedArn"),
        ("ResourceAssociation", {"resourceShareArn": "arn:aws:ram:none"}, "UnknownResourceException"),
        ("PrincipalAssociation", {"principal": "arn:aws:organizations::1:ou/x"}, "want the id of an account"),
        ("PrincipalAssociation", {"resourceShareArn": "arn:aws:ram:none"}, "UnknownResourceException"),
    ],
)
def test_what_ram_refuses(owner, guest, subnet, kind, changed, why):
    arn = owner.create("ResourceShare", allowExternalPrincipals=False).outputs["arn"]
    base = {
        "ResourceShare": {"allowExternalPrincipals": False},
        "ResourceAssociation": {"resourceShareArn": arn, "resourceArn": subnet.outputs["arn"]},
        "PrincipalAssociation": {"resourceShareArn": arn, "principal": guest.id},
    }
    with pytest.raises(LabError, match=why):
        owner.create(kind, **{**base[kind], **changed})
