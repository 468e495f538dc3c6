"""Subnets of one account in another: who sees them, whose groups are whose, and what AWS refuses."""

import pytest

from lab.backends import ec2, ec2_group_rules, ec2_security_groups, ram
from lab.backends.backend import LabError
from lab.backends.kept import kept
from lab.backends.shared_vpcs import describe_subnets
from lab.cloud.kept_resources import GuestGroup
from lab.engine.configured_providers import naming
from tests.lab.aws_accounts import running_accounts

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
        with naming(kind):
            return TYPES[kind].create(self.provider, "test", inputs)

    def delete(self, kind, made, **inputs):
        TYPES[kind].delete(self.provider, made.id, {**inputs, **made.outputs})


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
    with pytest.raises(LabError, match="InvalidVpcID"):
        guest.create("SecurityGroup", vpcId=vpc)
    association = share(owner, subnet, guest.id)
    assert [found["SubnetId"] for found in describe_subnets(guest.provider, [subnet.id])] == [subnet.id]
    made = guest.create("SecurityGroup", vpcId=vpc)
    assert made.outputs["ownerId"] == guest.id
    guest.delete("SecurityGroup", made)
    assert kept(guest.provider).all(GuestGroup) == []
    owner.delete("ResourceAssociation", association)
    with pytest.raises(LabError, match="InvalidVpcID"):
        guest.create("SecurityGroup", vpcId=vpc)


def test_a_share_with_another_account_shows_nothing(owner, guest, vpc, subnet):
    share(owner, subnet, "333333333333")
    with pytest.raises(LabError, match="InvalidVpcID"):
        guest.create("SecurityGroup", vpcId=vpc)


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
    guest.delete("SecurityGroupIngressRule", made, **inward)
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
