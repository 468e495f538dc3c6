"""What rows of the catalogue name and only a lab that runs has: ports, files, profiles, VPCs, a Redpanda cluster."""

import configparser
import json
from contextlib import contextmanager
from dataclasses import replace

from docs.changes.redpanda import ANOTHER_CLUSTER
from docs.changes.runtimes import LICENSE
from lab.cloud.byoc import role_name
from lab.cloud.issuer import Issuer
from lab.cloud.record_store import RecordStore
from lab.cloud.redpanda_store import RedpandaStore
from tests.lab.worker_ports import worker_port


class LabValues:
    """The lab's own values for those of the catalogue that hold for one machine only."""

    def __init__(self, world):
        database = world.config()[f"{world.project}:database"]
        other_bundle = world.paths.certificates / "other.pem"
        other_bundle.write_text("# another bundle\n" + world.paths.ca_bundle.read_text())
        _second_names(world)
        _pipeline_roles(world)
        _namespaces(world)
        self._values = {
            15432: database["port"],
            15433: worker_port(),
            ".lab/certificates/ca.pem": str(world.paths.ca_bundle),
            ".lab/certificates/other.pem": str(other_bundle),
            "https://oidc.lab.invalid": Issuer(world.paths.issuer).url,
            LICENSE: _licence(world),
            **_vpcs(world),
            **_addresses(world),
            **_groups(world, database.get("existing", {}).get("ingressSecurityGroupId")),
        }

    def of(self, value):
        """The value itself where it is the same everywhere."""
        if isinstance(value, dict):
            return {key: self.of(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(inner) for inner in value]
        return self._values.get(value, value)

    def named(self, name):
        """A logical name that ends in one of them: a route's, in its table's id."""
        job, begun, table = name.partition("rtb-")
        return job + self.of(begun + table)


def _second_names(world):
    """Each profile under another name, too: of the same account."""
    for file, prefix in ((world.paths.aws_config, "profile "), (world.paths.aws_credentials, "")):
        profiles = configparser.ConfigParser(interpolation=None)
        profiles.read(file)
        for account in world.stack_file.accounts.values():
            profiles[f"{prefix}{account['profile']}-2"] = dict(profiles[f"{prefix}{account['profile']}"])
        with file.open("w") as written:
            profiles.write(written)


def _pipeline_roles(world):
    """Roles that Redpanda would have made: of another cluster, and one under a name of its own."""
    iam = world.account("redpanda").client("iam")
    own = iam.get_role(RoleName=role_name(RedpandaStore(world.paths.redpanda).cluster().id))["Role"]
    for name in (
        role_name(ANOTHER_CLUSTER),
        "redpanda-another-role",
        "redpanda-connect-host",
        "redpanda-connect-host-2",
    ):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(own["AssumeRolePolicyDocument"]))


def _namespaces(world):
    """Two, each with the licence of Redpanda Connect that its owner has put there."""
    objects = RecordStore(world.paths.kubernetes)
    for namespace in ("streams", "streams-2"):
        objects.put("Namespace", namespace, {"metadata": {"name": namespace}})
        objects.put("Secret", f"{namespace}/redpanda-license", {"stringData": {"license": "one", "key": "two"}})


def _licence(world):
    """The same as a secret of the account where tasks run: its ARN."""
    secrets = world.account("redpanda").client("secretsmanager")
    return secrets.create_secret(Name="redpanda-license", SecretString="one")["ARN"]


def _groups(world, group_id):
    """The security group of a database that exists, and one that could take its place."""
    if group_id is None:
        return {}
    ec2 = world.account("database").client("ec2")
    vpc_id = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]["VpcId"]
    other = ec2.create_security_group(GroupName="other", Description="other", VpcId=vpc_id)
    return {"sg-0": group_id, "sg-0b1": other["GroupId"]}


def _addresses(world):
    """Elastic IPs of Redpanda's account: the first has the address that is let in."""
    ec2 = world.account("redpanda").client("ec2")
    (cidr,) = world.config()[f"{world.project}:redpanda"]["natCidrs"]
    told = {"eipalloc-0c1": {"Address": cidr.partition("/")[0]}, "eipalloc-0c2": {}}
    return {name: ec2.allocate_address(Domain="vpc", **of)["AllocationId"] for name, of in told.items()}


def _vpcs(world):
    """VPCs that somebody else made, in two zones each: 0a and 0b of the database's account, 0c and 0d of Redpanda's."""
    ids = {}
    for section, which, network in (
        ("database", "0a", "10.80"),
        ("database", "0b", "10.80"),
        ("redpanda", "0c", "10.70"),
        ("redpanda", "0d", "10.70"),
    ):
        ec2 = world.account(section).client("ec2")
        vpc_id = ids[f"vpc-{which}1"] = ec2.create_vpc(CidrBlock=f"{network}.0.0/16")["Vpc"]["VpcId"]
        for number in (1, 2, 3):
            subnet = ec2.create_subnet(
                VpcId=vpc_id, CidrBlock=f"{network}.{number}.0/24", AvailabilityZone=f"us-east-2{'ab'[number > 1]}"
            )
            ids[f"subnet-{which}{number}"] = subnet["Subnet"]["SubnetId"]
            table = ec2.create_route_table(VpcId=vpc_id)
            ids[f"rtb-{which}{number}"] = table["RouteTable"]["RouteTableId"]
    return ids


@contextmanager
def what_it_takes(world, change):
    """What has to be there before the stack file can name it."""
    store = RedpandaStore(world.paths.redpanda)
    cluster = store.cluster()
    if change.key == "redpanda.clusterId":
        url = cluster.cluster_api_url.replace(cluster.id, change.after)
        store.write_cluster(replace(cluster, id=change.after, cluster_api_url=url))
    try:
        yield
    finally:
        store.write_cluster(cluster)
