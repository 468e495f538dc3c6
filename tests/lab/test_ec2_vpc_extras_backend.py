"""Flow logs and interface endpoints against moto."""

import json

import pytest
from botocore.exceptions import ClientError

from lab.backends.backend import LabError
from lab.backends.ec2_vpc_extras import RESOURCES
from tests.lab.backend_life import Life

FLOW_LOG = RESOURCES["aws:ec2/flowLog:FlowLog"]
ENDPOINT = RESOURCES["aws:ec2/vpcEndpoint:VpcEndpoint"]
NOTHING = json.dumps({"Version": "2012-10-17", "Statement": []})
GONE = {"": None}


@pytest.fixture
def vpc(ec2):
    vpc_id = ec2.create_vpc(CidrBlock="10.91.0.0/24")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": True})
    return vpc_id


def group_of(ec2, vpc, name="test"):
    return ec2.create_security_group(GroupName=name, Description="test", VpcId=vpc)["GroupId"]


@pytest.fixture
def endpoint(ec2, vpc):
    return {
        "vpcId": vpc,
        "vpcEndpointType": "Interface",
        "serviceName": "com.amazonaws.us-east-1.sts",
        "subnetIds": [ec2.create_subnet(VpcId=vpc, CidrBlock="10.91.0.0/25")["Subnet"]["SubnetId"]],
        "securityGroupIds": [group_of(ec2, vpc)],
        "privateDnsEnabled": True,
        "policy": NOTHING,
    }


@pytest.fixture(scope="module")
def destination(database):
    database.client("logs").create_log_group(logGroupName="flows")
    return database.arn("logs", "log-group:flows")


@pytest.fixture
def flow(database, vpc, destination):
    return {
        "vpcId": vpc,
        "trafficType": "ALL",
        "logDestinationType": "cloud-watch-logs",
        "logDestination": destination,
        "iamRoleArn": f"arn:aws:iam::{database.account_id}:role/flows",
    }


@pytest.fixture
def role(database):
    iam = database.client("iam")
    iam.create_role(RoleName="flows", AssumeRolePolicyDocument=NOTHING)
    yield
    iam.delete_role(RoleName="flows")


def test_a_flow_log_writes_to_a_group_that_exists(database, ec2, flow, role):
    flow_log = Life(FLOW_LOG, database, **flow)
    (seen,) = ec2.describe_flow_logs(FlowLogIds=[flow_log.id])["FlowLogs"]
    assert (seen["ResourceId"], seen["LogGroupName"]) == (flow["vpcId"], "flows")
    assert flow_log.drift() == {}
    flow_log.update(tags={"a": "b"})
    assert flow_log.outputs["tagsAll"] == {"stack": "lab", "a": "b"}
    assert flow_log.drift() == {}
    assert flow_log.replaced_by(trafficType="REJECT", vpcId="vpc-1", iamRoleArn="r", logDestination="d") == {
        "trafficType",
        "vpcId",
        "iamRoleArn",
        "logDestination",
    }
    ec2.create_tags(Resources=[flow_log.id], Tags=[{"Key": "by", "Value": "hand"}])
    assert flow_log.drift()["tags"] == {"a": "b", "by": "hand"}
    ec2.delete_flow_logs(FlowLogIds=[flow_log.id])
    assert flow_log.drift() == GONE
    flow_log.delete()


def test_a_flow_log_goes_nowhere_else(database, flow):
    with pytest.raises(LabError, match="logDestinationType: want cloud-watch-logs"):
        Life(FLOW_LOG, database, **{**flow, "logDestinationType": "s3"})


def test_an_interface_endpoint_is_named_as_ec2_names_it(database, ec2, endpoint):
    made = Life(ENDPOINT, database, **endpoint)
    (seen,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[made.id])["VpcEndpoints"]
    assert (seen["VpcEndpointType"], seen["PolicyDocument"]) == ("Interface", NOTHING)
    assert {entry["dnsName"].partition(".")[2] for entry in made.outputs["dnsEntries"]} == {
        "sts.us-east-1.vpce.amazonaws.com"
    }
    assert made.drift() == {}
    made.delete()
    assert made.drift() == GONE


def test_policy_subnets_groups_and_tags_of_an_endpoint_change_in_place(database, ec2, vpc, endpoint):
    made = Life(ENDPOINT, database, **endpoint)
    group = group_of(ec2, vpc, "other")
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.91.0.128/25")["Subnet"]["SubnetId"]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny"}]})
    made.update(policy=policy, securityGroupIds=[group], subnetIds=[subnet], tags={"a": "b"})
    (seen,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[made.id])["VpcEndpoints"]
    assert [found["GroupId"] for found in seen["Groups"]] == [group]
    assert (seen["SubnetIds"], json.loads(seen["PolicyDocument"])) == ([subnet], json.loads(policy))
    assert made.drift() == {}
    assert made.replaced_by(serviceName="com.amazonaws.us-east-1.logs") == {"serviceName"}
    assert made.replaced_by(vpcId="vpc-1") == {"vpcId"}
    with pytest.raises(LabError, match="privateDnsEnabled: the lab's EC2 cannot change it"):
        made.update(privateDnsEnabled=False)


def test_an_endpoint_changed_or_deleted_by_hand_is_seen(database, ec2, vpc, endpoint):
    made = Life(ENDPOINT, database, **endpoint)
    group = group_of(ec2, vpc, "other")
    ec2.modify_vpc_endpoint(VpcEndpointId=made.id, AddSecurityGroupIds=[group])
    assert made.drift() == {"securityGroupIds": [*endpoint["securityGroupIds"], group]}
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made.id])
    assert made.drift() == GONE
    made.delete()


def test_private_dns_wants_a_vpc_that_resolves_names(database, ec2, endpoint):
    without_names = ec2.create_vpc(CidrBlock="10.92.0.0/24")["Vpc"]["VpcId"]
    with pytest.raises(LabError, match="Enabling private DNS requires enableDnsHostnames"):
        Life(ENDPOINT, database, **{**endpoint, "vpcId": without_names})
    elsewhere = group_of(ec2, without_names)
    with pytest.raises(LabError, match=f"security group {elsewhere} is not in VPC"):
        Life(ENDPOINT, database, **{**endpoint, "securityGroupIds": [elsewhere]})


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"vpcEndpointType": "Gateway"}, "vpcEndpointType: want Interface"),
        ({"vpcEndpointType": None}, "vpcEndpointType: got none"),
        ({"policy": None}, "policy: got none"),
        ({"routeTableIds": []}, "routeTableIds: the lab's backend does not emulate"),
    ],
)
def test_an_endpoint_that_the_lab_does_not_have_is_refused(database, endpoint, inputs, message):
    with pytest.raises(LabError, match=message):
        Life(ENDPOINT, database, **{**endpoint, **inputs})


def test_an_endpoint_in_a_subnet_that_does_not_exist_is_refused(database, endpoint):
    with pytest.raises(ClientError, match="InvalidSubnetID"):
        Life(ENDPOINT, database, **{**endpoint, "subnetIds": ["subnet-none"]})
