"""Functions, log groups, flow logs and interface endpoints: what is made, and what AWS refuses."""

import json

import pytest

from domain import function_documents
from lab.backends import ec2, ec2_security_groups, ec2_vpc_extras, lambda_functions, logs
from lab.backends.backend import LabError
from lab.backends.kept import kept
from lab.cloud.kept_resources import Function
from lab.engine.configured_providers import naming
from tests.lab.aws_accounts import running_accounts

TYPES = {
    token.rpartition(":")[2]: backend
    for module in (ec2, ec2_security_groups, ec2_vpc_extras, lambda_functions, logs)
    for token, backend in module.RESOURCES.items()
}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


class Account:
    def __init__(self, provider, directory):
        self.provider = provider
        self.iam = provider.client("iam")
        self.role = self.iam.create_role(RoleName="test", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        self.vpc = self.create("Vpc", cidrBlock="10.91.0.0/24", enableDnsHostnames=True).id
        self.subnet = self.create("Subnet", vpcId=self.vpc, cidrBlock="10.91.0.0/25").id
        self.group = self.create("SecurityGroup", vpcId=self.vpc).id
        self.function = {
            "handler": "functions.connection_test.handler",
            "runtime": "python3.13",
            "role": self.role,
            "code": str(directory),
            "environment": {"variables": {"EXTERNAL_ID": "x"}},
            "vpcConfig": {"subnetIds": [self.subnet], "securityGroupIds": [self.group]},
        }
        self.endpoint = {
            "vpcId": self.vpc,
            "vpcEndpointType": "Interface",
            "serviceName": "com.amazonaws.us-east-1.sts",
            "subnetIds": [self.subnet],
            "securityGroupIds": [self.group],
            "privateDnsEnabled": True,
            "policy": json.dumps({"Version": "2012-10-17", "Statement": []}),
        }

    def create(self, kind, **inputs):
        with naming(kind):
            return TYPES[kind].create(self.provider, "test", inputs)

    def allow_network_interfaces(self):
        document = json.dumps(function_documents.function_in_vpc("arn:aws:logs:us-east-1:1:log-group:x"))
        self.iam.put_role_policy(RoleName="test", PolicyName="run", PolicyDocument=document)


@pytest.fixture
def account(tmp_path):
    with running_accounts(tmp_path / "lab") as accounts:
        yield Account(accounts.database(), tmp_path)


def test_a_function_is_kept_with_its_role_and_code(account, tmp_path):
    account.allow_network_interfaces()
    made = account.create("Function", **account.function)
    (function,) = kept(account.provider).all(Function)
    assert (function.name, function.role_arn, function.directory) == (made.id, account.role, str(tmp_path))
    assert function.environment == {"EXTERNAL_ID": "x"}
    TYPES["Function"].delete(account.provider, made.id, {})
    assert kept(account.provider).all(Function) == []


def test_a_role_that_makes_no_network_interface_runs_no_function_in_a_vpc(account):
    with pytest.raises(LabError, match="does not have permissions to call CreateNetworkInterface"):
        account.create("Function", **account.function)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"runtime": "nodejs22.x"}, "runtime: got 'nodejs22.x'"),
        ({"code": "/nowhere"}, "code: want the archive of a directory that exists"),
        ({"environment": {"variables": {"AWS_REGION": "x"}}}, "reserved keys .*AWS_REGION"),
        ({"layers": []}, "layers: the lab's backend does not emulate"),
    ],
)
def test_what_lambda_refuses(account, changed, why):
    account.allow_network_interfaces()
    with pytest.raises(LabError, match=why):
        account.create("Function", **{**account.function, **changed})


def test_a_log_group_forgets_and_flow_logs_need_one(account):
    made = account.create("LogGroup", retentionInDays=14)
    (group,) = account.provider.client("logs").describe_log_groups()["logGroups"]
    assert (group["logGroupName"], group["retentionInDays"]) == (made.id, 14)
    flow = {
        "vpcId": account.vpc,
        "trafficType": "ALL",
        "logDestinationType": "cloud-watch-logs",
        "logDestination": made.outputs["arn"],
        "iamRoleArn": account.role,
    }
    flow_log = account.create("FlowLog", **flow)
    (seen,) = account.provider.client("ec2").describe_flow_logs()["FlowLogs"]
    assert (seen["ResourceId"], seen["LogGroupName"]) == (account.vpc, made.id)
    TYPES["FlowLog"].delete(account.provider, flow_log.id, {})
    TYPES["LogGroup"].delete(account.provider, made.id, {})
    assert account.provider.client("ec2").describe_flow_logs()["FlowLogs"] == []
    with pytest.raises(LabError, match="logDestinationType: want cloud-watch-logs"):
        account.create("FlowLog", **{**flow, "logDestinationType": "s3"})
    for days in (13, None):
        with pytest.raises(LabError, match="retentionInDays: got"):
            account.create("LogGroup", **({"retentionInDays": days} if days else {}))


def test_an_interface_endpoint_takes_the_apis_name_only_where_names_are_resolved(account):
    made = account.create("VpcEndpoint", **account.endpoint)
    (endpoint,) = account.provider.client("ec2").describe_vpc_endpoints()["VpcEndpoints"]
    assert (endpoint["VpcEndpointId"], endpoint["PolicyDocument"]) == (made.id, account.endpoint["policy"])
    assert {entry["dnsName"].partition(".")[2] for entry in made.outputs["dnsEntries"]} == {
        "sts.us-east-1.vpce.amazonaws.com"
    }
    TYPES["VpcEndpoint"].delete(account.provider, made.id, {})
    without_names = account.create("Vpc", cidrBlock="10.92.0.0/24").id
    with pytest.raises(LabError, match="Enabling private DNS requires enableDnsHostnames"):
        account.create("VpcEndpoint", **{**account.endpoint, "vpcId": without_names})
    elsewhere = account.create("SecurityGroup", vpcId=without_names).id
    with pytest.raises(LabError, match=f"security group {elsewhere} is not in VPC"):
        account.create("VpcEndpoint", **{**account.endpoint, "securityGroupIds": [elsewhere]})
