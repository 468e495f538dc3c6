"""Each sentence on an instance of RDS for PostgreSQL, and its command: none is a cluster's."""

from dataclasses import replace

import pytest

from domain.preconditions import missing
from domain.slots_in_use import InUse
from tests.domain.described_databases import INSTANCE

WHERE = "--profile database --region us-east-2"
REBOOT = f"aws rds reboot-db-instance --db-instance-identifier shop {WHERE}"
SET = "aws rds modify-db-parameter-group --db-parameter-group-name shop-parameters --parameters"


def said(pipelines=1, in_use=0, **facts):
    return missing(replace(INSTANCE, **facts), pipelines, InUse(slots=in_use, senders=in_use))


def with_parameters(**values):
    named = {name.replace("rds_", "rds."): value for name, value in values.items()}
    return {name: value for name, value in (INSTANCE.parameters | named).items() if value is not None}


def test_one_that_has_everything_misses_nothing():
    assert said(pipelines=2) == []


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"iam_login": False},
            "shop: IAM database authentication: got off, want on (pipelines log in by token); run (no restart): aws "
            "rds modify-db-instance --db-instance-identifier shop --enable-iam-database-authentication "
            f"--apply-immediately {WHERE}",
        ),
        (
            {"parameters": with_parameters(rds_iam_auth_for_replication="0")},
            "shop-parameters: rds.iam_auth_for_replication: got 0, want 1 (RDS User Guide, IAM authentication for "
            f"logical replication); run (no restart): {SET} "
            f"ParameterName=rds.iam_auth_for_replication,ParameterValue=1,ApplyMethod=immediate {WHERE}",
        ),
        (
            {"parameters": with_parameters(rds_logical_replication=None)},
            "shop-parameters: rds.logical_replication: got no value, want 1 (RDS User Guide, setting up logical "
            f"replication); run (restarts the database): {SET} "
            f"ParameterName=rds.logical_replication,ParameterValue=1,ApplyMethod=pending-reboot {WHERE} && {REBOOT}",
        ),
        (
            {"in_use": 1, "parameters": with_parameters(max_replication_slots="2")},
            "shop-parameters: max_replication_slots: got 2, want 3 or more (1 in use, 2 for each pipeline); run "
            f"(restarts the database): {SET} "
            f"ParameterName=max_replication_slots,ParameterValue=3,ApplyMethod=pending-reboot {WHERE} && {REBOOT}",
        ),
        (
            {"in_use": 3},
            "shop-parameters: max_wal_senders: got 4, want 5 or more (3 in use, 2 for each pipeline); run "
            f"(restarts the database): {SET} "
            f"ParameterName=max_wal_senders,ParameterValue=5,ApplyMethod=pending-reboot {WHERE} && {REBOOT}",
        ),
        (
            {"pending_reboot": True},
            "shop-parameters: got pending-reboot, want in-sync (static parameters are taken at start); run (restarts "
            f"the database): {REBOOT}",
        ),
        (
            {"parameter_group": "default.postgres16", "parameters": with_parameters(rds_logical_replication="0")},
            "shop: parameter group: got 'default.postgres16', want one of its own with rds.logical_replication 1 (a "
            "default group cannot be changed); run (restarts the database): aws rds create-db-parameter-group "
            "--db-parameter-group-name shop-cdc --db-parameter-group-family postgres16 --description 'Logical "
            f"replication with IAM' {WHERE} && aws rds modify-db-parameter-group --db-parameter-group-name shop-cdc "
            f"--parameters ParameterName=rds.logical_replication,ParameterValue=1,ApplyMethod=pending-reboot {WHERE} "
            "&& aws rds modify-db-instance --db-instance-identifier shop --db-parameter-group-name shop-cdc "
            f"--apply-immediately {WHERE} && {REBOOT}",
        ),
        (
            {"engine_version": "12.22"},
            "shop: got PostgreSQL 12.22, want 13 or later (a partitioned table is published as one table); run "
            "(restarts the database): aws rds modify-db-instance --db-instance-identifier shop "
            f"--allow-major-version-upgrade --engine-version '13.<minor>' --apply-immediately {WHERE}",
        ),
        (
            {"identifier": "shop-2", "engine": "aurora-postgresql", "cluster": "shop", "iam_login": False},
            "database.existing.instanceIdentifier: got 'shop-2', an instance of the cluster 'shop', want the cluster "
            "(its writer changes, and the parameters are the cluster's); set database.existing.clusterIdentifier: shop",
        ),
        (
            {"identifier": "shop-replica", "source": "shop", "iam_login": False},
            "database.existing.instanceIdentifier: got 'shop-replica', a replica of 'shop', want what it copies "
            "(changes are read from the writer); set database.existing.instanceIdentifier: shop",
        ),
        (
            {"engine": "mysql"},
            "database.existing.instanceIdentifier: got 'shop' of engine mysql, want aurora-postgresql or postgres; "
            "name another database",
        ),
    ],
)
def test_each_is_one_sentence_with_the_command_of_an_instance(facts, sentence):
    assert said(**facts) == [sentence]


def test_everything_is_said_at_once():
    assert len(said(iam_login=False, engine_version="12.1", parameters={}, pipelines=11)) == 6
