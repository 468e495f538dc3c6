import json

import pulumi
import pulumi_aws as aws

from components.connection_test import ConnectionTest, ConnectionTestArgs, EndpointUnderTest
from domain import function_documents

CONNECT_ROLE = "arn:aws:iam::222222222222:role/connect"
FUNCTION = "arn:aws:lambda:us-east-2:111111111111:function:test-function"
LOG_GROUP = "arn:aws:logs:us-east-2:111111111111:log-group:test-log"


def made(engine):
    told = {}

    def program():
        account = aws.Provider("application-account", region="us-east-2")
        args = ConnectionTestArgs(
            role_name="shop-connection-test",
            connect_role_arn=CONNECT_ROLE,
            external_id="shop-id",
            endpoints=[
                EndpointUnderTest(target_role="READ_WRITE", host="writer.example"),
                EndpointUnderTest(target_role="READ_ONLY", host="reader.example"),
            ],
            users=["shop_reader"],
            database_name="shop",
            region="us-east-2",
            vpc_id="vpc-1",
            subnet_ids=["subnet-1", "subnet-2"],
            security_group_id="sg-clients",
            endpoint_security_group="222222222222/sg-endpoints",
            code=pulumi.AssetArchive({}),
        )
        test = ConnectionTest("test", args, pulumi.ResourceOptions(provider=account))
        return pulumi.Output.all(function=test.function_name, policy=test.assume_policy_name).apply(told.update)

    engine.run(program)
    return told


def test_its_children_are_all_in_the_applications_account(engine):
    assert made(engine) == {"function": "test-function", "policy": "test-assume"}
    assert engine.types() == {
        "test-log": "aws:cloudwatch/logGroup:LogGroup",
        "test-role": "aws:iam/role:Role",
        "test-run": "aws:iam/rolePolicy:RolePolicy",
        "test-not-by-code": "aws:iam/rolePolicy:RolePolicy",
        "test-assume": "aws:iam/rolePolicy:RolePolicy",
        "test-function": "aws:lambda/function:Function",
        "test-api-group": "aws:ec2/securityGroup:SecurityGroup",
        "test-api-from-function": "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "test-to-api": "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "test-to-endpoints": "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "test-api": "aws:ec2/vpcEndpoint:VpcEndpoint",
    }
    assert set(engine.provider_names().values()) == {"application-account"}


def test_its_role_has_the_name_that_the_other_account_trusts_and_may_assume_one_role(engine):
    made(engine)
    role = engine.inputs("test-role")
    assert role["name"] == "shop-connection-test"
    (trust,) = role["assumeRolePolicy"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
    (statement,) = engine.inputs("test-assume")["policy"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("sts:AssumeRole", [CONNECT_ROLE])
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": "shop-id"}}
    assert engine.inputs("test-run")["policy"] == function_documents.function_in_vpc(LOG_GROUP)
    assert engine.inputs("test-not-by-code")["policy"] == function_documents.not_by_code(FUNCTION)


def test_it_is_told_where_to_go_and_no_secret(engine):
    made(engine)
    told = engine.inputs("test-function")["environment"]["variables"]
    assert {key: json.loads(told.pop(key)) for key in ("ENDPOINTS", "DATABASE_USERS")} == {
        "ENDPOINTS": {"READ_WRITE": "writer.example", "READ_ONLY": "reader.example"},
        "DATABASE_USERS": ["shop_reader"],
    }
    assert told == {
        "AWS_ENDPOINT_URL_STS": "https://test-api.vpce.amazonaws.com",
        "CONNECT_ROLE_ARN": CONNECT_ROLE,
        "EXTERNAL_ID": "shop-id",
        "DATABASE_NAME": "shop",
        "ENDPOINT_PORT": "5432",
    }


def test_it_runs_in_the_vpc_and_its_log_is_kept_for_14_days(engine):
    made(engine)
    function = engine.inputs("test-function")
    assert function["vpcConfig"] == {"subnetIds": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-clients"]}
    assert function["loggingConfig"] == {"logFormat": "JSON", "logGroup": "test-log"}
    assert engine.inputs("test-log") == {"retentionInDays": 14}
    assert engine.waits_for("test-function") == {"test-run"}


def test_it_reaches_sts_and_the_endpoints_and_nothing_else(engine):
    made(engine)
    rules = {name: engine.inputs(name) for name, kind in engine.types().items() if kind.startswith("aws:vpc/")}
    seen = {name: (r["securityGroupId"], r["referencedSecurityGroupId"], r["toPort"]) for name, r in rules.items()}
    assert seen == {
        "test-api-from-function": ("test-api-group-id", "sg-clients", 443),
        "test-to-api": ("sg-clients", "test-api-group-id", 443),
        "test-to-endpoints": ("sg-clients", "222222222222/sg-endpoints", 5432),
    }
    api = engine.inputs("test-api")
    # Private DNS would be refused in a VPC that has such an endpoint already.
    assert (api["serviceName"], api["privateDnsEnabled"]) == ("com.amazonaws.us-east-2.sts", False)


def test_through_the_endpoint_goes_the_functions_role_to_the_connect_role_alone(engine):
    made(engine)
    assert engine.inputs("test-api")["policy"] == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ItsFunction",
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["sts:AssumeRole"],
                "Resource": [CONNECT_ROLE],
                "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/test-role"}},
            }
        ],
    }
