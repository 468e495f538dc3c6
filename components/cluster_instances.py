"""Database account: the instances of a Serverless v2 cluster, its writer and its readers alike."""

from collections.abc import Sequence

import pulumi
from pulumi_aws import rds


def cluster_instances(
    names: Sequence[str],
    *,
    cluster_id: pulumi.Input[str],
    subnet_group: pulumi.Input[str],
    engine: str,
    public: bool,
    opts: pulumi.ResourceOptions,
) -> list[rds.ClusterInstance]:
    """By name: the writer first, then who takes its place on failover (Aurora User Guide, "Fault tolerance")."""
    return [
        rds.ClusterInstance(
            name,
            cluster_identifier=cluster_id,
            engine=rds.EngineType(engine),
            instance_class="db.serverless",
            db_subnet_group_name=subnet_group,
            publicly_accessible=public,
            # A minor upgrade behind our back would preview as a downgrade (pulumi/pulumi-aws #5756).
            auto_minor_version_upgrade=False,
            promotion_tier=tier,
            copy_tags_to_snapshot=True,
            apply_immediately=True,
            opts=opts,
        )
        for tier, name in enumerate(names)
    ]
