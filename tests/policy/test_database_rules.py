"""Rules on cluster and parameters, as tables: what they let pass and what they name."""

import pytest

from policy.props import UNKNOWN
from policy.rules.cluster import CLUSTER, DATABASES, INSTANCE
from policy.rules.parameter_group import PARAMETER_GROUP
from tests.policy.rule_messages import messages, stack_messages

PIPELINE = "redpanda:index/pipeline:Pipeline"
GROUP = {"family": "aurora-postgresql17"}
RIGHT = {
    "max_replication_slots": "40",
    "max_wal_senders": "40",
    "rds.force_ssl": "1",
    "rds.iam_auth_for_replication": "1",
    "rds.logical_replication": "1",
}


def parameters(**changed):
    values = RIGHT | {name.replace("__", "."): value for name, value in changed.items()}
    return GROUP | {"parameters": [{"name": n, "value": v} for n, v in values.items() if v is not None]}


def mysql_parameters(**values):
    return {
        "family": "aurora-mysql8.0",
        "parameters": [{"name": n, "value": v} for n, v in values.items() if v is not None],
    }


SWITCHES = {
    "iam-login": "iamDatabaseAuthenticationEnabled",
    "encrypted-storage": "storageEncrypted",
    "managed-master-password": "manageMasterUserPassword",
    "deletion-protection": "deletionProtection",
}


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize(("rule", "key"), SWITCHES.items())
def test_a_switch_of_a_database_has_to_be_on(rule, key, database):
    assert messages(rule, database, {key: True}) == []
    assert messages(rule, database, {key: UNKNOWN}) == []
    assert messages(rule, "aws:s3/bucket:Bucket", {key: False}) == []
    for value, got in ((False, "false"), (None, "nothing"), ("true", "true")):
        (message,) = messages(rule, database, {key: value})
        assert message.startswith(f"{key}: got {got}, want true (")


REPLICA = {"replicateSourceDb": "shop"}


@pytest.mark.parametrize(
    ("rule", "props"),
    [
        ("encrypted-storage", {}),
        ("managed-master-password", {}),
        ("final-snapshot", {"skipFinalSnapshot": True}),
    ],
)
def test_a_replica_has_what_its_source_has(rule, props):
    for source in ("shop", UNKNOWN):
        assert messages(rule, INSTANCE, {"replicateSourceDb": source, **props}) == []
    for source in ("", None):
        assert len(messages(rule, INSTANCE, {"replicateSourceDb": source, **props})) == 1


def test_a_replica_is_encrypted_logged_in_to_and_protected_by_itself():
    assert len(messages("encrypted-storage", INSTANCE, REPLICA | {"storageEncrypted": False})) == 1
    assert len(messages("iam-login", INSTANCE, REPLICA)) == 1
    assert len(messages("deletion-protection", INSTANCE, REPLICA)) == 1
    assert len(messages("managed-master-password", INSTANCE, REPLICA | {"password": "hunter2"})) == 1


def test_a_password_is_one_too_many_even_where_it_is_not_known_yet():
    managed = {"manageMasterUserPassword": True}
    passwords = [
        (CLUSTER, "masterPassword"),
        (CLUSTER, "masterPasswordWo"),
        (INSTANCE, "password"),
        (INSTANCE, "passwordWo"),
    ]
    for database, key in passwords:
        for value in (UNKNOWN, "hunter2"):
            (message,) = messages("managed-master-password", database, managed | {key: value})
            assert message == f"{key}: got a password, want none; set manageMasterUserPassword"


@pytest.mark.parametrize(
    ("props", "named"),
    [
        ({"skipFinalSnapshot": False, "finalSnapshotIdentifier": "last"}, []),
        ({"finalSnapshotIdentifier": UNKNOWN}, []),
        ({"skipFinalSnapshot": True, "finalSnapshotIdentifier": "last"}, ["skipFinalSnapshot"]),
        ({"skipFinalSnapshot": False}, ["finalSnapshotIdentifier"]),
    ],
)
@pytest.mark.parametrize("database", DATABASES)
def test_a_destroyed_database_leaves_a_snapshot(props, named, database):
    assert [message.partition(":")[0] for message in messages("final-snapshot", database, props)] == named
    assert messages("final-snapshot", "aws:s3/bucket:Bucket", {"skipFinalSnapshot": True}) == []


@pytest.mark.parametrize(
    ("least", "pauses"), [(0.5, False), (UNKNOWN, False), (None, False), (0, True), ("0", True), ("none", True)]
)
def test_a_cluster_that_replicates_never_pauses(least, pauses):
    cluster = (CLUSTER, {"serverlessv2ScalingConfiguration": {"minCapacity": least}})
    for known in (UNKNOWN, "input: {postgres_cdc: {}}", "input: {mysql_cdc: {}}"):
        assert bool(stack_messages("never-pauses", cluster, (PIPELINE, {"configYaml": known}))) is pauses
    assert stack_messages("never-pauses", cluster) == []
    assert stack_messages("never-pauses", cluster, (PIPELINE, {"configYaml": "input: {generate: {}}"})) == []


@pytest.mark.parametrize(
    ("kind", "props", "violated"),
    [
        (PARAMETER_GROUP, parameters(), False),
        (PARAMETER_GROUP, GROUP | {"parameters": UNKNOWN}, False),
        (PARAMETER_GROUP, GROUP | {"parameters": [{"name": UNKNOWN, "value": "1"}]}, False),
        (PARAMETER_GROUP, {"family": "aurora-mysql8.0"}, True),
        (PARAMETER_GROUP, mysql_parameters(require_secure_transport="ON"), False),
        (PARAMETER_GROUP, mysql_parameters(require_secure_transport="OFF"), True),
        (PARAMETER_GROUP, {"family": "mariadb11.4"}, False),
        (PARAMETER_GROUP, {"family": UNKNOWN}, False),
        (PARAMETER_GROUP, GROUP, True),
        (PARAMETER_GROUP, parameters(rds__force_ssl="0"), True),
        (CLUSTER, {"dbClusterParameterGroupName": UNKNOWN}, False),
        (CLUSTER, {"dbClusterParameterGroupName": "theirs"}, False),
        (CLUSTER, {}, True),
        (CLUSTER, {"dbClusterParameterGroupName": ""}, True),
        (CLUSTER, {"dbClusterParameterGroupName": "default.aurora-postgresql17"}, True),
        (CLUSTER, {"dbClusterParameterGroupName": "Default.aurora-mysql8.0"}, True),
        (CLUSTER, {"dbClusterParameterGroupName": "defaults-of-the-shop"}, False),
    ],
)
def test_tls_is_forced(kind, props, violated):
    assert bool(messages("forced-tls", kind, props)) is violated


@pytest.mark.parametrize("name", ["rds.iam_auth_for_replication", "rds.logical_replication"])
def test_replication_has_its_parameters_where_there_is_a_pipeline(name):
    pipeline = (PIPELINE, {"configYaml": UNKNOWN})
    assert stack_messages("replication-by-iam", (PARAMETER_GROUP, parameters()), pipeline) == []
    for value, got in (("0", "0"), (None, "nothing")):
        without = (PARAMETER_GROUP, parameters(**{name.replace(".", "__"): value}))
        assert stack_messages("replication-by-iam", without) == []
        assert stack_messages("replication-by-iam", without, pipeline) == [("0", f"{name}: got {got}, want 1")]


@pytest.mark.parametrize("known", [UNKNOWN, "input: {mysql_cdc: {}}"])
def test_a_mysql_pipeline_needs_the_binary_log_and_no_parameter_of_postgresql(known):
    pipeline = (PIPELINE, {"configYaml": known})
    right = (PARAMETER_GROUP, mysql_parameters(binlog_format="ROW"))
    for value in ("MIXED", None):
        without = (PARAMETER_GROUP, mysql_parameters(binlog_format=value))
        assert len(stack_messages("replication-by-iam", without, pipeline)) == 1
        assert stack_messages("replication-by-iam", without) == []
        assert stack_messages("replication-by-iam", without, slots("a")) == []
    assert stack_messages("replication-by-iam", right, pipeline) == []
    assert stack_messages("enough-slots", right, pipeline) == []
    of_postgresql = (PARAMETER_GROUP, GROUP)
    assert bool(stack_messages("replication-by-iam", of_postgresql, pipeline)) is (known is UNKNOWN)


def twice(name):
    group = parameters()
    return group | {"parameters": [*group["parameters"], {"name": name, "value": RIGHT.get(name, "9")}]}


@pytest.mark.parametrize(
    ("rule", "name", "want"),
    [
        ("replication-by-iam", "rds.logical_replication", "1"),
        ("enough-slots", "max_wal_senders", "2 or more (2 for each slot)"),
    ],
)
def test_a_parameter_given_twice_has_no_value_to_rely_on(rule, name, want):
    wrong = [("0", f"{name}: got 2 values, want {want}")]
    assert stack_messages(rule, (PARAMETER_GROUP, twice(name)), slots("a")) == wrong
    assert stack_messages(rule, (PARAMETER_GROUP, twice("work_mem")), slots("a")) == []


def test_tls_switched_on_and_off_is_not_forced():
    assert messages("forced-tls", PARAMETER_GROUP, twice("rds.force_ssl")) == ["rds.force_ssl: got 2 values, want 1"]


def slots(*names):
    inputs = [f"{{postgres_cdc: {{slot_name: {name}}}}}" for name in names]
    return (PIPELINE, {"configYaml": f"input: {{broker: {{inputs: [{', '.join(inputs)}]}}}}"})


@pytest.mark.parametrize("name", ["max_replication_slots", "max_wal_senders"])
def test_every_slot_has_room(name):
    room = (PARAMETER_GROUP, parameters(**{name: "4"}))
    assert stack_messages("enough-slots", room, slots("a"), slots("b")) == []
    assert stack_messages("enough-slots", room, slots("a", "a", "b")) == []
    want = f"{name}: got 4, want 6 or more (2 for each slot)"
    assert stack_messages("enough-slots", room, slots("a"), slots("b", "c")) == [("0", want)]
    assert stack_messages("enough-slots", room, slots("a", "b"), (PIPELINE, {"configYaml": UNKNOWN})) == [("0", want)]


def test_without_a_parameter_the_default_counts():
    by_default = (PARAMETER_GROUP, parameters(max_wal_senders=None))
    many = [slots(f"s{number}") for number in range(11)]
    assert stack_messages("enough-slots", by_default, *many[:10]) == []
    assert stack_messages("enough-slots", by_default, *many) == [
        ("0", "max_wal_senders: got 20, want 22 or more (2 for each slot)")
    ]
    (unclear,) = stack_messages("enough-slots", (PARAMETER_GROUP, parameters(max_wal_senders="{DBInstance}")), *many)
    assert unclear[1].startswith("max_wal_senders: got {DBInstance}")
