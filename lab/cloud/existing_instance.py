"""An instance of RDS for PostgreSQL that is there before the program runs, made by RDS's API."""

from lab.backends.aws_provider import AwsProvider
from lab.backends.instance_server import InstanceServer
from lab.cloud.existing_cluster import REPLICATION

ENGINE, ENGINE_VERSION, FAMILY = "postgres", "16.11", "postgres16"


def make(provider: AwsProvider, identifier: str, *, master: str, port: int, database: str, security_group: str) -> str:
    """The instance and its parameter group, in the subnet group of its name; the ARN of its secret."""
    rds = provider.client("rds")
    rds.create_db_parameter_group(
        DBParameterGroupName=identifier, DBParameterGroupFamily=FAMILY, Description=identifier
    )
    rds.modify_db_parameter_group(DBParameterGroupName=identifier, Parameters=REPLICATION)
    instance = rds.create_db_instance(
        DBInstanceIdentifier=identifier,
        DBName=database,
        DBParameterGroupName=identifier,
        DBSubnetGroupName=identifier,
        DBInstanceClass="db.t4g.medium",
        AllocatedStorage=20,
        EnableIAMDatabaseAuthentication=True,
        Engine=ENGINE,
        EngineVersion=ENGINE_VERSION,
        ManageMasterUserPassword=True,
        MasterUsername=master,
        Port=port,
        PubliclyAccessible=True,
        StorageEncrypted=True,
        VpcSecurityGroupIds=[security_group],
    )["DBInstance"]
    return str(instance["MasterUserSecret"]["SecretArn"])


def start(provider: AwsProvider, identifier: str) -> None:
    """Its PostgreSQL, once the secret has the master's login."""
    InstanceServer(provider, identifier).start()
