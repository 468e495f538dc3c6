"""Application account: a function that goes the whole way to the database, and says how far it came."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from components.group_rules import GroupRule, let_out
from components.vpc_function import VpcFunction, VpcFunctionArgs
from domain import iam_documents, rds_proxy
from domain.rds_proxy import TargetRole

TIMEOUT_S = 60


@dataclass(frozen=True, kw_only=True)
class EndpointUnderTest:
    """One endpoint of the proxy."""

    target_role: TargetRole
    host: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class ConnectionTestArgs:
    """The way that the function goes."""

    role_name: str
    """Part of the role's ARN, which the other account trusts: both sides have to know it beforehand."""
    connect_role_arn: pulumi.Input[str]
    """The role of the database's account that it assumes."""
    external_id: str
    """Identifier that it presents; no secret, the trust of that role asks for it."""
    endpoints: Sequence[EndpointUnderTest]
    users: Sequence[str]
    """Database users that it logs in as."""
    database_name: str
    region: str
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[str]]
    security_group_id: pulumi.Input[str]
    """The clients' group, in this account."""
    endpoint_security_group: pulumi.Input[str]
    """The endpoints' group, of the other account: `<account>/sg-...`."""
    code: pulumi.Archive
    """`connection_test.py` of examples/rds-proxy with its driver."""


class ConnectionTest(pulumi.ComponentResource):
    """A Lambda function that assumes the connect role, makes a token and logs in through every endpoint.

    It holds no secret and reaches nothing but STS and the endpoints. It runs only when somebody invokes it.
    """

    function_name: pulumi.Output[str]
    """For `aws lambda invoke`, once it may assume the role and reach the endpoints."""
    role_arn: pulumi.Output[str]
    assume_policy_name: pulumi.Output[str]
    """Name of the inline policy that lets it assume, for looking at it on the role."""

    def __init__(self, name: str, args: ConnectionTestArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:ConnectionTest", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        function = VpcFunction(
            name,
            VpcFunctionArgs(
                description="Tests the way to the database of another account",
                handler="functions.connection_test.handler",
                code=args.code,
                environment={
                    "CONNECT_ROLE_ARN": args.connect_role_arn,
                    "EXTERNAL_ID": args.external_id,
                    "DATABASE_NAME": args.database_name,
                    "DATABASE_USERS": json.dumps(list(args.users)),
                    "ENDPOINTS": pulumi.Output.json_dumps(
                        {tested.target_role: tested.host for tested in args.endpoints}
                    ),
                    "ENDPOINT_PORT": str(rds_proxy.PORT),
                },
                timeout_s=TIMEOUT_S,
                vpc_id=args.vpc_id,
                subnet_ids=args.subnet_ids,
                security_group_id=args.security_group_id,
                api="sts",
                api_actions=["sts:AssumeRole"],
                api_resources=[args.connect_role_arn],
                region=args.region,
                role_name=args.role_name,
            ),
            child,
        )
        document = pulumi.Output.from_input(args.connect_role_arn).apply(
            lambda role_arn: iam_documents.assume_with_external_id([role_arn], args.external_id)
        )
        assume = iam.RolePolicy(
            f"{name}-assume", role=function.role_name, policy=pulumi.Output.json_dumps(document), opts=child
        )
        to_endpoints = GroupRule(
            group_id=args.security_group_id,
            other_group=args.endpoint_security_group,
            port=rds_proxy.PORT,
            description="endpoints of the proxy",
        )
        out = let_out(f"{name}-to-endpoints", to_endpoints, child)
        self.function_name = pulumi.Output.all(function.name, assume.id, out.id).apply(lambda known: str(known[0]))
        self.role_arn = function.role_arn
        self.assume_policy_name = assume.name
        self.register_outputs({"function_name": self.function_name, "role_arn": self.role_arn})
