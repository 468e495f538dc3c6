"""Whichever account runs it: a Lambda function in a VPC without the internet, which reaches one AWS API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_aws import cloudwatch, ec2, iam, lambda_

from components.group_rules import GroupRule, let_in, let_out
from domain import function_documents, iam_documents

HTTPS = 443
Api = Literal["secretsmanager", "sts"]
ENDPOINT_VARIABLES: dict[Api, str] = {
    "secretsmanager": "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "sts": "AWS_ENDPOINT_URL_STS",
}
"""Where the SDK reads an API's address (AWS SDKs and Tools Reference Guide, "Service-specific endpoints")."""
RUNTIME = lambda_.Runtime.PYTHON3D13
LOG_RETENTION_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class VpcFunctionArgs:
    """The code, where it runs and what it is told."""

    description: str
    handler: str
    """`<module>.<function>` of the code."""
    code: pulumi.Archive
    environment: Mapping[str, pulumi.Input[str]]
    """No secret: everybody who may read the function's configuration reads it."""
    timeout_s: int
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[str]]
    security_group_id: pulumi.Input[str]
    """The function's own group: a rule towards the API is added to it."""
    api: Api
    """The one AWS API it calls: there is no route to any other."""
    api_actions: Sequence[str]
    """What it does there; the endpoint lets nothing else through."""
    api_resources: Sequence[pulumi.Input[str]]
    """What it does that with: exact ARNs."""
    region: str
    role_name: str | None = None
    """Where the role's ARN is part of another account's trust; omitted: Pulumi makes one up."""


class VpcFunction(pulumi.ComponentResource):
    """A function with a role of its own, a log kept for 14 days and a private way to one AWS API.

    What else its role may do is up to whoever makes it.
    """

    name: pulumi.Output[str]
    """The function's name, once its code has lost the rights of its role that only Lambda needs."""
    arn: pulumi.Output[str]
    role_name: pulumi.Output[str]
    role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: VpcFunctionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:VpcFunction", name, None, opts)
        self._prefix, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        logs = cloudwatch.LogGroup(f"{name}-log", retention_in_days=LOG_RETENTION_DAYS, opts=self._child)
        role = iam.Role(
            f"{name}-role",
            name=args.role_name,
            description=args.description,
            assume_role_policy=pulumi.Output.json_dumps(iam_documents.service_trust("lambda.amazonaws.com")),
            opts=self._child,
        )
        run = iam.RolePolicy(
            f"{name}-run",
            role=role.name,
            policy=pulumi.Output.json_dumps(logs.arn.apply(function_documents.function_in_vpc)),
            opts=self._child,
        )
        function = lambda_.Function(
            f"{name}-function",
            description=args.description,
            runtime=RUNTIME,
            architectures=["arm64"],  # the code is Python alone
            handler=args.handler,
            code=args.code,
            timeout=args.timeout_s,
            memory_size=256,
            role=role.arn,
            environment=lambda_.FunctionEnvironmentArgs(
                variables={**args.environment, ENDPOINT_VARIABLES[args.api]: self._way_to_api(role.arn)}
            ),
            logging_config=lambda_.FunctionLoggingConfigArgs(log_format="JSON", log_group=logs.name),
            vpc_config=lambda_.FunctionVpcConfigArgs(
                subnet_ids=args.subnet_ids, security_group_ids=[args.security_group_id]
            ),
            # Lambda refuses a role that may not make network interfaces.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[run]),
        )
        forbid = iam.RolePolicy(
            f"{name}-not-by-code",
            role=role.name,
            policy=pulumi.Output.json_dumps(function.arn.apply(function_documents.not_by_code)),
            opts=self._child,
        )
        self.name = pulumi.Output.all(function.name, forbid.id).apply(lambda known: str(known[0]))
        self.arn, self.role_name, self.role_arn = function.arn, role.name, role.arn
        self.register_outputs({"name": self.name, "arn": self.arn})

    def _way_to_api(self, role_arn: pulumi.Output[str]) -> pulumi.Output[str]:
        """The URL of an interface endpoint for this role alone.

        It does not take the API's usual name: a VPC has that only once, and only with DNS hostnames on.
        """
        name, args = self._prefix, self._args
        own_group = args.security_group_id
        group = ec2.SecurityGroup(
            f"{name}-api-group", vpc_id=args.vpc_id, description=f"Endpoint of {args.api}", opts=self._child
        )
        from_function = GroupRule(group_id=group.id, other_group=own_group, port=HTTPS, description="the function")
        to_api = GroupRule(group_id=own_group, other_group=group.id, port=HTTPS, description=args.api)
        let_in(f"{name}-api-from-function", from_function, self._child)
        let_out(f"{name}-to-api", to_api, self._child)
        document = pulumi.Output.all(role_arn, *args.api_resources).apply(
            lambda known: function_documents.through_endpoint(known[0], args.api_actions, known[1:])
        )
        endpoint = ec2.VpcEndpoint(
            f"{name}-api",
            vpc_id=args.vpc_id,
            vpc_endpoint_type="Interface",
            service_name=f"com.amazonaws.{args.region}.{args.api}",
            subnet_ids=args.subnet_ids,
            security_group_ids=[group.id],
            private_dns_enabled=False,
            policy=pulumi.Output.json_dumps(document),
            opts=self._child,
        )
        return endpoint.dns_entries.apply(lambda entries: f"https://{_regional(entries)}")


def _regional(entries: Sequence[ec2.outputs.VpcEndpointDnsEntry]) -> str:
    """The name that leads to every zone; those of single zones have the zone in them besides.

    AWS PrivateLink Guide, "Access an AWS service using an interface VPC endpoint", DNS names.
    """
    return min((str(entry.dns_name) for entry in entries), key=len)
