"""Lambda functions, kept by the lab: each runs as a process of its own when it is invoked."""

from pathlib import Path
from typing import Any

from lab.backends.arguments import required
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.kept import kept
from lab.backends.shared_vpcs import describe_subnets, vpc_of_group
from lab.cloud.kept_resources import Function

LONGEST_NAME = 64  # AWS Lambda API reference, CreateFunction, FunctionName
RUNTIMES = {"python3.11", "python3.12", "python3.13"}
RESERVED = {"AWS_ACCESS_KEY_ID", "AWS_LAMBDA_FUNCTION_NAME", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
"""Some of what Lambda sets itself (AWS Lambda Developer Guide, "Using Lambda environment variables")."""

NETWORK_INTERFACES = "ec2:CreateNetworkInterface"
SOURCE = "terraform-provider-aws internal/service/lambda/function.go, ForceNew"


def check_function(_provider: AwsProvider, inputs: Properties) -> None:
    """A Python function whose code is a directory of this machine."""
    if inputs["runtime"] not in RUNTIMES:
        raise LabError(f"runtime: got {inputs['runtime']!r}, want one of {', '.join(sorted(RUNTIMES))}")
    required(inputs, "handler")
    code = inputs["code"]
    if not isinstance(code, str) or not Path(code).is_dir():
        raise LabError("code: want the archive of a directory that exists; the lab runs no other")


def create_function(provider: AwsProvider, inputs: Properties) -> Created:
    """A function that can be invoked at once."""
    _keep(provider, inputs)
    return Created(inputs["name"])


def read_function(provider: AwsProvider, name: str, state: Properties) -> dict[str, Any] | None:
    """What the lab keeps of it: role, handler and environment; the rest is as the state has it.

    So is the code: the engine asks with its hash alone, and the real provider does not read it either.
    """
    own = (name, provider.account_id)
    function = next((one for one in kept(provider).all(Function) if (one.name, one.account) == own), None)
    if function is None:
        return None
    written, variables = state.get("environment"), function.environment
    return {
        "arn": provider.arn("lambda", f"function:{name}"),
        "environment": written if (written or {}).get("variables", {}) == variables else _environment(variables),
        "handler": function.handler,
        "name": name,
        "region": provider.region,
        "role": function.role_arn,
    }


def update_function(provider: AwsProvider, _name: str, change: Change) -> None:
    """Code and configuration; the next invocation has them."""
    _keep(provider, change.new)


def delete_function(provider: AwsProvider, name: str, _state: Properties) -> None:
    """Delete the function; its log stays."""
    kept(provider).forget(Function, f"{provider.account_id}/{name}")


def _environment(variables: dict[str, str]) -> dict[str, Any] | None:
    return {"variables": variables} if variables else None


def _keep(provider: AwsProvider, inputs: Properties) -> None:
    _judge_network(provider, inputs)
    variables = inputs.get("environment", {}).get("variables", {})
    if reserved := sorted(RESERVED & variables.keys()):
        raise LabError(f"InvalidParameterValueException: reserved keys used in this request: {', '.join(reserved)}")
    function = Function(
        name=inputs["name"],
        account=provider.account_id,
        region=provider.region,
        role_arn=inputs["role"],
        handler=inputs["handler"],
        directory=inputs["code"],
        environment=dict(variables),
    )
    kept(provider).keep(f"{provider.account_id}/{function.name}", function)


def _judge_network(provider: AwsProvider, inputs: Properties) -> None:
    """Whether its role exists and may make the network interfaces that it needs in a VPC."""
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


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:lambda/function:Function": Backend(
        replaces={"name": SOURCE},
        updates=(
            "architectures",
            "code",
            "description",
            "environment",
            "handler",
            "loggingConfig",
            "memorySize",
            "role",
            "runtime",
            "timeout",
            "vpcConfig",
            *TAGS,
        ),
        auto_name=AutoName("name", LONGEST_NAME),
        fills=all_tags,
        check=check_function,
        create=create_function,
        read=read_function,
        update=update_function,
        delete=delete_function,
    ),
}
