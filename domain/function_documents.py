"""IAM policy documents of Lambda functions in a VPC and their endpoints, of flow logs and of readers of secrets."""

from collections.abc import Sequence
from typing import Any

from domain import arns
from domain.policy_document import allow, document, equal, exact, trusting

NETWORK_INTERFACE_ACTIONS = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
]
"""What Lambda does as the role (AWS Lambda Developer Guide, "Giving Lambda functions access to resources in a VPC")."""


DELIVERY_ACTIONS = [
    "logs:CreateLogStream",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
]
"""Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs", without making the group."""

ROTATION_ACTIONS = [
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
]
"""What a function does with the secret it rotates (AWS Secrets Manager User Guide, "Lambda rotation function")."""


def function_in_vpc(log_group_arn: str) -> dict[str, Any]:
    """What Lambda needs to run a function in a VPC and to keep its log.

    The network interfaces do not exist before, and describing takes no resource at all, so these name none.
    """
    return document(
        allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], f"{log_group_arn}:*"),
        allow("NetworkInterfaces", NETWORK_INTERFACE_ACTIONS, "*"),
    )


def not_by_code(function_arn: str) -> dict[str, Any]:
    """Keeps from the function's own code what Lambda needs for its network interfaces.

    AWS Lambda Developer Guide, "Giving Lambda functions access to resources in a VPC", `lambda:SourceFunctionArn`.
    """
    return document(
        {
            "Sid": "NotByTheCode",
            "Effect": "Deny",
            "Action": NETWORK_INTERFACE_ACTIONS,
            "Resource": "*",
            "Condition": {"ArnEquals": {"lambda:SourceFunctionArn": function_arn}},
        }
    )


def flow_log_trust(vpc_arn: str) -> dict[str, Any]:
    """Flow logs of the VPC's own account and region may be delivered with the role.

    Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs", with its guard against confusion.
    """
    vpc = arns.parse(vpc_arn)
    theirs = {
        **equal("aws:SourceAccount", vpc.account),
        "ArnLike": {"aws:SourceArn": f"arn:{vpc.partition}:ec2:{vpc.region}:{vpc.account}:vpc-flow-log/*"},
    }
    return document(trusting("FlowLogs", {"Service": "vpc-flow-logs.amazonaws.com"}, "sts:AssumeRole", theirs))


def flow_log_delivery(log_group_arn: str) -> dict[str, Any]:
    """May write to one log group."""
    return document(allow("Deliver", DELIVERY_ACTIONS, [log_group_arn, f"{log_group_arn}:*"]))


def read_secrets(secret_arns: Sequence[str]) -> dict[str, Any]:
    """May read exactly these secrets (Aurora User Guide, "Configuring IAM authentication for RDS Proxy")."""
    return document(allow("ReadSecrets", ["secretsmanager:GetSecretValue"], exact(secret_arns)))


def rotate_secrets(secret_arns: Sequence[str]) -> dict[str, Any]:
    """May give exactly these secrets new versions."""
    return document(allow("RotateSecrets", ROTATION_ACTIONS, exact(secret_arns)))


def through_endpoint(role_arn: str, actions: Sequence[str], resources: Sequence[str]) -> dict[str, Any]:
    """Lets through an interface endpoint what one role does with these resources; without it everybody does anything.

    AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies". A condition names the role: as a
    principal it would have to be known everywhere already, and IAM takes a while with a new one.
    """
    only_the_role = {"Principal": "*", "Condition": {"ArnEquals": {"aws:PrincipalArn": role_arn}}}
    return document({**allow("ItsFunction", [*actions], exact(resources)), **only_the_role})
