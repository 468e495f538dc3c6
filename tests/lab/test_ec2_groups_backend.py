"""Security groups and their rules against moto."""

import pytest
from botocore.exceptions import ClientError

from lab.backends import ec2_group_rules, ec2_security_groups
from lab.backends.backend import LabError
from tests.lab.backend_life import Life

GROUP = ec2_security_groups.RESOURCES["aws:ec2/securityGroup:SecurityGroup"]
INGRESS = ec2_group_rules.RESOURCES["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"]
EGRESS = ec2_group_rules.RESOURCES["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"]
OPENING = {
    "ipProtocol": "tcp",
    "fromPort": 5432,
    "toPort": 5432,
    "cidrIpv4": "198.51.100.7/32",
    "description": "Redpanda",
}


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.20.0.0/24")["Vpc"]["VpcId"]


@pytest.fixture
def group(database, vpc):
    return Life(GROUP, database, vpcId=vpc)


def stored(ec2, group):
    return ec2.describe_security_groups(GroupIds=[group.id])["SecurityGroups"][0]


def without(inputs, name):
    return {key: value for key, value in inputs.items() if key != name}


def test_a_security_group_has_no_egress_rule(ec2, group):
    found = stored(ec2, group)
    assert found["IpPermissionsEgress"] == []
    assert (found["GroupName"], found["Description"]) == (group.outputs["name"], "Managed by Pulumi")
    assert group.outputs["name"].startswith("cdc-")
    assert group.drift() == {}


def test_tags_of_a_group_change_in_place_and_nothing_else_does(group):
    group.update(tags={"a": "b"})
    assert group.outputs["tagsAll"] == {"stack": "lab", "a": "b"}
    assert group.drift() == {}
    assert group.replaced_by(name="other", description="other", vpcId="vpc-1") == {"name", "description", "vpcId"}


def test_a_group_changed_or_deleted_by_hand_is_seen(ec2, group):
    ec2.delete_tags(Resources=[group.id], Tags=[{"Key": "stack"}])
    assert group.drift() == {"tagsAll": {}}
    ec2.delete_security_group(GroupId=group.id)
    assert group.drift() == {"": None}
    group.delete()


def test_a_group_in_no_vpc_or_with_a_description_ec2_does_not_take_is_refused(database, vpc):
    with pytest.raises(ClientError, match=r"InvalidVpcID\.NotFound"):
        Life(GROUP, database, vpcId="vpc-none")
    with pytest.raises(LabError, match="InvalidParameterValue: description: got"):
        Life(GROUP, database, vpcId=vpc, description="the pods' own")


def test_an_ingress_rule_lets_one_network_in_until_it_is_deleted(database, ec2, group):
    rule = Life(INGRESS, database, securityGroupId=group.id, **OPENING)
    (permission,) = stored(ec2, group)["IpPermissions"]
    assert permission["IpRanges"] == [{"CidrIp": "198.51.100.7/32", "Description": "Redpanda"}]
    assert (permission["FromPort"], permission["ToPort"]) == (5432, 5432)
    assert rule.drift() == {}
    with pytest.raises(ClientError, match=r"InvalidPermission\.Duplicate"):
        Life(INGRESS, database, securityGroupId=group.id, **OPENING)
    rule.delete()
    assert stored(ec2, group)["IpPermissions"] == []
    assert rule.drift() == {"": None}


@pytest.mark.parametrize(("backend", "list_of"), [(INGRESS, "IpPermissions"), (EGRESS, "IpPermissionsEgress")])
def test_a_rule_changes_in_place(database, ec2, group, backend, list_of):
    rule = Life(backend, database, securityGroupId=group.id, **OPENING)
    rule.update(cidrIpv4="198.51.100.8/32", fromPort=1, toPort=2, description="another", tags={"a": "b"})
    (permission,) = stored(ec2, group)[list_of]
    assert permission["IpRanges"] == [{"CidrIp": "198.51.100.8/32", "Description": "another"}]
    assert (permission["FromPort"], permission["ToPort"]) == (1, 2)
    assert rule.outputs["tagsAll"] == {"stack": "lab", "a": "b"}
    assert rule.drift() == {}
    with pytest.raises(LabError, match="InvalidParameterValue: description: got"):
        rule.update(description="the pods' own")


def test_a_rule_is_replaced_for_another_group_of_its_own_and_for_another_kind_of_end(database, group):
    rule = Life(INGRESS, database, securityGroupId=group.id, **OPENING)
    assert rule.replaced_by(securityGroupId="sg-1") == {"securityGroupId"}
    assert rule.replaced_by(cidrIpv4=None, referencedSecurityGroupId="sg-1") == {
        "cidrIpv4",
        "referencedSecurityGroupId",
    }


def test_a_rule_changed_by_hand_is_seen(database, ec2, group):
    rule = Life(INGRESS, database, securityGroupId=group.id, **OPENING)
    wide = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "CidrIpv4": "0.0.0.0/0", "Description": "Redpanda"}
    ec2.modify_security_group_rules(
        GroupId=group.id, SecurityGroupRules=[{"SecurityGroupRuleId": rule.id, "SecurityGroupRule": wide}]
    )
    assert rule.drift() == {"cidrIpv4": "0.0.0.0/0"}
    rule.delete()


def test_a_rule_is_gone_with_its_group(database, ec2, group):
    rule = Life(INGRESS, database, securityGroupId=group.id, **OPENING)
    ec2.delete_security_group(GroupId=group.id)
    assert rule.drift() == {"": None}
    rule.delete()


def test_a_rule_for_a_group_keeps_its_group(database, ec2, vpc, group):
    other = Life(GROUP, database, vpcId=vpc, name="other")
    opening = {**without(OPENING, "cidrIpv4"), "referencedSecurityGroupId": other.id}
    rule = Life(INGRESS, database, securityGroupId=group.id, **opening)
    assert rule.drift() == {}
    rule.update(description="another")
    (permission,) = stored(ec2, group)["IpPermissions"]
    assert [pair["GroupId"] for pair in permission["UserIdGroupPairs"]] == [other.id]
    assert rule.drift() == {}
    with pytest.raises(LabError, match="referencedSecurityGroupId: the lab's EC2 cannot change"):
        rule.update(referencedSecurityGroupId=group.id)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"cidrIpv4": "198.51.100/24"}, "cidrIpv4: '198.51.100/24' is not a valid IPv4 CIDR block"),
        ({"cidrIpv4": "198.51.100.7/24"}, "cidrIpv4: '198.51.100.7/24' is not a valid IPv4 CIDR block"),
        ({"cidrIpv4": None}, "InvalidParameterCombination: want exactly one of"),
        ({"referencedSecurityGroupId": "sg-1"}, "InvalidParameterCombination: want exactly one of"),
        ({"description": "the pods' own"}, "InvalidParameterValue: description: got"),
    ],
)
def test_a_wrong_rule_is_refused(database, group, inputs, message):
    with pytest.raises(LabError, match=message):
        Life(INGRESS, database, **{"securityGroupId": group.id, **OPENING, **inputs})


def test_a_rule_of_no_group_is_refused(database):
    with pytest.raises(ClientError, match="InvalidGroup"):
        Life(INGRESS, database, securityGroupId="sg-none", **OPENING)
