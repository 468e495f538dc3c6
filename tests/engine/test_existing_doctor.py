"""The doctor of a database that exists: of a chain that holds it says nothing wrong, and of a flag what mends it."""

import pytest

from tests.engine.attached_database import an_instance, asking
from tests.engine.program_world import program_world
from tests.lab.commands_here import diagnose
from tests.lab.kafka_world import LACKING

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(LACKING is not None, reason="without a broker nothing streams"),
    pytest.mark.timeout(600),  # a lab, and an operation of the engine
]

IAM = {
    "cluster": "aws rds modify-db-cluster --db-cluster-identifier shop",
    "instance": "aws rds modify-db-instance --db-instance-identifier shop",
}


@pytest.fixture(scope="module", params=["cluster", "instance"])
def world(request, tmp_path_factory):
    directory = tmp_path_factory.mktemp(request.param)
    answers = an_instance if request.param == "instance" else lambda _: None
    with (
        pytest.MonkeyPatch.context() as changed,
        program_world(directory, changed, stack="lab-existing", answers=answers) as running,
    ):
        running.kind = request.param
        running.up(asking("iam", "orders", "order_events"))
        yield running


def test_of_a_chain_that_holds_it_names_no_cause(world):
    code, report = diagnose(world.command)
    assert [finding for finding in report["findings"] if finding["result"] == "fail"] == []
    seen = {finding["check"]: finding["result"] for finding in report["findings"]}
    looked_at = (
        "cluster is available",
        "endpoint is the writer's",
        "IAM authentication is on",
        "rds.logical_replication",
    )
    assert {check: seen[check] for check in looked_at} == dict.fromkeys(looked_at, "pass")
    assert code == 0


def test_a_flag_that_is_off_is_mended_by_the_command_of_its_kind(world):
    rds = world.account("database").client("rds")
    if world.kind == "cluster":
        rds.modify_db_cluster(DBClusterIdentifier="shop", EnableIAMDatabaseAuthentication=False)
    else:
        rds.modify_db_instance(DBInstanceIdentifier="shop", EnableIAMDatabaseAuthentication=False)
    _, report = diagnose(world.command)
    (finding,) = [finding for finding in report["findings"] if finding["cause"] == "I1"]
    assert finding["fix"].startswith(f"{IAM[world.kind]} --enable-iam-database-authentication --apply-immediately")
