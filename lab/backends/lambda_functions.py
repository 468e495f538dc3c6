"""Lambda functions, kept by the lab: each runs as a process of its own when it is invoked."""

from pathlib import Path

from lab.backends.arguments import only, required
from lab.backends.aws_provider import AwsProvider, physical_name
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.backends.kept import kept
from lab.backends.shared_vpcs import describe_subnets, vpc_of_group
from lab.cloud.kept_resources import Function

LONGEST_NAME = 64  # AWS Lambda API reference, CreateFunction, FunctionName
RUNTIMES = {"python3.11", "python3.12", "python3.13"}
RESERVED = {"AWS_ACCESS_KEY_ID", "AWS_LAMBDA_FUNCTION_NAME", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
"""Some of what Lambda sets itself (AWS Lambda Developer Guide, "Using Lambda environment variables")."""

NETWORK_INTERFACES = "ec2:CreateNetworkInterface"


def create_function(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A Python function whose code is a directory of this machine."""
    only(
        inputs,
        "architectures",
        "code",
        "description",
        "environment",
        "handler",
        "loggingConfig",
        "memorySize",
        "name",
        "role",
        "runtime",
        "tags",
        "timeout",
        "vpcConfig",
    )
    _check(provider, inputs)
    variables = inputs.get("environment", {}).get("variables", {})
    if reserved := sorted(RESERVED & variables.keys()):
        raise LabError(f"InvalidParameterValueException: reserved keys used in this request: {', '.join(reserved)}")
    function_name = physical_name(inputs, "name", name, longest=LONGEST_NAME)
    function = Function(
        name=function_name,
        account=provider.account_id,
        region=provider.region,
        role_arn=inputs["role"],
        handler=required(inputs, "handler"),
        directory=_directory(inputs["code"]),
        environment=dict(variables),
    )
    kept(provider).keep(f"{provider.account_id}/{function_name}", function)
    arn = provider.arn("lambda", f"function:{function_name}")
    outputs = {"arn": arn, "name": function_name, "region": provider.region, "tagsAll": provider.tags(inputs)}
    return Created(id=function_name, outputs=outputs)


def delete_function(provider: AwsProvider, function_name: str, _state: Properties) -> None:
    """Delete the function; its log stays."""
    kept(provider).forget(Function, f"{provider.account_id}/{function_name}")


def _directory(code: object) -> str:
    if not isinstance(code, str) or not Path(code).is_dir():
        raise LabError("code: want the archive of a directory that exists; the lab runs no other")
    return code


def _check(provider: AwsProvider, inputs: Properties) -> None:
    if inputs["runtime"] not in RUNTIMES:
        raise LabError(f"runtime: got {inputs['runtime']!r}, want one of {', '.join(sorted(RUNTIMES))}")
    role_name = inputs["role"].rpartition("/")[2]
    policies = provider.client("iam").list_role_policies(RoleName=role_name)["PolicyNames"]
    vpc = inputs.get("vpcConfig")
    if vpc is None:
        return
    documents = [
        provider.client("iam").get_role_policy(RoleName=role_name, PolicyName=policy)["PolicyDocument"]
        for policy in policies
    ]
    if NETWORK_INTERFACES not in str(documents):
        raise LabError(
            "InvalidParameterValueException: The provided execution role does not have permissions to call "
            "CreateNetworkInterface on EC2"
        )
    subnets = {subnet["VpcId"] for subnet in describe_subnets(provider, vpc["subnetIds"])}
    if subnets != {vpc_of_group(provider, group) for group in vpc["securityGroupIds"]}:
        raise LabError("InvalidParameterValueException: subnets and security groups are not of one VPC")


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:lambda/function:Function": OldBackend(create_function, delete_function),
}
