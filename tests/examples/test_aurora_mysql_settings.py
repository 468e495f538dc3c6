import copy

import pytest
import yaml

import settings
from aurora_mysql.settings import AuroraMysqlSettings, MysqlDatabaseSettings, MysqlPipelineSettings
from settings.database import DatabaseSettings
from tests.conftest import REPOSITORY


@pytest.fixture
def config(ca_bundle):
    stack = yaml.safe_load((REPOSITORY / "examples" / "aurora-mysql" / "Pulumi.dev.yaml").read_text())["config"]
    sections = {
        key.partition(":")[2]: copy.deepcopy(section)
        for key, section in stack.items()
        if key.startswith("aurora-mysql:")
    }
    sections["database"]["caBundle"] = str(ca_bundle)
    return sections


def problems(config):
    with pytest.raises(ValueError, match="want") as refusal:
        settings.parse_as(AuroraMysqlSettings, config)
    return [line.strip() for line in str(refusal.value).splitlines()]


def test_defaults_are_mysqls_own_and_the_safe_ones(config):
    for key in ("engineVersion", "binlogRetentionHours"):
        del config["database"][key]
    del config["trust"]
    parsed = settings.parse_as(AuroraMysqlSettings, config)
    assert (parsed.database.port, parsed.database.engine_version) == (3306, "8.0.mysql_aurora.3.10.4")
    assert (parsed.database.master_username, parsed.database.binlog_retention_hours) == ("dbadmin", 72)
    assert parsed.database.deletion_protection is True
    assert parsed.trust.principal == "account"
    assert (parsed.pipeline.snapshot, parsed.pipeline.memory) == (True, "800M")
    assert parsed.pipelines == (parsed.pipeline,)


def test_a_database_that_exists_is_refused_with_the_program_that_attaches_to_one(config):
    config["database"]["existing"] = {"clusterIdentifier": "shop"}
    (line,) = problems(config)
    assert line == (
        "database.existing: got {'clusterIdentifier': 'shop'}, want none (this program makes its cluster; "
        "redpanda-aurora-iam attaches to a database that exists, of PostgreSQL); remove it"
    )


WRONG = [
    ("database.name", "my_shop", "got 'my_shop', want [a-z][a-z0-9]{0,63} (letters and digits: in MySQL's grants"),
    (
        "database.engineVersion",
        "17.4",
        "got '17.4', want 8.0.mysql_aurora.3.02.0 or 8.4.mysql_aurora.8.4.7, or a later",
    ),
    ("database.engineVersion", "8.0.mysql_aurora.3.01.0", "want 8.0.mysql_aurora.3.02.0 or"),
    ("database.port", 80, "got 80, want a port from 1150 to 65535"),
    ("database.masterUsername", "admin", "got 'admin', want a name that is not reserved"),
    ("database.masterUsername", "db_admin", "want [a-zA-Z][a-zA-Z0-9]{0,15} (letters and digits"),
    ("database.minAcu", 0, "got 0, want 0.5 or more (the reader of the binary log keeps the writer awake"),
    ("database.existing", {"clusterIdentifier": "shop"}, "want none (this program makes its cluster"),
    ("database.binlogRetentionHours", 0, "got 0, want 1 to 2160 hours"),
    ("database.binlogRetentionHours", "72", "got '72', want how many hours the binary log is to be kept"),
    ("pipeline.name", "Orders", "got 'Orders', want [a-z][a-z0-9_]{2,44}"),
    ("pipeline.tables", [], "got [], want a list of at least one table"),
    ("pipeline.tables", ["orders", "orders"], "want each table once"),
    ("pipeline.tables[0]", "my-table", "want [a-zA-Z_][a-zA-Z0-9_]{1,63} (a MySQL table as it stands without quotes)"),
    ("pipeline.user", "u" * 33, "want [a-z_][a-z0-9_]{0,31} (a MySQL user, 32 characters at most)"),
    ("pipeline.user", "dbadmin", "got 'dbadmin', want another user than the master"),
    ("pipeline.topic", "t" * 238, "want [a-zA-Z0-9._-]{1,237} (a Kafka topic, short enough for its checkpoint topic's"),
    ("pipeline.partitions", 0, "got 0, want how many partitions, 1 or more"),
    ("pipeline.replicationFactor", 2, "got 2, want 1, 3 or 5 copies"),
    ("pipeline.snapshot", "no", "got 'no', want true when"),
    ("pipeline.keyColumns", {"orders": ["id"]}, "want columns for exactly order_items, orders"),
    ("pipeline.keyColumns.orders", ["the id"], "want [a-zA-Z_][a-zA-Z0-9_]{0,63} (a MySQL column"),
    ("pipeline.cpu", "250m", "got '250m', want 100m to 1500m in steps of 100m"),
    ("pipeline.memory", "256Mi", "got '256Mi', want 800M, the memory that goes with a cpu of 200m"),
    ("redpanda.natCidrs", [], "got none, want the NAT addresses of the Redpanda cluster"),
    ("database.accountId", "111111111111", "want another account than redpanda.accountId"),
    ("database.network.availabilityZones", ["eu-west-1a", "eu-west-1b"], "want zones of us-east-2"),
]


def put(config, path, value):
    *way, last = path.replace("[", ".").replace("]", "").split(".")
    for part in way:
        config = config[int(part)] if part.isdigit() else config[part]
    config[int(last) if last.isdigit() else last] = value


@pytest.mark.parametrize(("key", "value", "words"), WRONG, ids=[f"{key}={value}"[:60] for key, value, _ in WRONG])
def test_a_wrong_value_is_told_by_its_key(config, key, value, words):
    put(config, key, value)
    first = problems(config)[0]
    assert first.startswith(key)
    assert words in first


def test_what_two_accounts_are_for_is_told_without_a_key_that_this_program_has_not(config):
    put(config, "database.accountId", "111111111111")
    (line,) = problems(config)
    assert line == "database.accountId: got '111111111111', want another account than redpanda.accountId"


def test_every_key_of_mysqls_own_is_tried():
    own = {
        f"database.{field.alias}"
        for name, field in MysqlDatabaseSettings.model_fields.items()
        if name in MysqlDatabaseSettings.__annotations__
    }
    keys = own | {f"pipeline.{field.alias}" for field in MysqlPipelineSettings.model_fields.values()}
    assert {key for key, *_ in WRONG} >= keys


def test_nothing_of_postgresqls_database_is_lost():
    assert DatabaseSettings.model_fields.keys() < MysqlDatabaseSettings.model_fields.keys()


@pytest.mark.parametrize("section", ["redpanda", "database", "pipeline"])
def test_a_missing_section_is_named(config, section):
    del config[section]
    assert problems(config)[0].startswith(f"{section}: missing, want a section")


@pytest.mark.parametrize("key", ["slot", "schema", "bootstrapSql"])
def test_what_only_postgresql_has_is_an_unknown_key(config, key):
    config["pipeline"][key] = "x"
    assert problems(config)[0].startswith(f"pipeline.{key}: unknown key")


def test_all_problems_across_sections_come_in_one_message(config):
    config["pipeline"]["user"] = "dbadmin"
    config["redpanda"]["natCidrs"] = []
    assert [line.split(":")[0] for line in problems(config)] == ["pipeline.user", "redpanda.natCidrs"]
