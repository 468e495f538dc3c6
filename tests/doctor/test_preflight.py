"""What is said before the first `up`, on constructed facts."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from doctor.facts.facts import (
    NO_CLOUD_LOGIN,
    NOT_LOOKED_AT,
    Absent,
    AllowedDestination,
    Facts,
    RedpandaClusterFacts,
    RoleFacts,
    Unavailable,
)
from doctor.finding import Result
from doctor.preflight.facts import PreflightFacts, Quota, Rights
from doctor.preflight.preflight import preflight
from doctor.preflight.stack_file import StackFile, read
from tests.doctor.test_command_line import REPOSITORY

DEV = read(REPOSITORY, "dev")
ROLE = "arn:aws:iam::111111111111:role/redpanda-d0k2v6l8c5example0ab-redpanda-connect-pipeline"
NARROW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def facts(stack_file=DEV, **changes):
    changes = {"redpanda_account": "111111111111", "database_account": "222222222222"} | changes
    cluster = RedpandaClusterFacts(state="STATE_READY", nat_addresses=("198.51.100.17",), allowed_destinations=())
    return Facts(
        chain=stack_file.chain,
        pipeline_role=NOT_LOOKED_AT,
        connect_role=NOT_LOOKED_AT,
        cluster=NOT_LOOKED_AT,
        **({"redpanda_cluster": cluster} | changes),
    )


IDENTITY = RoleFacts(arn=ROLE, trust_policy={}, identity_policies={}, boundary=None, tags={})
FINE = PreflightFacts(
    stack_file=DEV,
    facts=facts(),
    identity=IDENTITY,
    versions=("16.6", "17.4", "17.5"),
    quotas={"rds": (Quota(name="RDS DBClusters", used=39, most=40, wanted=1),)},
    rights={"database": Rights(arn="deployer", denied=(), nowhere=(), somewhere=())},
    hints={"orders": ()},
)


def only(seen):
    """The one thing that is not as it should be."""
    (found,) = [one for one in preflight(seen) if one.result not in (Result.PASS, Result.NOT_APPLICABLE)]
    return found


def stack(**sections):
    merged = {name: {**DEV.sections.get(name, {}), **section} for name, section in sections.items()}
    return StackFile(sections={**DEV.sections, **merged}, directory=DEV.directory)


def running_on(runtime):
    return StackFile(sections={**DEV.sections, "runtime": runtime}, directory=DEV.directory)


def test_nothing_stands_in_the_way_of_a_stack_that_fits():
    assert {one.result for one in preflight(FINE)} == {Result.PASS, Result.NOT_APPLICABLE}


def test_swapped_profiles_are_s1_and_foreign_ones_c1():
    swapped = facts(redpanda_account="222222222222", database_account="111111111111")
    assert [one.cause for one in preflight(replace(FINE, facts=swapped)) if one.cause] == ["S1", "S1"]
    assert only(replace(FINE, facts=facts(database_account="333333333333"))).cause == "C1"


@pytest.mark.parametrize(("name", "cause"), [(None, "R9"), ("typo", "R11")])
def test_an_identity_that_is_not_there_stops_the_chain(name, cause):
    changed = stack(redpanda={"pipelineRoleName": name})
    causes = [one.cause for one in preflight(replace(FINE, identity=Absent("role"), stack_file=changed)) if one.cause]
    assert causes == [cause]


def test_a_boundary_without_assume_role_is_r10():
    assert only(replace(FINE, identity=replace(IDENTITY, boundary=NARROW))).cause == "R10"


def test_nat_addresses_and_egress_are_compared_with_the_stack_file():
    cluster = RedpandaClusterFacts(state="STATE_READY", nat_addresses=("203.0.113.9",), allowed_destinations=())
    assert only(replace(FINE, facts=facts(redpanda_cluster=cluster))).cause == "N7"
    private = stack(database={"network": {"exposure": "private"}})
    closed = replace(cluster, allowed_destinations=(AllowedDestination(cidr="10.0.0.0/8", port_start=1, port_end=2),))
    found = only(replace(FINE, stack_file=private, facts=facts(private, redpanda_cluster=closed)))
    assert found.cause == "N5"


def test_without_a_login_what_redpanda_cloud_would_tell_is_unknown():
    seen = replace(FINE, facts=facts(redpanda_cluster=NO_CLOUD_LOGIN), hints={"orders": NO_CLOUD_LOGIN})
    checks = {one.check for one in preflight(seen) if one.result is Result.UNKNOWN}
    assert checks == {
        "Redpanda Cloud",
        "NAT addresses of the Redpanda cluster",
        "orders: configuration as Redpanda Cloud lints it",
    }


def test_a_version_that_rds_does_not_offer_is_f1_and_the_newest_of_its_major_is_named():
    found = only(replace(FINE, versions=("16.6", "17.5", "17.7")))
    assert found.cause == "F1"
    assert found.saw == "database.engineVersion: got 17.4, want one that us-east-2 offers: 17.5, 17.7"
    assert found.fix.endswith("engineVersion: '17.7'")


def test_a_quota_without_room_is_f2():
    found = only(replace(FINE, quotas={"vpc": (Quota(name="VPCs", used=5, most=5, wanted=1),)}))
    assert (found.cause, found.saw) == ("F2", "5 of 5 used: got room for 0, want 1")


def test_a_right_that_is_denied_or_nowhere_allowed_is_f3():
    rights = Rights(
        arn="deployer", denied=("rds:CreateDBCluster",), nowhere=("ec2:CreateVpc",), somewhere=("iam:GetRole",)
    )
    found = only(replace(FINE, rights={"database": rights}))
    assert (found.cause, found.saw) == ("F3", "deployer: got no right to rds:CreateDBCluster, ec2:CreateVpc")


def test_a_right_on_some_resources_is_unknown_and_no_failure():
    rights = Rights(arn="deployer", denied=(), nowhere=(), somewhere=("iam:GetRole",))
    assert only(replace(FINE, rights={"database": rights})).result is Result.UNKNOWN


def test_a_hint_of_the_linter_is_f4():
    found = only(replace(FINE, hints={"orders": ("line 3: field foo not recognised",)}))
    assert (found.cause, found.link) == ("F4", 7)
    assert "line 3: field foo not recognised" in found.saw


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("identity", Unavailable("no rights")),
        ("versions", Unavailable("no rights")),
        ("quotas", {"rds": Unavailable("no rights")}),
        ("rights", {"database": Unavailable("no rights")}),
    ],
)
def test_what_cannot_be_read_is_unknown(field, value):
    wrong = [one for one in preflight(replace(FINE, **{field: value})) if one.result is Result.UNKNOWN]
    assert wrong
    assert {one.saw for one in wrong} == {"no rights"}


@pytest.mark.parametrize(
    ("runtime", "identity"),
    [
        ({"cloud": {"credentials": "pipelineRole"}}, ROLE),
        ({"cloud": {"credentials": "accessKey"}}, None),
        ({"ecs": {"subnetIds": []}}, None),
        ({"own": {"arn": "arn:aws:iam::111111111111:role/host"}}, "arn:aws:iam::111111111111:role/host"),
    ],
)
def test_who_the_pipelines_are_is_the_runtimes_matter(runtime, identity):
    assert running_on(runtime).identity_arn == identity


def test_where_pipelines_run_elsewhere_redpanda_cloud_is_not_asked_for_their_network():
    own = running_on({"own": {"arn": ROLE}})
    results = {one.check: one.result for one in preflight(replace(FINE, stack_file=own))}
    assert results["Redpanda Cloud"] is Result.NOT_APPLICABLE
    assert "NAT addresses of the Redpanda cluster" not in results


def test_a_database_that_exists_has_no_version_to_choose_and_no_vpc_to_make():
    existing = stack(database={"existing": {"clusterIdentifier": "shop", "exposure": "public"}})
    assert (existing.engine_version, existing.makes_vpc) == (None, False)
    assert existing.chain["database"]["exposure"] == "public"


def test_the_stack_file_is_read_as_the_program_would_be_told(tmp_path: Path):
    assert DEV.chain["redpanda"]["nat_cidrs"] == ["198.51.100.17/32"]
    assert (DEV.engine_version, DEV.makes_vpc, DEV.identity_arn) == ("17.4", True, ROLE)
    document = yaml.safe_load((REPOSITORY / "Pulumi.dev.yaml").read_text())
    del document["config"]["redpanda-aurora-iam:database"]["engineVersion"]
    (tmp_path / "Pulumi.yaml").write_text("name: redpanda-aurora-iam\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(yaml.safe_dump(document))
    assert read(tmp_path, "organization/dev").engine_version == "17.4"
