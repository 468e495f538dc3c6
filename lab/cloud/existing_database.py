"""A database that is there before the program runs, as those made it whose it is: by AWS's APIs and by SQL."""

import json
import secrets
from typing import Any

from lab.backends.aurora_server import AuroraServer
from lab.cloud.operator import operator
from lab.lifecycle.stack_file import LabStack
from lab.paths import REPOSITORY, LabPaths
from lab.services.postgres import PostgresServer

MASTER = "postgres"
ENGINE, ENGINE_VERSION, FAMILY = "aurora-postgresql", "16.11", "aurora-postgresql16"
PASSWORD_BYTES = 21  # 28 characters, as long as the passwords RDS makes
REPLICATION = {"rds.iam_auth_for_replication": "immediate", "rds.logical_replication": "pending-reboot"}
"""Parameters that are on, and how each is applied (Aurora User Guide, "Setting up logical replication")."""
ZONES = ("a", "b")
CONTENT = REPOSITORY / "lab" / "existing.sql"


def make_existing_database(paths: LabPaths, stack: LabStack) -> None:
    """A cluster with its network, its parameter group, its master's managed secret, and what is in it."""
    asked = stack.section("database")
    identifier, database = asked["existing"]["clusterIdentifier"], asked["name"]
    provider = operator(paths, asked["profile"], asked["region"])
    network = _make_network(provider.client("ec2"), identifier, [f"{asked['region']}{zone}" for zone in ZONES])
    rds = provider.client("rds")
    rds.create_db_subnet_group(
        DBSubnetGroupName=identifier, DBSubnetGroupDescription=identifier, SubnetIds=network["subnets"]
    )
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName=identifier, DBParameterGroupFamily=FAMILY, Description=identifier
    )
    rds.modify_db_cluster_parameter_group(
        DBClusterParameterGroupName=identifier,
        Parameters=[
            {"ParameterName": name, "ParameterValue": "1", "ApplyMethod": method}
            for name, method in REPLICATION.items()
        ],
    )
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
        MasterUsername=MASTER,
        Port=asked["port"],
        ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 4},
        StorageEncrypted=True,
        VpcSecurityGroupIds=[network["group"]],
    )["DBCluster"]
    # moto gives every cluster the same secret, of a user "admin".
    login = {"username": MASTER, "password": secrets.token_urlsafe(PASSWORD_BYTES)}
    provider.client("secretsmanager").put_secret_value(
        SecretId=cluster["MasterUserSecret"]["SecretArn"], SecretString=json.dumps(login)
    )
    rds.create_db_instance(
        DBInstanceIdentifier=f"{identifier}-1",
        DBClusterIdentifier=identifier,
        DBInstanceClass="db.serverless",
        PubliclyAccessible=True,
        Engine=ENGINE,
    )
    AuroraServer(provider, identifier).start()
    with PostgresServer(paths.databases / identifier).superuser_connection(database) as connection:
        connection.execute(CONTENT.read_bytes())
        connection.execute("SELECT pg_create_logical_replication_slot('reporting', 'pgoutput')")  # only by itself


def ingress_group(paths: LabPaths, stack: LabStack) -> str:
    """The id of its security group, which is known once it is made."""
    asked = stack.section("database")
    ec2 = operator(paths, asked["profile"], asked["region"]).client("ec2")
    names = [asked["existing"]["clusterIdentifier"]]
    (group,) = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": names}])["SecurityGroups"]
    return str(group["GroupId"])


def _make_network(ec2: Any, name: str, zones: list[str]) -> dict[str, Any]:
    """A VPC with a public subnet in each zone, and a security group that lets nobody in."""
    vpc = ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    routes = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=routes, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.2.{number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate(zones)
    ]
    for subnet in subnets:
        ec2.associate_route_table(RouteTableId=routes, SubnetId=subnet)
    group = ec2.create_security_group(GroupName=name, Description="the database's", VpcId=vpc)["GroupId"]
    return {"subnets": subnets, "group": group}
