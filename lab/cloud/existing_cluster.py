"""An Aurora cluster that is there before the program runs, made by RDS's API."""

from lab.backends.aurora_server import AuroraServer
from lab.backends.aws_provider import AwsProvider

ENGINE, ENGINE_VERSION, FAMILY = "aurora-postgresql", "16.11", "aurora-postgresql16"
REPLICATION = [
    {"ParameterName": name, "ParameterValue": "1", "ApplyMethod": method}
    for name, method in (("rds.iam_auth_for_replication", "immediate"), ("rds.logical_replication", "pending-reboot"))
]
"""Parameters that are on, each as it can be applied (Aurora User Guide, "Setting up logical replication")."""


def make(provider: AwsProvider, identifier: str, *, master: str, port: int, database: str, security_group: str) -> str:
    """The cluster, its parameter group and its writer, in the subnet group of its name; the ARN of its secret."""
    rds = provider.client("rds")
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName=identifier, DBParameterGroupFamily=FAMILY, Description=identifier
    )
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName=identifier, Parameters=REPLICATION)
    cluster = rds.create_db_cluster(
        DBClusterIdentifier=identifier,
        DatabaseName=database,
        DBClusterParameterGroupName=identifier,
        DBSubnetGroupName=identifier,
        EnableHttpEndpoint=True,
        EnableIAMDatabaseAuthentication=True,
        Engine=ENGINE,
        EngineMode="provisioned",
        EngineVersion=ENGINE_VERSION,
        ManageMasterUserPassword=True,
        MasterUsername=master,
        Port=port,
        ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 4},
        StorageEncrypted=True,
        VpcSecurityGroupIds=[security_group],
    )["DBCluster"]
    rds.create_db_instance(
        DBInstanceIdentifier=f"{identifier}-1",
        DBClusterIdentifier=identifier,
        DBInstanceClass="db.serverless",
        PubliclyAccessible=True,
        Engine=ENGINE,
    )
    return str(cluster["MasterUserSecret"]["SecretArn"])


def start(provider: AwsProvider, identifier: str) -> None:
    """Its PostgreSQL, once the secret has the master's login."""
    AuroraServer(provider, identifier).start()
