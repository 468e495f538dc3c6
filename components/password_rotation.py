"""Database account: new passwords every 30 days, for users that a proxy logs in as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, iam, lambda_, secretsmanager

from components.group_rules import GroupRule, let_in, let_out
from components.vpc_function import VpcFunction, VpcFunctionArgs
from domain import function_documents

ROTATE_AFTER_DAYS = 30
TIMEOUT_S = 60


@dataclass(frozen=True, kw_only=True)
class PasswordRotationArgs:
    """The secrets, and the database whose passwords they hold."""

    secret_arns: Mapping[str, pulumi.Input[str]]
    """By user, once the user exists: the first rotation is at once."""
    database_host: pulumi.Input[str]
    database_port: int
    database_name: str
    database_security_group_id: pulumi.Input[str]
    """Lets the function in."""
    region: str
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[str]]
    code: pulumi.Archive
    """`rotate_password.py` of examples/rds-proxy with its driver and the certificates of the region's databases."""


class PasswordRotation(pulumi.ComponentResource):
    """Each user changes its own password, by a function of ours that Secrets Manager calls.

    Secrets Manager rotates by itself only what AWS services own, and its ready-made functions come from the Serverless
    Application Repository, which is CloudFormation's. The first rotation is at once, so that no password Pulumi has
    seen is good for long. While one runs, for a second or two, the proxy opens no new connection as that user.
    """

    function_name: pulumi.Output[str]

    def __init__(self, name: str, args: PasswordRotationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:PasswordRotation", name, None, opts)
        self._prefix, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        group = self._group()
        function = VpcFunction(
            name,
            VpcFunctionArgs(
                description="Changes the passwords of the database users behind RDS Proxy",
                handler="functions.rotate_password.handler",
                code=args.code,
                environment={
                    "DATABASE_HOST": args.database_host,
                    "DATABASE_PORT": str(args.database_port),
                    "DATABASE_NAME": args.database_name,
                },
                timeout_s=TIMEOUT_S,
                vpc_id=args.vpc_id,
                subnet_ids=args.subnet_ids,
                security_group_id=group,
                api="secretsmanager",
                api_actions=function_documents.ROTATION_ACTIONS,
                api_resources=list(args.secret_arns.values()),
                region=args.region,
            ),
            self._child,
        )
        document = pulumi.Output.all(*args.secret_arns.values()).apply(function_documents.rotate_secrets)
        allowed = iam.RolePolicy(
            f"{name}-secrets", role=function.role_name, policy=pulumi.Output.json_dumps(document), opts=self._child
        )
        for user, secret_arn in args.secret_arns.items():
            called = lambda_.Permission(
                f"{name}-{user}-call",
                action="lambda:InvokeFunction",
                function=function.name,
                principal="secretsmanager.amazonaws.com",
                source_arn=secret_arn,
                opts=self._child,
            )
            secretsmanager.SecretRotation(
                f"{name}-{user}-rotation",
                secret_id=secret_arn,
                rotation_lambda_arn=function.arn,
                rotation_rules=secretsmanager.SecretRotationRotationRulesArgs(
                    automatically_after_days=ROTATE_AFTER_DAYS
                ),
                opts=pulumi.ResourceOptions(parent=self, depends_on=[called, allowed]),
            )
        self.function_name = function.name
        self.register_outputs({"function_name": self.function_name})

    def _group(self) -> pulumi.Output[str]:
        """The function's group: towards the database."""
        name, args = self._prefix, self._args
        database_group, port = args.database_security_group_id, args.database_port
        group = ec2.SecurityGroup(
            f"{name}-group", vpc_id=args.vpc_id, description="Rotation of database passwords", opts=self._child
        )
        to_database = GroupRule(group_id=group.id, other_group=database_group, port=port, description="the database")
        from_rotation = GroupRule(group_id=database_group, other_group=group.id, port=port, description="rotation")
        let_out(f"{name}-to-database", to_database, self._child)
        let_in(f"{name}-from-rotation", from_rotation, self._child)
        return group.id
