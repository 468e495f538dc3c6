import pytest

from lab.backends.backend import LabError
from lab.lifecycle.stack_file import LabStack, example
from lab.paths import REPOSITORY, LabPaths

STACK = """
config:
  pulumi:disable-default-providers: [aws]
  shop:application: {accountId: "111111111111", profile: lab-application, region: us-east-2, caBundle: .lab/ca.pem}
  shop:database: {accountId: 222222222222, profile: lab-database, region: us-east-2, name: shop, port: 15432}
  shop:other: {bundles: [.lab/a.pem, /etc/b.pem]}
"""


@pytest.fixture
def program(tmp_path):
    (tmp_path / "Pulumi.yaml").write_text("name: shop\n")
    (tmp_path / "Pulumi.lab.yaml").write_text(STACK)
    return tmp_path


def read(program, **more):
    return LabStack.read(LabPaths(program / "home"), program, **more)


def test_the_program_and_its_project_are_those_of_the_directory(program):
    stack = read(program)
    assert (stack.program, stack.project, stack.gate_port) == (program / "__main__.py", "shop", 15432)


def test_every_section_that_names_an_account_is_one(program):
    assert read(program).accounts == {
        "application": {"account_id": "111111111111", "profile": "lab-application", "region": "us-east-2"},
        "database": {"account_id": "222222222222", "profile": "lab-database", "region": "us-east-2"},
    }
    assert not read(program).has_redpanda


def test_another_answer_is_given_for_the_lab_alone(program):
    stack = read(program)
    answered = stack.answering("other", bundles=[], more=1)
    assert answered.section("other") == {"bundles": [], "more": 1}
    assert answered.section("database") == stack.section("database")
    assert "more" not in stack.section("other")


def test_a_runtime_has_the_labs_answers_in_place_of_the_stack_files(tmp_path):
    stack = LabStack.read(LabPaths(tmp_path / "home"))
    assert (stack.runtime, stack.nat_address) == ("cloud-role", "198.51.100.17")
    keyed = stack.on("cloud-key")
    assert (keyed.runtime, keyed.section("runtime")) == ("cloud-key", {"cloud": {"credentials": "accessKey"}})
    assert keyed.section("database") == stack.section("database")


def test_a_host_is_told_what_the_lab_made_for_it(tmp_path):
    stack = LabStack.read(LabPaths(tmp_path / "home"), runtime="ecs").of_host(vpcId="vpc-1")
    assert stack.section("runtime") == {"ecs": {"vpcId": "vpc-1"}}


def test_a_runtime_that_the_lab_has_not_and_one_for_a_program_without_pipelines_are_refused(tmp_path, program):
    with pytest.raises(LabError, match="--runtime: got 'nomad', want one of cloud-role, cloud-key, own, ecs"):
        LabStack.read(LabPaths(tmp_path / "home"), runtime="nomad")
    with pytest.raises(LabError, match=r"--runtime: got 'ecs', want none \(shop has no pipelines\)"):
        read(program, runtime="ecs")


@pytest.mark.parametrize(
    ("section", "has"),
    [("", False), ("  shop:kubernetes: {clusterName: a}", False), ("  shop:kubernetes: {oidcIssuer: a}", True)],
)
def test_a_service_account_comes_by_its_clusters_issuer(program, section, has):
    (program / "Pulumi.lab.yaml").write_text(STACK + section)
    assert read(program).has_service_account is has


def test_a_file_of_the_lab_is_the_one_of_this_lab(program):
    stack = read(program)
    assert stack.section("application")["caBundle"] == str(program / "home" / "ca.pem")
    assert stack.section("other")["bundles"] == [str(program / "home" / "a.pem"), "/etc/b.pem"]


def test_the_program_of_the_repository_streams_into_redpanda():
    assert LabStack.read(LabPaths(REPOSITORY / ".lab")).has_redpanda


@pytest.mark.parametrize(
    ("section", "has"), [("", False), ("  shop:github: {repository: a}", False), ("  shop:github: {issuer: a}", True)]
)
def test_workflows_come_by_their_issuer(program, section, has):
    (program / "Pulumi.lab.yaml").write_text(STACK + section)
    assert read(program).has_workflows is has


@pytest.mark.parametrize(
    ("section", "port"),
    [
        ("shop:other: {}", 0),
        ("shop:database: {accountId: 1, profile: p, region: r}", 0),
        ("shop:database: {name: d}", 5432),
        ("shop:database: {name: d, port: 15432}", 15432),
    ],
)
def test_the_gate_listens_on_the_port_of_the_database_that_is_made(program, section, port):
    account = "shop:application: {accountId: 1, profile: p, region: r}"
    (program / "Pulumi.lab.yaml").write_text(f"config:\n  {account}\n  {section}\n")
    assert read(program).gate_port == port


@pytest.mark.parametrize("text", ["", "config: []", "config: {shop:application: {}}", "{"])
def test_a_file_without_an_account_is_refused(program, text):
    other = program / "other.yaml"
    other.write_text(text)
    with pytest.raises(LabError, match=r"other\.yaml: got no stack file, want one whose sections name accounts"):
        read(program, file=other)


def test_an_example_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(LabError, match="--example: got 'nothing', want one of"):
        example("nothing")


def test_an_example_that_the_lab_cannot_apply_is_refused_too():
    with pytest.raises(LabError, match=r"--example: got 'aurora-mysql', want one of ec2-client, (?!.*aurora-mysql)"):
        example("aurora-mysql")
