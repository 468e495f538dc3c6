"""Database account: the Aurora cluster that lets IAM roles log in and replicate."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random
from pulumi_aws import rds

from components.cluster_instances import cluster_instances
from domain import arns
from domain.cluster_parameters import ENGINE_VERSION
from domain.database_engines import AURORA_POSTGRESQL, DatabaseEngine


@dataclass(frozen=True, kw_only=True)
class AuroraIamClusterArgs:
    """What differs from one cluster to another; everything else is fixed to the safe value."""

    subnet_ids: pulumi.Input[Sequence[str]]
    security_group_id: pulumi.Input[str]
    database_name: str
    """The database made with the cluster; renaming it replaces the cluster."""
    master_username: str
    """Its password is made, kept and rotated by Secrets Manager."""
    pipelines: int
    """How many pipelines will read its changes, which the parameters follow. None of them: replication stays off."""
    engine: DatabaseEngine = AURORA_POSTGRESQL
    engine_version: str = ENGINE_VERSION
    port: int = 5432
    min_acu: float = 0.5
    """Aurora capacity units, steps of 0.5; never 0, because replication keeps the writer awake."""
    max_acu: float = 2
    readers: int = 0
    """Instances beside the writer; replication always runs on the writer."""
    public: bool = False
    """Whether the instances get public addresses."""
    deletion_protection: bool = True
    """Also protects the cluster from Pulumi itself: no destroy, no replacement."""
    backup_retention_days: int = 7
    data_api: bool = False
    """Whether SQL may run over the Data API (Aurora User Guide, "Using the Amazon RDS Data API")."""

    def __post_init__(self) -> None:
        if self.min_acu <= 0:
            raise ValueError(
                f"min_acu: got {self.min_acu:g}, want 0.5 or more ({self.engine.kept_awake_by} keeps the writer "
                "awake, so scaling to zero silently never happens); use 0.5"
            )
        try:
            self.engine.parameter_group_family(self.engine_version)
        except ValueError as error:
            raise ValueError(f"engine_version: got {self.engine_version!r}, {error}") from None


class AuroraIamCluster(pulumi.ComponentResource):
    """An encrypted Aurora Serverless v2 cluster: IAM login, IAM replication, forced TLS, a managed master password.

    It makes no database users, publications or slots: those need a login and live in components of their own.
    """

    arn: pulumi.Output[str]
    """Of the cluster; known once the writer exists, as the endpoint is."""
    endpoint: pulumi.Output[str]
    """The writer's endpoint; known once the writer exists, since nobody can log in before."""
    resource_id: pulumi.Output[str]
    """`cluster-ABC...`: what `rds-db` ARNs are made of."""
    cluster_identifier: pulumi.Output[str]
    """Name of the cluster in the console and the API."""
    master_secret_arn: pulumi.Output[str]
    """The managed secret that holds the master's user name and password; known once the writer exists, as above."""
    parameter_group_name: pulumi.Output[str]
    """The cluster parameter group, for looking at pending reboots."""

    def __init__(self, name: str, args: AuroraIamClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:AuroraIamCluster", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        parameter_group = rds.ClusterParameterGroup(
            f"{name}-parameters",
            family=args.engine.parameter_group_family(args.engine_version),
            description=args.engine.parameters_for if args.pipelines else "TLS for every connection",
            parameters=[
                rds.ClusterParameterGroupParameterArgs(name=p.name, value=p.value, apply_method=p.apply_method)
                for p in args.engine.parameters(args.pipelines)
            ],
            opts=child,
        )
        subnet_group = rds.SubnetGroup(f"{name}-subnets", subnet_ids=args.subnet_ids, opts=child)
        # A stack that is destroyed, made again and destroyed again would otherwise meet its own first snapshot.
        snapshot_suffix = pulumi_random.RandomId(f"{name}-final-snapshot", byte_length=4, opts=child)
        cluster = rds.Cluster(
            f"{name}-cluster",
            engine=rds.EngineType(args.engine.name),
            engine_mode="provisioned",  # what Serverless v2 asks for
            engine_version=args.engine_version,
            database_name=args.database_name,
            port=args.port,
            master_username=args.master_username,
            manage_master_user_password=True,
            iam_database_authentication_enabled=True,
            enable_http_endpoint=args.data_api or None,
            storage_encrypted=True,
            db_cluster_parameter_group_name=parameter_group.name,
            db_subnet_group_name=subnet_group.name,
            vpc_security_group_ids=[args.security_group_id],
            serverlessv2_scaling_configuration=rds.ClusterServerlessv2ScalingConfigurationArgs(
                min_capacity=args.min_acu, max_capacity=args.max_acu
            ),
            enabled_cloudwatch_logs_exports=list(args.engine.log_exports),
            database_insights_mode="standard",
            backup_retention_period=args.backup_retention_days,
            copy_tags_to_snapshot=True,
            deletion_protection=args.deletion_protection,
            skip_final_snapshot=False,
            final_snapshot_identifier=pulumi.Output.concat(f"{name}-final-", snapshot_suffix.hex),
            # Otherwise a changed capacity or setting waits, unseen, for the next maintenance window.
            apply_immediately=True,
            opts=pulumi.ResourceOptions(parent=self, protect=args.deletion_protection),
        )
        writer, *_ = cluster_instances(
            [f"{name}-writer", *(f"{name}-reader-{n}" for n in range(1, args.readers + 1))],
            cluster_id=cluster.id,
            subnet_group=subnet_group.name,
            engine=args.engine.name,
            public=args.public,
            opts=child,
        )
        self._arn = cluster.arn
        self.arn = pulumi.Output.all(cluster.arn, writer.id).apply(lambda known: str(known[0]))
        self.endpoint = pulumi.Output.all(cluster.endpoint, writer.id).apply(lambda known: str(known[0]))
        self.resource_id = cluster.cluster_resource_id
        self.cluster_identifier = cluster.cluster_identifier
        secret_arn = cluster.master_user_secrets.apply(lambda secrets: str(secrets[0].secret_arn))
        # Of the writer alone: a look-up that waited for the whole component would be unknown with every new reader.
        self.master_secret_arn = pulumi.Output.all(secret_arn, writer.id).apply(lambda known: str(known[0]))
        self.parameter_group_name = parameter_group.name
        self.register_outputs({"endpoint": self.endpoint, "resource_id": self.resource_id})

    def dbuser_arn(self, user: str) -> pulumi.Output[str]:
        """The `rds-db` ARN of one database user of this cluster, for a policy that lets a role log in as it."""
        return pulumi.Output.all(self._arn, self.resource_id).apply(
            lambda known: arns.dbuser_arn(known[0], known[1], user)
        )
