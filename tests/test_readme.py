import re
import subprocess
from pathlib import Path

import pytest

from docs import fault_matrix, generate, preview_text
from evaluation.programs import ROOT

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLES = sorted(str(page.relative_to(REPOSITORY)) for page in REPOSITORY.glob("examples/*/README.md"))
DOCS = sorted(str(page.relative_to(REPOSITORY)) for page in REPOSITORY.glob("docs/*.md"))
PAGES = ["README.md", "CONTRIBUTING.md", *DOCS, *EXAMPLES]


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (
            "configuration.md",
            "| `redpanda.accountId` | required | the id of the AWS account that pipelines run in, 12 digits: the "
            "Redpanda cluster's, or yours on ecs, kubernetes and own |",
        ),
        ("configuration.md", "| `alarms.slotLagGib` | `10` | the most WAL a slot may be behind, in GiB |"),
        (
            "policy.md",
            "| `redpanda-deletion` | What is in Redpanda may be destroyed only where the pack's configuration says so "
            "| a replaced topic is an empty topic, and a changed argument is enough to replace one "
            "| Redpanda's Terraform provider, allow_deletion | mandatory; not for stacks under `allowDeletion` |",
        ),
        (
            "policy.md",
            "| `never-pauses` | A cluster that replicates does not scale to zero | whoever reads the changes keeps "
            'the writer awake, so the pause that was counted on never comes | Aurora User Guide, "Scaling to zero ACUs '
            'with automatic pause and resume" | mandatory; of the whole stack |',
        ),
        (
            "watching.md",
            "| 6 | `slot-lag` | more than 10 GiB of WAL behind the slowest slot for 15 minutes | stays as it is "
            "| [L9](causes.md#L9) |",
        ),
        (
            "watching.md",
            "6 login → replication       [ slot lag ] [ slot files ] [ transaction logs, -1: replication is off ]",
        ),
    ],
)
def test_a_generated_part_is_what_settings_rules_and_alarms_tell(page, line):
    text = (REPOSITORY / "docs" / page).read_text()
    assert text == generate.generated(REPOSITORY / "docs" / page, text), "run `make docs`"
    assert line in text.splitlines()


def test_a_part_without_its_place_is_an_error_and_not_left_out():
    page = REPOSITORY / "docs" / "watching.md"
    text = page.read_text().replace("<!-- begin alarms -->", "")
    with pytest.raises(ValueError, match=r"watching\.md: got no place for alarms"):
        generate.generated(page, text)


def test_the_readme_is_read_in_one_sitting():
    assert len((REPOSITORY / "README.md").read_text().splitlines()) < 200


def test_every_page_is_one_click_from_the_readme():
    linked = re.findall(r"\]\(([^)#]+)", (REPOSITORY / "README.md").read_text())
    assert set(DOCS) <= set(linked)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_and_picture_that_is_linked_exists(page):
    text = (REPOSITORY / page).read_text()
    links = [part.split(")")[0].partition(' "')[0] for part in text.split("](")[1:]]
    local = [link for link in links if not link.startswith("https://")]
    for path, _, anchor in (link.partition("#") for link in local):
        linked = (REPOSITORY / page).parent / path if path else REPOSITORY / page
        assert linked.exists(), path
        assert not anchor or f'<a id="{anchor}">' in linked.read_text(), anchor


def test_make_help_names_the_commands_of_the_readme():
    said = subprocess.run(["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    for command in ("demo", "test", "policy", "preview-text", "bench", "certs"):
        assert f"make {command} " in said
        assert f"make {command}" in (REPOSITORY / "README.md").read_text()


def test_the_fault_matrix_is_the_one_the_causes_and_faults_tell():
    page = REPOSITORY / "docs" / "fault-matrix.md"
    assert page.read_text() == fault_matrix.matrix(), "run `make docs`"


def test_the_preview_text_is_what_the_dev_stack_would_make():
    page = REPOSITORY / "docs" / "preview-dev.txt"
    assert page.read_text() == preview_text.text(ROOT, "dev"), "run `make docs`"
    assert page.read_text().startswith("redpanda-aurora-iam/dev would make 47 resources\n")
    for line in (
        "database-account in account 222222222222: 31 resources",
        "  CrossAccountConnectRole cdc: 2 resources",
        "    aws:iam:RolePolicy cdc-database-login",
        "redpanda-account in account 111111111111: 1 resource",
        "no provider of its own: 3 resources",
    ):
        assert line in page.read_text().splitlines()


def test_a_changed_graph_changes_the_preview_text(monkeypatch):
    config = ROOT.config("dev")
    config["redpanda-aurora-iam:database"]["readers"] = 1
    monkeypatch.setattr(type(ROOT), "config", lambda self, stack: config)
    added = set(preview_text.text(ROOT, "dev").splitlines()) - set(preview_text.PAGE.read_text().splitlines())
    assert added == {
        "redpanda-aurora-iam/dev would make 48 resources",
        "database-account in account 222222222222: 32 resources",
        "  AuroraIamCluster cdc: 5 resources",
        "    aws:rds:ClusterInstance cdc-reader-1",
    }


@pytest.mark.parametrize(("stack", "code"), [("ec2-client/lab", 0), ("ec2-client", 2)])
def test_another_stack_is_shown_by_its_name(stack, code, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["preview_text", "--print", stack])
    assert preview_text.main() == code
    said = capsys.readouterr()
    assert said.out.startswith("ec2-client/lab would make ") if code == 0 else "want one of" in said.err
