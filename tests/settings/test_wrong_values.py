"""Every key of the stack file, with a wrong value, and the one line an operator gets for it."""

import pytest

import settings
from settings.alarms import AlarmSettings
from settings.database import DatabaseSettings, ExistingNetwork, NetworkSettings
from settings.pipeline import PipelineSettings
from settings.redpanda import RedpandaSettings
from settings.trust import TrustSettings

TOPIC = "arn:aws:sns:us-east-2:222222222222:on-call"
EXISTING = {"vpcId": "vpc-0a1b", "subnetIds": ["subnet-0a", "subnet-0b"]}

WRONG = [
    ("redpanda.accountId", "1111", "got '1111', want 12 digits"),
    ("redpanda.accountId", 1111, "got 1111, want 12 digits"),
    ("redpanda.profile", "", "got '', want"),
    ("redpanda.region", "Ohio", "got 'Ohio', want"),
    ("redpanda.clusterId", "rp-Cluster", "got 'rp-Cluster', want [a-z0-9]{3,29} (shown in the Redpanda console)"),
    ("redpanda.natCidrs", ["198.51.100.0/24"], "want a /32 each (a NAT gateway has one address); set allowWideNat"),
    ("redpanda.natCidrs", [], "got none, want the NAT addresses of the Redpanda cluster"),
    ("redpanda.natCidrs", "198.51.100.17/32", "got '198.51.100.17/32', want a list"),
    ("redpanda.allowWideNat", "true", "got 'true', want true when"),
    ("redpanda.pipelineRoleName", "r" * 65, "want the name of an IAM role, not its ARN, 64 characters at most"),
    ("redpanda.pipelineRoleName", "arn:aws:iam::111111111111:role/x", "want the name of an IAM role, not its ARN"),
    ("redpanda.scopeTag", "", "got '', want"),
    ("redpanda.allowDeletion", "yes", "got 'yes', want true when"),
    ("database.accountId", "111111111111", "want another account than redpanda.accountId; set sameAccount: true"),
    ("database.profile", "two words", "got 'two words', want"),
    ("database.region", 2, "got 2, want the database's AWS region"),
    ("database.name", "Shop", "got 'Shop', want"),
    ("database.name", "template0", "got 'template0', want a name that is not reserved"),
    ("database.name", "rdsadmin", "got 'rdsadmin', want a name that is not reserved"),
    ("database.engineVersion", "14.12", "got '14.12', want one of 15.2, 16.1, 17.4, 18.3"),
    ("database.engineVersion", 17.4, "got 17.4, want a version"),
    ("database.port", 80, "got 80, want a port from 1150 to 65535"),
    ("database.port", "5432", "got '5432', want a port"),
    ("database.minAcu", 0, "got 0, want 0.5 or more (logical replication keeps the writer awake"),
    ("database.minAcu", 0.7, "got 0.7, want a multiple of 0.5"),
    ("database.maxAcu", 0.5, "got 0.5, want the most Aurora capacity units, 1 to 256"),
    ("database.maxAcu", "four", "got 'four', want a number"),
    ("database.maxAcu", 5e27, "got 5e+27, want the most Aurora capacity units, 1 to 256"),
    ("database.maxAcu", float("inf"), "got inf, want a multiple of 0.5"),
    ("database.readers", 16, "got 16, want how many readers"),
    ("database.masterUsername", "admin", "got 'admin', want a name that is not reserved"),
    ("database.masterUsername", "none", "got 'none', want a name that is not reserved"),
    ("database.masterUsername", "1st", "got '1st', want"),
    ("database.deletionProtection", "no", "got 'no', want true when"),
    ("database.backupRetentionDays", 36, "got 36, want how many days backups are kept, 1 to 35"),
    ("database.caBundle", "certs/none.pem", "got 'certs/none.pem', want a file that exists; run `make certs`"),
    ("database.caBundle", "Pulumi.yaml", "got 'Pulumi.yaml', want certificates in PEM; run `make certs`"),
    ("database.adminCidrs", ["203.0.113.0/33"], "want an IPv4 network"),
    ("database.adminCidrs[0]", "0.0.0.0/0", "got '0.0.0.0/0', want a prefix of /8 or longer"),
    (
        "database.adminCidrs",
        ["203.0.112.0/23"],
        "got '203.0.112.0/23', want a prefix of /24 or longer (the database is",
    ),
    ("database.network", "public", "got 'public', want where the database lives"),
    ("database.network.exposure", "open", "got 'open', want public or private"),
    ("database.network.vpcCidr", "10.0.0.0/8", "got '10.0.0.0/8', want a network from /16"),
    ("database.network.availabilityZones", ["us-east-2a"], "got ['us-east-2a'], want at least two different zones"),
    ("database.network.availabilityZones", ["us-east-2a", "eu-west-1b"], "want zones of us-east-2"),
    ("database.network", {"existing": EXISTING, "vpcCidr": "10.0.0.0/24"}, "want either `existing` or a new VPC's"),
    ("trust.principal", "anyone", "got 'anyone', want account"),
    ("trust.externalId", "x", "got 'x', want"),
    (
        "pipelines[0].name",
        "Orders",
        "got 'Orders', want [a-z][a-z0-9_]{2,44} (slot, user and secret are named after it)",
    ),
    ("pipelines[0].schema", "my schema", "got 'my schema', want"),
    ("pipelines[0].schema", "pg_catalog", "got 'pg_catalog', want a name that is not reserved"),
    ("pipelines[0].tables", [], "got [], want a list of at least one table"),
    ("pipelines[0].tables", ["orders", "orders"], "want each table once"),
    ("pipelines[0].user", "CDC", "got 'CDC', want"),
    ("pipelines[0].user", "pg_cdc", "got 'pg_cdc', want a name that is not reserved"),
    ("pipelines[0].user", "none", "got 'none', want a name that is not reserved"),
    ("pipelines[0].user", "postgres", "got 'postgres', want another user than the master"),
    ("pipelines[0].slot", "9slot", "got '9slot', want"),
    ("pipelines[0].slot", "s" * 51, "want"),
    ("pipelines[0].topic", "a topic", "got 'a topic', want"),
    ("pipelines[0].topic", "..", "got '..', want a name that is not reserved"),
    ("pipelines[0].topic", "_schemas", "got '_schemas', want a name that is not reserved"),
    ("pipelines[0].topic", "__redpanda.x", "got '__redpanda.x', want a name that is not reserved"),
    ("pipelines[0].partitions", 0, "got 0, want how many partitions, 1 or more"),
    ("pipelines[0].replicationFactor", 2, "got 2, want 1, 3 or 5 copies"),
    ("pipelines[0].snapshot", "true", "got 'true', want true when"),
    ("pipelines[0].keyColumns", {"orders": ["id"]}, "want columns for exactly order_items, orders"),
    ("pipelines[0].keyColumns", {"orders": ["id"], "order_items": []}, "want columns for exactly"),
    ("pipelines[0].cpu", "250m", "got '250m', want 100m to 1500m in steps of 100m"),
    ("pipelines[0].memory", "256Mi", "got '256Mi', want 800M, the memory that goes with a cpu of 200m"),
    ("pipelines[0].bootstrapSql", "none.sql", "got 'none.sql', want a file that exists"),
    ("alarms.topicArn", "my-topic", "got 'my-topic', want arn:aws[a-z-]*:sns:"),
    ("alarms.topicArn", f"{TOPIC}.fifo", "(a standard SNS topic)"),
    ("alarms.topicArn", TOPIC.replace("us-east-2", "eu-west-1"), "got a topic in eu-west-1, want one in us-east-2"),
    ("alarms.slotLagGib", "10 GiB", "got '10 GiB', want a number above 0"),
    ("alarms.slotDiskGib", 0, "got 0, want a number above 0"),
    ("alarms.transactionLogsGib", True, "got true, want a number above 0"),
    ("alarms.freeableMemoryGib", 8, "got 8, want less than 8, the memory of database.maxAcu 4"),
    ("alarms.freeableMemoryGib", float("inf"), "got inf, want a number above 0"),
    ("alarms.capacityPercent", 101, "got 101, want the most of maxAcu that may be in use, in percent"),
    ("alarms.capacityPercent", 12, "got 12, want 12.5 or more (database.minAcu is always in use); set 100 for no such"),
    ("alarms.loginFailures", 0, "got 0, want how many failed IAM logins"),
    ("alarms.lastingMinutes", 7, "got 7, want 5 to 1440 minutes in steps of 5 (CloudWatch looks back one day at most)"),
    ("alarms.silentMinutes", 1445, "got 1445, want 5 to 1440 minutes"),
    ("alarms.silentMinutes", "30m", "got '30m', want how many minutes every IAM login may fail"),
    ("sameAccount", "maybe", "got 'maybe', want true or false"),
    ("pipelines", [], "got [], want a list of at least one pipeline"),
]


def put(config, path, value):
    *way, last = path.replace("[", ".").replace("]", "").split(".")
    for part in way:
        config = config[int(part)] if part.isdigit() else config[part]
    config[int(last) if last.isdigit() else last] = value


@pytest.mark.parametrize(("key", "value", "words"), WRONG, ids=[f"{key}={value}" for key, value, _ in WRONG])
def test_a_wrong_value_gives_one_line_that_names_the_key(stack_config, key, value, words):
    config = stack_config("dev") | {"alarms": {}}
    put(config, key, value)
    with pytest.raises(ValueError, match="want") as refusal:
        settings.parse(config)
    (line,) = str(refusal.value).splitlines()
    assert line.startswith(f"  {key}")
    assert words in line


@pytest.mark.parametrize(("exposure", "refused"), [("public", True), ("private", False)])
def test_a_wide_network_of_nat_gateways_is_still_one_site_where_the_database_is_public(stack_config, exposure, refused):
    config = stack_config("dev")
    config["redpanda"] |= {"allowWideNat": True, "natCidrs": ["198.51.100.0/24"]}
    config["database"]["network"]["exposure"] = exposure
    settings.parse(config)
    config["redpanda"]["natCidrs"] = ["198.51.100.0/22"]
    if not refused:
        settings.parse(config)
        return
    with pytest.raises(ValueError, match=r"redpanda.natCidrs: got '198.51.100.0/22', want a prefix of /24 or longer"):
        settings.parse(config)


def keys_of(model, prefix):
    return {f"{prefix}.{field.alias}" for field in model.model_fields.values()}


def test_every_key_is_tried():
    known = (
        keys_of(RedpandaSettings, "redpanda")
        | keys_of(DatabaseSettings, "database")
        | keys_of(NetworkSettings, "database.network")
        | keys_of(TrustSettings, "trust")
        | keys_of(PipelineSettings, "pipelines[0]")
        | keys_of(AlarmSettings, "alarms")
    )
    assert {key.removesuffix("[0]") for key, *_ in WRONG} >= known - {"database.network.existing"}
    assert {field.alias for field in ExistingNetwork.model_fields.values()} == set(EXISTING)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("vpcId", "my-vpc", "got 'my-vpc', want vpc-[0-9a-f]+ (the id of a VPC)"),
        ("subnetIds", ["subnet-0a"], "got ['subnet-0a'], want a list of at least two of its subnets"),
        ("subnetIds", ["subnet-0a", "subnet-0a"], "want each subnet once"),
    ],
)
def test_a_wrong_existing_network_is_named_too(stack_config, key, value, words):
    config = stack_config("dev")
    config["database"]["network"] = {"exposure": "public", "existing": EXISTING | {key: value}}
    with pytest.raises(ValueError, match="want") as refusal:
        settings.parse(config)
    (line,) = str(refusal.value).splitlines()
    assert line.startswith(f"  database.network.existing.{key}: ")
    assert words in line
