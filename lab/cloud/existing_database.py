"""A database that is there before the program runs, as those made it whose it is: by AWS's APIs and by SQL."""

import json
import secrets
from typing import Any

from lab.cloud import existing_cluster, existing_instance
from lab.cloud.operator import operator
from lab.lifecycle.stack_file import LabStack
from lab.paths import REPOSITORY, LabPaths
from lab.services.postgres import PostgresServer

MASTER = "postgres"
PASSWORD_BYTES = 21  # 28 characters, as long as the passwords RDS makes
ZONES = ("a", "b")
CONTENT = REPOSITORY / "lab" / "existing.sql"


def make_existing_database(paths: LabPaths, stack: LabStack) -> None:
    """A cluster or an instance with its network, its parameter group, its managed secret, and what is in it."""
    asked = stack.section("database")
    kind = existing_instance if "instanceIdentifier" in asked["existing"] else existing_cluster
    identifier, database = _identifier(stack), asked["name"]
    provider = operator(paths, asked["profile"], asked["region"])
    network = _make_network(provider.client("ec2"), identifier, [f"{asked['region']}{zone}" for zone in ZONES])
    provider.client("rds").create_db_subnet_group(
        DBSubnetGroupName=identifier, DBSubnetGroupDescription=identifier, SubnetIds=network["subnets"]
    )
    secret = kind.make(
        provider,
        identifier,
        master=MASTER,
        port=asked["port"],
        database=database,
        security_group=network["group"],
    )
    # moto gives every database the same secret, of a user "admin".
    login = {"username": MASTER, "password": secrets.token_urlsafe(PASSWORD_BYTES)}
    provider.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=json.dumps(login))
    kind.start(provider, identifier)
    with PostgresServer(paths.databases / identifier).superuser_connection(database) as connection:
        connection.execute(CONTENT.read_bytes())
        connection.execute("SELECT pg_create_logical_replication_slot('reporting', 'pgoutput')")  # only by itself


def ingress_group(paths: LabPaths, stack: LabStack) -> str:
    """The id of its security group, which is known once it is made."""
    asked = stack.section("database")
    ec2 = operator(paths, asked["profile"], asked["region"]).client("ec2")
    names = [_identifier(stack)]
    (group,) = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": names}])["SecurityGroups"]
    return str(group["GroupId"])


def _identifier(stack: LabStack) -> str:
    existing = stack.section("database")["existing"]
    return str(existing.get("clusterIdentifier") or existing["instanceIdentifier"])


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
