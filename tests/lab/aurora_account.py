"""An emulated account with a network of two zones for Aurora clusters, and a PostgreSQL that only remembers."""

import shutil
from typing import Any, ClassVar

from lab.backends import ec2, ec2_group_rules, ec2_security_groups, rds, rds_groups, rds_instances
from tests.lab.backend_life import Life

TYPES = {
    token.rpartition(":")[2]: backend
    for module in (ec2, ec2_group_rules, ec2_security_groups, rds, rds_groups, rds_instances)
    for token, backend in module.RESOURCES.items()
}
PARAMETERS = [
    {"name": "rds.logical_replication", "value": "1", "applyMethod": "pending-reboot"},
    {"name": "max_replication_slots", "value": "40", "applyMethod": "pending-reboot"},
    {"name": "rds.force_ssl", "value": "1"},
]


class FakeServer:
    """Servers by directory, as the lab's PostgresServer finds them again."""

    calls: ClassVar[dict[str, list[tuple[Any, ...]]]] = {}

    def __init__(self, directory):
        self.directory = directory
        self.log = self.calls.setdefault(directory.name, [])

    def is_running(self):
        return bool(self.log) and self.log[-1][0] in ("start", "create_master")

    def initialise(self):
        self.directory.mkdir(parents=True)
        self.log.append(("initialise",))

    def start(self, settings):
        self.log.append(("start", dict(settings)))

    def create_master(self, username, password, database):
        self.log.append(("create_master", username, password, database))

    def stop(self):
        self.log.append(("stop",))

    def remove(self):
        shutil.rmtree(self.directory, ignore_errors=True)
        self.log.append(("remove",))


class AuroraAccount:
    """Creates and deletes by short type name, on a network of two zones."""

    def __init__(self, provider):
        self.provider = provider
        self.vpc = self.create("Vpc", cidrBlock="10.30.0.0/24").id
        self.subnets = [
            self.create("Subnet", vpcId=self.vpc, cidrBlock=f"10.30.0.{n * 64}/26", availabilityZone=f"us-east-1{z}").id
            for n, z in enumerate("aab")
        ]
        self.base = {
            "engine": "aurora-postgresql",
            "engineVersion": "17.4",
            "databaseName": "demo",
            "masterUsername": "boss",
            "manageMasterUserPassword": True,
            "dbClusterParameterGroupName": self.group("aurora-postgresql17", PARAMETERS),
            "dbSubnetGroupName": self.create("SubnetGroup", subnetIds=self.subnets).id,
            "vpcSecurityGroupIds": [self.create("SecurityGroup", vpcId=self.vpc).id],
            "serverlessv2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 2},
            "skipFinalSnapshot": True,
        }

    def create(self, kind, **inputs):
        return made(TYPES[kind], self.provider, inputs)

    def group(self, family, parameters):
        return self.create("ClusterParameterGroup", family=family, parameters=parameters).id

    def cluster(self, **changes):
        inputs = {key: value for key, value in {**self.base, **changes}.items() if value is not None}
        return self.create("Cluster", **inputs)

    def instance(self, cluster, **more):
        inputs = {"clusterIdentifier": cluster.id, "engine": "aurora-postgresql", "instanceClass": "db.serverless"}
        return self.create("ClusterInstance", **inputs, **more)

    def delete(self, kind, created, **state):
        TYPES[kind].delete(self.provider, created.id, {**created.outputs, "skipFinalSnapshot": False, **state})


def made(backend, provider, inputs):
    """Checked and created."""
    return Life(backend, provider, "cdc", **inputs)
