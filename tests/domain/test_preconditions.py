from dataclasses import replace

import pytest

from domain.preconditions import missing
from domain.slots_in_use import InUse
from tests.domain.described_databases import READY

WHERE = "--profile database --region us-east-2"
REBOOT = f"aws rds reboot-db-instance --db-instance-identifier shop-1 {WHERE}"


def said(pipelines=1, slots=0, senders=0, database=READY, **facts):
    return missing(replace(database, **facts), pipelines, InUse(slots=slots, senders=senders))


def without(name, **parameters):
    return {key: value for key, value in READY.parameters.items() if key != name} | parameters


def test_a_database_that_has_everything_misses_nothing():
    assert missing(READY, pipelines=2) == []


def test_the_iam_flag_is_turned_on_without_a_restart():
    assert said(iam_login=False) == [
        "shop: IAM database authentication: got off, want on (pipelines log in by token); run (no restart): aws "
        "rds modify-db-cluster --db-cluster-identifier shop --enable-iam-database-authentication --apply-immediately "
        f"{WHERE}"
    ]


@pytest.mark.parametrize("value", [{}, {"rds.iam_auth_for_replication": "0"}])
def test_iam_for_replication_is_dynamic(value):
    assert said(parameters=without("rds.iam_auth_for_replication") | value) == [
        f"shop-parameters: rds.iam_auth_for_replication: got {value.get('rds.iam_auth_for_replication', 'no value')}, "
        "want 1 (Aurora User Guide, IAM authentication for logical replication); run (no restart): aws rds "
        "modify-db-cluster-parameter-group --db-cluster-parameter-group-name shop-parameters --parameters "
        f"ParameterName=rds.iam_auth_for_replication,ParameterValue=1,ApplyMethod=immediate {WHERE}"
    ]


def test_logical_replication_is_static_and_its_command_restarts_the_writer():
    assert said(parameters=without("rds.logical_replication"), pending_reboot=True) == [
        "shop-parameters: rds.logical_replication: got no value, want 1 (Aurora User Guide, setting up logical "
        "replication); run (restarts the database): aws rds modify-db-cluster-parameter-group "
        "--db-cluster-parameter-group-name shop-parameters --parameters "
        f"ParameterName=rds.logical_replication,ParameterValue=1,ApplyMethod=pending-reboot {WHERE} && {REBOOT}"
    ]


def test_a_static_value_that_is_set_waits_for_a_restart_alone():
    assert said(pending_reboot=True) == [
        "shop-parameters: got pending-reboot, want in-sync (static parameters are taken at start); run (restarts the "
        f"database): {REBOOT}"
    ]


def test_slots_and_senders_are_counted_for_every_pipeline_beside_those_in_use():
    parameters = READY.parameters | {"max_replication_slots": "6"}
    lines = said(pipelines=2, slots=3, senders=1, parameters=parameters)
    assert [line.partition("; run")[0] for line in lines] == [
        "shop-parameters: max_replication_slots: got 6, want 7 or more (3 in use, 2 for each pipeline)",
        "shop-parameters: max_wal_senders: got 4, want 5 or more (1 in use, 2 for each pipeline)",
    ]
    assert all("; run (restarts the database): aws rds modify-" in line for line in lines)
    assert said(pipelines=2, slots=2, senders=2, parameters=parameters | {"max_wal_senders": "6"}) == []


@pytest.mark.parametrize("value", [{}, {"max_wal_senders": "{DBInstanceClassMemory/1}"}])
def test_a_capacity_without_a_value_is_the_engines_default(value):
    assert said(pipelines=10, parameters=without("max_wal_senders") | value) == []
    assert len(said(pipelines=11, parameters=without("max_wal_senders") | value)) == 2


def test_a_default_group_is_replaced_by_one_with_everything_that_is_missing():
    assert said(parameter_group="default.aurora-postgresql16", parameters={}, pending_reboot=True) == [
        "shop: parameter group: got 'default.aurora-postgresql16', want one of its own with "
        "rds.iam_auth_for_replication 1, rds.logical_replication 1 (a default group cannot be changed); run (restarts "
        "the database): aws rds create-db-cluster-parameter-group --db-cluster-parameter-group-name shop-cdc "
        "--db-parameter-group-family aurora-postgresql16 --description 'Logical replication with IAM' "
        f"{WHERE} && aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name shop-cdc --parameters "
        "ParameterName=rds.iam_auth_for_replication,ParameterValue=1,ApplyMethod=immediate "
        f"ParameterName=rds.logical_replication,ParameterValue=1,ApplyMethod=pending-reboot {WHERE} && "
        "aws rds modify-db-cluster --db-cluster-identifier shop --db-cluster-parameter-group-name shop-cdc "
        f"--apply-immediately {WHERE} && {REBOOT}"
    ]


@pytest.mark.parametrize("version", ["12.22", "unknown"])
def test_a_version_that_cannot_publish_a_partitioned_table_as_one_is_too_old(version):
    (line,) = said(engine_version=version)
    assert line == (
        f"shop: got PostgreSQL {version}, want 13 or later (a partitioned table is published as one table); run "
        "(restarts the database): aws rds modify-db-cluster --db-cluster-identifier shop --allow-major-version-upgrade "
        f"--engine-version '13.<minor>' --apply-immediately {WHERE}"
    )
    assert said(engine_version="13.9") == []


def test_everything_is_said_at_once():
    lines = said(iam_login=False, engine_version="12.1", parameters={}, pipelines=11)
    assert len(lines) == 6


def test_a_replica_is_refused_with_its_source():
    assert said(source="shop", identifier="shop-replica") == [
        "database.existing.clusterIdentifier: got 'shop-replica', a replica of 'shop', want what it copies (changes "
        "are read from the writer); set database.existing.clusterIdentifier: shop"
    ]


def test_another_engine_is_refused():
    assert said(engine="aurora-mysql") == [
        "database.existing.clusterIdentifier: got 'shop' of engine aurora-mysql, want aurora-postgresql or postgres; "
        "name another database"
    ]
