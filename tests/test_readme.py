import subprocess
from pathlib import Path

import pytest

from docs import fault_matrix, generate

REPOSITORY = Path(__file__).resolve().parent.parent
PAGES = ["README.md", "CONTRIBUTING.md", "docs/pull-requests.md", "examples/preview-roles/README.md"]


def test_the_generated_parts_are_what_settings_and_alarms_tell():
    text = (REPOSITORY / "README.md").read_text()
    assert text == generate.generated(text), "run `make docs`"
    for line in (
        "| `redpanda.accountId` | required | the id of the AWS account the Redpanda cluster runs in, 12 digits |",
        "| `alarms.slotLagGib` | `10` | the most WAL a slot may be behind, in GiB |",
        "| 6 | `slot-lag` | more than 10 GiB of WAL behind the slowest slot for 15 minutes | stays as it is "
        "| [L9](docs/causes.md#L9) |",
        "6 login → replication       [ slot lag ] [ slot files ] [ transaction logs, -1: replication is off ]",
    ):
        assert line in text.splitlines()


def test_a_part_without_its_place_is_an_error_and_not_left_out():
    text = (REPOSITORY / "README.md").read_text().replace("<!-- begin alarms -->", "")
    with pytest.raises(ValueError, match=r"README\.md: got no place for alarms"):
        generate.generated(text)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_and_picture_that_is_linked_exists(page):
    text = (REPOSITORY / page).read_text()
    links = [part.split(")")[0] for part in text.split("](")[1:]]
    local = [link for link in links if not link.startswith("https://")]
    for path, _, anchor in (link.partition("#") for link in local):
        linked = (REPOSITORY / page).parent / path
        assert linked.exists(), path
        assert not anchor or f'<a id="{anchor}">' in linked.read_text(), anchor


def test_make_help_names_the_commands_of_the_readme():
    said = subprocess.run(["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    for command in ("demo", "test", "bench", "certs"):
        assert f"make {command} " in said


def test_the_fault_matrix_is_the_one_the_causes_and_faults_tell():
    page = REPOSITORY / "docs" / "fault-matrix.md"
    assert page.read_text() == fault_matrix.matrix(), "run `make docs`"
