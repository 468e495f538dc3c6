"""Each cause of links 5 to 7 on constructed facts: it is named, it alone, and its fix is for this very stack."""

from dataclasses import replace

import pytest

from doctor.checks import link_5, link_6, link_7, own_slot, password_users, publication, replica_identity, slots
from doctor.facts.facts import Absent, AsksForToken, Unavailable
from doctor.finding import Result
from tests.doctor.healthy_chain import (
    CLUSTER,
    KAFKA,
    SLOT,
    facts,
    with_cluster,
    with_database,
    with_kafka,
)

PROXY = "cdc.proxy-abc.us-east-2.rds.amazonaws.com"
PASSWORD_ANSWERED_BY_PAM = AsksForToken('FATAL: PAM authentication failed for user "master"', "master")


def findings(known):
    return [
        finding
        for link in (link_5, password_users, link_6, publication, replica_identity, own_slot, slots, link_7)
        for check in link.CHECKS
        for finding in check(known)
    ]


def failures(known):
    return [finding for finding in findings(known) if finding.result is Result.FAIL]


def slot(**changes):
    return with_database(slot=replace(SLOT, **changes))


def without_acl(*entry):
    return with_kafka(acls=KAFKA.acls - {entry})


def parameters(**changes):
    return with_cluster(parameters={**CLUSTER.parameters, **{f"rds.{name}": value for name, value in changes.items()}})


def test_where_only_security_groups_are_let_in_no_network_is_looked_for():
    known = facts()
    chain = {key: value for key, value in known.chain.items() if key != "redpanda"}
    chain["application"] = {"source_cidrs": []}
    (finding,) = link_5.check_network_lets_the_pipeline_in(replace(known, chain=chain))
    assert (finding.result, finding.saw) == (
        Result.NOT_APPLICABLE,
        "the stack lets in no network, only security groups",
    )


CAUSES = {
    "absent cluster": (facts(cluster=Absent("cluster 'cdc'")), "N4", "pulumi up --refresh --run-program"),
    "stopped": (with_cluster(status="stopped"), "N4", "aws rds start-db-cluster --db-cluster-identifier cdc"),
    "creating": (with_cluster(status="creating"), "N4", "aws rds wait db-cluster-available"),
    "rebooting": (with_cluster(status="writer rebooting"), "N4", "aws rds wait"),
    "no writer": (with_cluster(status="no writer", public=False), "N4", "pulumi up"),
    "old endpoint": (facts(database_section={"endpoint": "old.invalid"}), "N1", "pulumi up"),
    "reader endpoint": (facts(database_section={"endpoint": CLUSTER.reader_endpoint}), "L6", "pulumi up"),
    "proxy endpoint": (facts(database_section={"endpoint": PROXY}), "L10", "pulumi up"),
    "nobody let in": (with_cluster(let_in=()), "N2", "--group-id sg-1 --protocol tcp --port 5432 --cidr 198.51.100.17"),
    "one address let in": (with_cluster(let_in=("198.51.100.17/32",)), "N7", "--cidr 198.51.100.18/32"),
    "not public": (with_cluster(public=False), "N2", "pulumi up"),
    "public against its will": (facts(database_section={"exposure": "private"}), "N2", "pulumi up"),
    "no IAM": (with_cluster(iam_authentication=False), "I1", "--enable-iam-database-authentication"),
    "scales to zero": (with_cluster(min_acu=0), "S2", "minAcu: 0.5"),
    "no user": (with_database(user_exists=False, memberships=frozenset()), "I2", "pulumi up"),
    "not in rds_iam": (with_database(memberships=frozenset({"rds_replication"})), "I2", "GRANT rds_iam TO cdc_orders"),
    "master inherits": (with_database(master_needs_token=True), "I10", "REVOKE rds_iam FROM master"),
    "master refused": (facts(database=PASSWORD_ANSWERED_BY_PAM), "I10", "REVOKE rds_iam FROM master"),
    "replication by password": (parameters(iam_auth_for_replication="0"), "L1", "iam_auth_for_replication,Parameter"),
    "replication unset": (with_cluster(parameters={"rds.logical_replication": "1"}), "L1", "cdc-parameters"),
    "logical off": (parameters(logical_replication="0"), "L2", "reboot-db-instance"),
    "wal_level": (with_database(wal_level="replica"), "L2", "reboot-db-instance"),
    "pending reboot": (with_cluster(parameter_status="pending-reboot"), "S3", "reboot-db-instance"),
    "not in rds_replication": (with_database(memberships=frozenset({"rds_iam"})), "L3", "GRANT rds_replication"),
    "one slot for a snapshot": (with_database(slot=None, free_slots=1), "L4", "NOT active"),
    "one sender for a snapshot": (with_database(slot=None, free_senders=1), "L4", "NOT active"),
    "in recovery": (with_database(in_recovery=True), "L6", CLUSTER.endpoint),
    "no publication": (
        with_database(published_tables=None, slot=None),
        "L7",
        "CREATE PUBLICATION pglog_stream_rpcn_orders FOR TABLE shop.lines, shop.orders",
    ),
    "table missing": (with_database(published_tables=("shop.lines",)), "L7", "SET TABLE shop.lines, shop.orders"),
    "other schema": (with_database(published_tables=("shop.lines", "public.orders")), "L7", "SET TABLE"),
    "empty publication": (with_database(published_tables=()), "L13", "SET TABLE shop.lines, shop.orders"),
    "all tables": (with_database(publishes_all_tables=True), "L14", "--single-transaction"),
    "no SELECT": (with_database(unreadable_tables=("shop.lines",)), "L8", "GRANT SELECT ON shop.lines TO cdc_orders"),
    "no USAGE": (with_database(has_usage=False), "L8", "GRANT USAGE ON SCHEMA shop TO cdc_orders"),
    "no CONNECT": (with_database(may_connect=False), "L8", "GRANT CONNECT ON DATABASE shop_db TO cdc_orders"),
    "slot name": (facts(pipeline={"slot": "Orders"}), "L17", "slot: rpcn_orders_2"),
    "inactive slot": (slot(active=False, kept_wal_bytes=4096), "L9", "pg_drop_replication_slot"),
    "another plugin": (slot(plugin="wal2json", active=False), "L20", "slot: rpcn_orders_2"),
    "physical slot": (slot(plugin=None, slot_type="physical"), "L20", "slot: rpcn_orders_2"),
    "by partition": (
        with_database(partitioned_tables=("shop.orders",), published_tables=("shop.lines", "shop.orders_1")),
        "L19",
        "ALTER PUBLICATION pglog_stream_rpcn_orders SET (publish_via_partition_root = true)",
    ),
    "no snapshot": (with_kafka(had_records=False), "L15", "pg_drop_replication_slot('\"'\"'rpcn_orders"),
    "slot left": (with_database(left_slots=("rpcn_bills", "rpcn_orders")), "S4", "rpcn_bills"),
    "application in rds_iam": (
        with_database(token_users={"cdc_orders": "cdc_orders", "shop_app": "team"}),
        "I12",
        "REVOKE rds_iam FROM team",
    ),
    "no topic": (with_kafka(topics=frozenset({"orders.dlq"})), "K7", "pulumi up"),
    "no dead-letter topic": (with_kafka(topics=frozenset({"orders"})), "K7", "pulumi up"),
    "no WRITE": (without_acl("TOPIC", "orders", "WRITE"), "K5", "--operation write --topic orders"),
    "no DESCRIBE": (without_acl("TOPIC", "orders.dlq", "DESCRIBE"), "K5", "--operation describe --topic orders.dlq"),
}


@pytest.mark.parametrize(("known", "cause", "fix"), CAUSES.values(), ids=CAUSES)
def test_a_cause_is_named_alone_and_its_fix_is_for_this_stack(known, cause, fix):
    (found,) = failures(known)
    assert found.cause == cause
    assert fix in found.fix


def test_a_healthy_chain_passes_every_check():
    assert {finding.result for finding in findings(facts())} == {Result.PASS}


def test_what_was_not_read_is_unknown_with_its_reason_and_never_a_pass():
    why = Unavailable("no login given")
    found = findings(facts(cluster=why, database=why, kafka=why))
    assert {(finding.result, finding.saw) for finding in found if finding.check != "orders: slot name"} == {
        (Result.UNKNOWN, "no login given")
    }


def test_a_pipeline_without_facts_is_unknown():
    known = facts(pipeline={"name": "another"})
    found = [finding for finding in findings(known) if finding.check.startswith("another")]
    assert {finding.result for finding in found if "slot name" not in finding.check} == {Result.UNKNOWN}


def test_a_cluster_that_does_not_exist_fails_once_and_nothing_else_is_said_of_it():
    found = [finding for finding in findings(facts(cluster=Absent("cluster 'cdc'"))) if "'cdc'" in finding.saw]
    assert [finding.result for finding in found] == [Result.FAIL] + [Result.UNKNOWN] * 7


@pytest.mark.parametrize("status", ["backing-up", "modifying", "writer storage-optimization", "writer configuring-x"])
def test_a_cluster_at_work_on_itself_still_serves(status):
    assert failures(with_cluster(status=status)) == []


def test_a_private_database_is_not_judged_by_its_rules():
    known = with_cluster(public=False, let_in=())
    known.chain["database"]["exposure"] = "private"
    (finding,) = link_5.check_network_lets_the_pipeline_in(known)
    assert finding.result is Result.NOT_APPLICABLE


def test_a_provisioned_cluster_never_pauses():
    assert failures(with_cluster(min_acu=float("inf"))) == []


def test_a_refused_password_of_somebody_else_says_nothing_of_the_master():
    refused = AsksForToken('FATAL: PAM authentication failed for user "reader"', "reader")
    assert failures(facts(database=refused)) == []


def test_rights_of_a_user_that_does_not_exist_are_unknown():
    found = findings(with_database(user_exists=False, memberships=frozenset(), unreadable_tables=("shop.lines",)))
    assert {finding.check for finding in found if finding.result is Result.UNKNOWN} == {
        "orders: user may replicate",
        "orders: user may read",
    }


@pytest.mark.parametrize(
    ("snapshot", "own_slot", "free_slots", "free_senders"),
    [
        (True, None, 2, 2),
        (False, None, 1, 1),
        (True, replace(SLOT, active=False), 0, 1),
        (True, SLOT, 0, 0),
    ],
)
def test_room_is_asked_only_for_what_the_pipeline_has_yet_to_open(snapshot, own_slot, free_slots, free_senders):
    def short(free_slots, free_senders):
        known = with_database(slot=own_slot, free_slots=free_slots, free_senders=free_senders)
        known.chain["pipelines"][0]["snapshot"] = snapshot
        (finding,) = slots.check_room_for_the_slot(known)
        return finding.result is Result.FAIL

    assert not short(free_slots, free_senders)
    assert short(free_slots - 1, free_senders)
    assert short(free_slots, free_senders - 1)


def test_a_slot_that_is_not_there_yet_is_unknown():
    (finding,) = own_slot.check_slot_is_consumed(with_database(slot=None))
    assert finding.result is Result.UNKNOWN


@pytest.mark.parametrize(
    ("may_write", "idempotent", "causes"),
    [(True, True, []), (True, False, []), (False, True, ["K5"]), (False, False, ["K5", "K6"])],
)
def test_the_right_to_write_idempotently_is_missed_only_where_the_user_may_write_to_no_topic(
    may_write, idempotent, causes
):
    acls = KAFKA.acls if may_write else frozenset(entry for entry in KAFKA.acls if entry[0] == "CLUSTER")
    acls -= frozenset() if idempotent else {link_7.IDEMPOTENT_WRITE}
    found = failures(with_kafka(may_write=may_write, acls=acls))
    assert [finding.cause for finding in found] == causes
    assert all("--operation write,describe --topic orders" in finding.fix for finding in found)
