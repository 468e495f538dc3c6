import pytest

from previews.stacks import PROGRAMS, StackError, StackName, concerned, entry, not_listed
from tests.conftest import REPOSITORY

ROOT, EXAMPLE = StackName.parse("dev"), StackName.parse("examples/ec2-client/prod")
STACK_FILE = """
config:
  pulumi:disable-default-providers: [aws]
  shop:redpanda: {accountId: 111111111111, profile: redpanda, region: us-gov-west-1}
  shop:database: {accountId: "222222222222", profile: database, region: us-east-2}
  shop:pipelines: [{name: orders}]
"""


def test_a_name_is_where_the_program_is_and_the_stack():
    assert (ROOT.directory, ROOT.stack, ROOT.file, str(ROOT)) == (".", "dev", "Pulumi.dev.yaml", "dev")
    assert EXAMPLE.file == "examples/ec2-client/Pulumi.prod.yaml"
    assert str(EXAMPLE) == "examples/ec2-client/prod"


@pytest.mark.parametrize("text", ["/etc/dev", "../other/dev", "examples/../../dev", ""])
def test_a_name_does_not_lead_out_of_the_repository(text):
    with pytest.raises(StackError, match="STACKS: got"):
        StackName.parse(text)


@pytest.mark.parametrize(
    ("changed", "stacks"),
    [
        ("Pulumi.dev.yaml", [ROOT]),
        ("__main__.py", [ROOT]),
        ("Pulumi.yaml", [ROOT]),
        ("examples/ec2-client/Pulumi.prod.yaml", [EXAMPLE]),
        ("examples/ec2-client/__main__.py", [EXAMPLE]),
        ("examples/ec2-client/Pulumi.yaml", [EXAMPLE]),
        ("examples/ec2-client/queries/first.sql", [EXAMPLE]),
        ("examples/ec2-client/Pulumi.dev.yaml", []),
        ("examples/ec2-client/README.md", []),
        ("examples/ec2-client-2/__main__.py", []),
        ("components/network.py", [ROOT, EXAMPLE]),
        ("domain/arns.py", [ROOT, EXAMPLE]),
        ("settings/fields.py", [ROOT, EXAMPLE]),
        ("policy/__main__.py", [ROOT, EXAMPLE]),
        ("sdks/redpanda/pulumi_redpanda/topic.py", [ROOT, EXAMPLE]),
        ("redpanda_aurora_iam/args.py", [ROOT]),
        ("assembly/cluster.py", [ROOT, EXAMPLE]),
        ("pyproject.toml", [ROOT, EXAMPLE]),
        ("examples/ec2-client/ec2_client/args.py", [EXAMPLE]),
        ("requirements.txt", [ROOT, EXAMPLE]),
        ("Pulumi.prod.yaml", []),
        ("examples/other/__main__.py", []),
        ("tests/components/test_network.py", []),
        ("requirements-dev.txt", [ROOT, EXAMPLE]),
        ("lab/paths.py", []),
        ("README.md", []),
    ],
)
def test_a_change_concerns_the_stacks_that_it_may_change(tmp_path, changed, stacks):
    assert concerned(tmp_path, [ROOT, EXAMPLE], ["docs/causes.md", changed]) == stacks


def test_a_file_that_the_stack_file_names_may_change_the_stack(tmp_path):
    for stack, path in ((ROOT, "sql/first.sql"), (EXAMPLE, "../../sql/first.sql")):
        file = tmp_path / stack.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"config: {{shop:pipelines: [{{name: orders, bootstrapSql: {path}}}]}}")
    assert concerned(tmp_path, [ROOT, EXAMPLE], ["sql/first.sql"]) == [ROOT, EXAMPLE]
    assert concerned(tmp_path, [ROOT, EXAMPLE], ["sql/second.sql"]) == []
    (tmp_path / ROOT.file).write_text("config: [1")
    assert concerned(tmp_path, [ROOT, EXAMPLE], ["sql/first.sql"]) == [EXAMPLE]


def test_a_stack_file_that_nobody_listed_is_told_but_not_the_labs():
    changed = [
        "Pulumi.dev.yaml",
        "Pulumi.prod.yaml",
        "Pulumi.lab.yaml",
        "Pulumi.lab-x.yaml",
        "Pulumi.yaml",
        "examples/x/Pulumi.dev.yaml",
    ]
    assert not_listed([ROOT, EXAMPLE], changed) == ["Pulumi.prod.yaml", "examples/x/Pulumi.dev.yaml"]


def test_the_matrix_leads_into_the_accounts_of_the_stack_file(tmp_path):
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK_FILE)
    assert entry(tmp_path, ROOT, "github-preview") == {
        "name": "dev",
        "slug": "dev",
        "directory": ".",
        "stack": "dev",
        "first": {
            "account_id": "111111111111",
            "profile": "redpanda",
            "region": "us-gov-west-1",
            "role": "arn:aws-us-gov:iam::111111111111:role/github-preview",
        },
        "second": {
            "account_id": "222222222222",
            "profile": "database",
            "region": "us-east-2",
            "role": "arn:aws:iam::222222222222:role/github-preview",
        },
        "certificates": "us-east-2",
    }


def test_names_of_artifacts_have_no_slash(tmp_path):
    file = tmp_path / EXAMPLE.file
    file.parent.mkdir(parents=True)
    file.write_text(STACK_FILE)
    assert entry(tmp_path, EXAMPLE, "r")["slug"] == "examples-ec2-client-prod"


@pytest.mark.parametrize("text", ["", "[]", "config: 1", "{", None])
def test_a_stack_without_a_file_is_refused(tmp_path, text):
    if text is not None:
        (tmp_path / "Pulumi.dev.yaml").write_text(text)
    with pytest.raises(StackError, match=r"STACKS: got 'dev', want a stack with a file Pulumi\.dev\.yaml"):
        entry(tmp_path, ROOT, "r")


def test_a_stack_of_one_account_is_refused(tmp_path):
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK_FILE.replace("profile: redpanda, ", ""))
    with pytest.raises(StackError, match=r"Pulumi\.dev\.yaml: got 1 sections with an account, want two"):
        entry(tmp_path, ROOT, "r")


def test_two_sections_of_one_account_are_refused(tmp_path):
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK_FILE.replace("111111111111", '"222222222222"'))
    with pytest.raises(StackError, match=r"Pulumi\.dev\.yaml: got account '222222222222' twice, want two accounts"):
        entry(tmp_path, ROOT, "r")


@pytest.mark.parametrize("program", ["preview-roles", "rds-proxy", "kubernetes-service"])
def test_programs_without_rights_for_the_roles_are_refused(program):
    stack = StackName.parse(f"examples/{program}/dev")
    with pytest.raises(
        StackError, match=rf"STACKS: got 'examples/{program}/dev', want a stack of the repository's own"
    ):
        entry(REPOSITORY, stack, "r")


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_that_is_previewed_has_an_example_stack(program):
    assert entry(REPOSITORY, StackName.parse(f"{program}/dev"), "r")["directory"] == program
