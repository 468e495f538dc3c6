"""The parameter group that the cluster has is compared with the stack's before any parameter is."""

from dataclasses import replace

from doctor.checks import link_6
from doctor.finding import Result
from tests.doctor.healthy_chain import CLUSTER, DATABASE, facts, with_cluster

DEFAULT_GROUP = {"rds.logical_replication": "0", "rds.iam_auth_for_replication": "0"}


def link_6_of_group(parameters, name="default.aurora-postgresql16", status="in-sync"):
    known = with_cluster(parameters=parameters, parameter_group=name, parameter_status=status)
    return [finding for check in link_6.CHECKS for finding in check(known)]


def test_a_cluster_with_another_group_than_the_stacks_is_l31_and_no_group_is_changed():
    (found,) = [finding for finding in link_6_of_group(DEFAULT_GROUP) if finding.result is Result.FAIL]
    assert found.cause == "L31"
    assert "got default.aurora-postgresql16, want cdc-parameters" in found.saw
    assert "modify-db-cluster --db-cluster-identifier cdc --db-cluster-parameter-group-name cdc-parameters" in found.fix
    assert found.fix.index("modify-db-cluster ") < found.fix.index("reboot-db-instance")
    assert "modify-db-cluster-parameter-group" not in found.fix


def test_an_instance_gets_a_db_parameter_group_of_its_own():
    known = with_cluster(parameters=DEFAULT_GROUP, parameter_group="default.postgres16")
    known.chain["database"] |= {"resource_id": "db-ABC", "parameter_group_name": None}
    (found,) = [finding for check in link_6.CHECKS for finding in check(known) if finding.cause]
    named = "--db-parameter-group-name cdc-parameters"
    commands = [
        f"aws rds create-db-parameter-group {named} --db-parameter-group-family postgres16",
        f"aws rds modify-db-parameter-group {named} --parameters ParameterName=rds.",
        f"aws rds modify-db-instance --db-instance-identifier cdc {named} --apply-immediately",
        "aws rds wait db-instance-available --db-instance-identifier cdc",
        "aws rds reboot-db-instance --db-instance-identifier cdc",
    ]
    places = [found.fix.find(command) for command in commands]
    assert -1 not in places
    assert places == sorted(places)
    assert "db-cluster" not in found.fix


def test_of_a_group_that_is_not_the_stacks_no_parameter_is_a_cause_of_its_own():
    told = {finding.check: finding.result for finding in link_6_of_group(DEFAULT_GROUP)}
    assert told["rds.logical_replication"] is told["rds.iam_auth_for_replication"] is Result.NOT_APPLICABLE


def test_another_group_with_the_right_values_passes_and_is_told():
    found = {finding.check: finding for finding in link_6_of_group(CLUSTER.parameters, name="by-hand")}
    assert {finding.result for finding in found.values()} == {Result.PASS}
    assert "by-hand, not cdc-parameters" in found["cluster parameter group"].saw


def test_a_wal_level_that_is_not_logical_still_counts_whatever_the_group():
    known = facts(cluster=replace(CLUSTER, parameter_group="by-hand"), database=replace(DATABASE, wal_level="replica"))
    assert [finding.cause for check in link_6.CHECKS for finding in check(known) if finding.cause] == ["L2"]


def test_a_chain_without_a_group_of_its_own_is_judged_by_the_clusters():
    known = with_cluster(parameters=DEFAULT_GROUP, parameter_group="by-hand")
    known.chain["database"]["parameter_group_name"] = None
    found = [finding for check in link_6.CHECKS for finding in check(known) if finding.cause]
    assert [finding.cause for finding in found] == ["L1", "L2"]
    assert all("--db-cluster-parameter-group-name by-hand" in finding.fix for finding in found)
