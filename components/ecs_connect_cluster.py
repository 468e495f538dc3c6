"""Application account: where ECS runs pipelines, and what they may reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, ecs, vpc

from domain.networks import INTERNET

HTTPS = 443
KAFKA = 9092  # seed brokers of Redpanda Cloud (Redpanda Cloud documentation, "Connect to your cluster")


@dataclass(frozen=True, kw_only=True)
class EcsConnectClusterArgs:
    """The network the tasks are in."""

    vpc_id: pulumi.Input[str]
    """A VPC of the application's account, with a way to the internet or to what the tasks reach."""
    database_port: int


class EcsConnectCluster(pulumi.ComponentResource):
    """An ECS cluster, and a security group that lets nobody in, and out to three ports.

    It makes no network: tasks run in subnets that exist.
    """

    cluster_arn: pulumi.Output[str]
    cluster_name: pulumi.Output[str]
    """For `aws ecs describe-services`."""
    security_group_id: pulumi.Output[str]
    """Once it lets out."""

    def __init__(self, name: str, args: EcsConnectClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:EcsConnectCluster", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        cluster = ecs.Cluster(f"{name}-connect", opts=child)
        group = ec2.SecurityGroup(
            f"{name}-connect-group", vpc_id=args.vpc_id, description="Redpanda Connect", opts=child
        )
        ports: Mapping[str, int] = {"aws-and-image": HTTPS, "database": args.database_port, "brokers": KAFKA}
        rules = [
            # The database, the brokers and AWS are public names: their addresses change.
            vpc.SecurityGroupEgressRule(
                f"{name}-connect-to-{job}",
                security_group_id=group.id,
                cidr_ipv4=INTERNET,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                description=job,
                opts=child,
            )
            for job, port in ports.items()
        ]
        self.cluster_arn, self.cluster_name = cluster.arn, cluster.name
        self.security_group_id = _once(group.id, [rule.id for rule in rules])
        self.register_outputs({"cluster_arn": self.cluster_arn})


def _once(value: pulumi.Output[str], others: Sequence[pulumi.Output[str]]) -> pulumi.Output[str]:
    return pulumi.Output.all(value, *others).apply(lambda known: str(known[0]))
