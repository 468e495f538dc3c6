import pytest

from domain import function_documents
from domain.iam_evaluation import Principal, may, may_assume

LOG_GROUP = "arn:aws:logs:us-east-2:111111111111:log-group:test"
FUNCTION = "arn:aws:lambda:us-east-2:111111111111:function:test"
SECRET = "arn:aws:secretsmanager:us-east-2:222222222222:secret:shop-AbCdEf"
ROLE = "arn:aws:iam::111111111111:role/test"


def holding(*documents, **context):
    policies = {str(number): document for number, document in enumerate(documents)}
    return Principal(arn=ROLE, account="111111111111", kind="role", identity_policies=policies, context=context)


def test_lambda_makes_network_interfaces_with_the_role_and_the_code_does_not():
    documents = function_documents.function_in_vpc(LOG_GROUP), function_documents.not_by_code(FUNCTION)
    for action in (
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
    ):
        assert may(holding(*documents), action, "*").allowed
        assert not may(holding(*documents, **{"lambda:SourceFunctionArn": FUNCTION}), action, "*").allowed


def test_a_function_writes_to_its_own_log_alone():
    role = holding(function_documents.function_in_vpc(LOG_GROUP))
    assert may(role, "logs:PutLogEvents", f"{LOG_GROUP}:log-stream:1").allowed
    assert not may(role, "logs:PutLogEvents", f"{LOG_GROUP}-other:log-stream:1").allowed


def test_flow_logs_of_the_vpcs_own_account_use_the_role():
    trust = function_documents.flow_log_trust("arn:aws:ec2:us-east-2:111111111111:vpc/vpc-1")
    service = Principal(arn="vpc-flow-logs.amazonaws.com", account="111111111111", kind="service")

    def assumes(account, region="us-east-2"):
        source = f"arn:aws:ec2:{region}:{account}:vpc-flow-log/fl-1"
        context = {"aws:SourceAccount": account, "aws:SourceArn": source}
        return may_assume(service, "sts:AssumeRole", ROLE, trust, context).allowed

    assert assumes("111111111111")
    assert not assumes("333333333333")
    assert not assumes("111111111111", "us-east-1")


def test_flow_logs_reach_one_log_group():
    role = holding(function_documents.flow_log_delivery(LOG_GROUP))
    assert may(role, "logs:CreateLogStream", f"{LOG_GROUP}:log-stream:1").allowed
    assert not may(role, "logs:CreateLogStream", f"{LOG_GROUP}-other").allowed


def test_an_endpoint_lets_through_one_role_and_what_it_does():
    document = function_documents.through_endpoint(ROLE, ["sts:AssumeRole"], ["arn:aws:iam::222222222222:role/connect"])
    assert document == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ItsFunction",
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["sts:AssumeRole"],
                "Resource": ["arn:aws:iam::222222222222:role/connect"],
                "Condition": {"ArnEquals": {"aws:PrincipalArn": ROLE}},
            }
        ],
    }
    for wide in ([], ["arn:aws:iam::222222222222:role/*"]):
        with pytest.raises(ValueError, match=r"resources: got .* want at least one exact ARN"):
            function_documents.through_endpoint(ROLE, ["sts:AssumeRole"], wide)


def test_secrets_are_read_or_given_new_versions_and_named_exactly():
    reads, rotates = function_documents.read_secrets([SECRET]), function_documents.rotate_secrets([SECRET])
    assert may(holding(reads), "secretsmanager:GetSecretValue", SECRET).allowed
    assert not may(holding(reads), "secretsmanager:PutSecretValue", SECRET).allowed
    assert may(holding(rotates), "secretsmanager:UpdateSecretVersionStage", SECRET).allowed
    assert not may(holding(rotates), "secretsmanager:DeleteSecret", SECRET).allowed
    assert not may(holding(rotates), "secretsmanager:GetSecretValue", f"{SECRET}x").allowed
    for wide in ([], ["arn:aws:secretsmanager:us-east-2:222222222222:secret:*"]):
        with pytest.raises(ValueError, match="want at least one exact ARN"):
            function_documents.read_secrets(wide)
