"""The account of a VPC: who talked to whom in it."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch, ec2, iam

from domain import function_documents


@dataclass(frozen=True, kw_only=True)
class VpcFlowLogsArgs:
    """Which VPC, and how long its records are kept."""

    vpc_id: pulumi.Input[str]
    vpc_arn: pulumi.Input[str]
    """The same VPC: its account and region may write, and no other."""
    retention_days: int = 14


class VpcFlowLogs(pulumi.ComponentResource):
    """Accepted and rejected traffic of a VPC, in a log group of its own that forgets."""

    log_group_name: pulumi.Output[str]
    """Where the records are."""

    def __init__(self, name: str, args: VpcFlowLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:VpcFlowLogs", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        vpc_arn = pulumi.Output.from_input(args.vpc_arn)
        logs = cloudwatch.LogGroup(f"{name}-flow-logs", retention_in_days=args.retention_days, opts=child)
        role = iam.Role(
            f"{name}-flow-logs-role",
            description="Flow logs of a VPC reach CloudWatch through this role",
            assume_role_policy=pulumi.Output.json_dumps(vpc_arn.apply(function_documents.flow_log_trust)),
            opts=child,
        )
        deliver = iam.RolePolicy(
            f"{name}-flow-logs-deliver",
            role=role.name,
            policy=pulumi.Output.json_dumps(logs.arn.apply(function_documents.flow_log_delivery)),
            opts=child,
        )
        ec2.FlowLog(
            f"{name}-flow-log",
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=logs.arn,
            iam_role_arn=role.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[deliver]),
        )
        self.log_group_name = logs.name
        self.register_outputs({"log_group_name": self.log_group_name})
