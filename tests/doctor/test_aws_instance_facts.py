"""An instance of RDS for PostgreSQL: what is read of it, by what right, and the commands that mend it."""

import math

import pytest
from moto import mock_aws

from doctor.checks.fix_commands import describe_command, rds_command, reboot_writer, set_parameter
from doctor.facts.aws_instance import instance_facts
from doctor.facts.facts import Absent
from doctor.facts.gather import aws_probes
from doctor.permissions import database_account_policy
from tests.doctor.emulated_accounts import REGION, emulated_accounts
from tests.doctor.test_permissions import CHAIN, SECRET

INSTANCE = {**CHAIN, "database": {**CHAIN["database"], "cluster_identifier": "shop", "resource_id": "db-ABC"}}
WHERE = f"--profile database --region {REGION}"


@pytest.fixture
def database(tmp_path, monkeypatch):
    with mock_aws():
        yield emulated_accounts(tmp_path, monkeypatch)[1]


@pytest.fixture
def made(database):
    rds, ec2 = (database.client(service) for service in ("rds", "ec2"))
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="shop", Description="shop", VpcId=vpc)["GroupId"]
    for port, cidr in ((15432, "192.0.2.1/32"), (22, "192.0.2.2/32")):
        rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": cidr}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    rds.create_db_parameter_group(
        DBParameterGroupName="shop-parameters", DBParameterGroupFamily="postgres16", Description="shop"
    )
    parameter = {"ParameterName": "rds.logical_replication", "ParameterValue": "1", "ApplyMethod": "pending-reboot"}
    rds.modify_db_parameter_group(DBParameterGroupName="shop-parameters", Parameters=[parameter])
    return rds.create_db_instance(
        DBInstanceIdentifier="shop",
        DBInstanceClass="db.t4g.medium",
        DBParameterGroupName="shop-parameters",
        Engine="postgres",
        EngineVersion="16.11",
        AllocatedStorage=20,
        MasterUsername="postgres",
        MasterUserPassword="not-looked-at",
        EnableIAMDatabaseAuthentication=True,
        PubliclyAccessible=True,
        Port=15432,
        VpcSecurityGroupIds=[group],
    )["DBInstance"]


def test_an_instance_is_its_own_writer(database, made):
    instance = instance_facts(database.facts, "shop")
    assert (instance.endpoint, instance.reader_endpoint, instance.port) == (made["Endpoint"]["Address"], "", 15432)
    assert (instance.status, instance.resource_id) == ("available", made["DbiResourceId"])
    assert (instance.iam_authentication, instance.min_acu, instance.public) == (True, math.inf, True)
    assert (instance.parameter_group, instance.parameter_status) == ("shop-parameters", "in-sync")
    assert instance.parameters == {"rds.logical_replication": "1"}
    assert (instance.let_in, instance.readers) == (("192.0.2.1/32",), 0)


@pytest.mark.usefixtures("database")
def test_it_is_looked_for_where_the_chain_has_the_resource_id_of_an_instance(made):
    probes = aws_probes(INSTANCE)
    assert probes.cluster().resource_id == made["DbiResourceId"]
    assert isinstance(
        aws_probes(CHAIN | {"database": INSTANCE["database"] | {"resource_id": "cluster-A"}}).cluster(), Absent
    )


def test_one_that_is_gone_is_absent(database):
    assert instance_facts(database.facts, "gone") == Absent(f"instance 'gone' in {REGION}")


def test_the_doctors_rights_are_on_the_instance_and_on_no_cluster():
    statements = {one["Sid"]: one for one in database_account_policy(INSTANCE, admin_secret=False)["Statement"]}
    prefix = f"arn:aws:rds:{REGION}:222222222222"
    assert statements["ReadInstance"]["Resource"] == f"{prefix}:db:shop"
    assert statements["ReadParameters"] | {"Sid": ""} == {
        "Sid": "",
        "Effect": "Allow",
        "Action": "rds:DescribeDBParameters",
        "Resource": f"{prefix}:pg:*",
    }
    assert not {"ReadCluster", "ReadWriterAndParameters"} & statements.keys()
    assert SECRET not in str(statements)


def test_every_command_is_an_instances():
    on = f"--db-instance-identifier shop {WHERE}"
    assert reboot_writer(INSTANCE) == f"aws rds reboot-db-instance {on}"
    assert rds_command(INSTANCE, "start") == f"aws rds start-db-instance {on}"
    assert rds_command(INSTANCE, "wait") == f"aws rds wait db-instance-available {on}"
    assert describe_command(INSTANCE, "Endpoint", "Endpoint.Address") == (
        f"aws rds describe-db-instances --db-instance-identifier shop --query 'DBInstances[0].Endpoint.Address' {WHERE}"
    )
    assert set_parameter(INSTANCE, "shop-parameters", "max_wal_senders", "40", "pending-reboot") == (
        "aws rds modify-db-parameter-group --db-parameter-group-name shop-parameters --parameters "
        f"ParameterName=max_wal_senders,ParameterValue=40,ApplyMethod=pending-reboot {WHERE}"
    )
