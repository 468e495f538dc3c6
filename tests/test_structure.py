"""The tree tells the architecture: who may import whom, and that every test file is collected."""

import re
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
EXAMPLES = {file.parent for file in (REPOSITORY / "examples").glob("*/*/__init__.py")}
FUNCTIONS = REPOSITORY / "examples" / "rds-proxy" / "functions"
PACKAGES = EXAMPLES - {FUNCTIONS} | {REPOSITORY / "redpanda_aurora_iam"}
"""What a program imports of its own, beside its `__main__.py`."""
ROOMS = {
    "assembly",
    "bench",
    "components",
    "docs",
    "doctor",
    "domain",
    "evaluation",
    "lab",
    "policy",
    "previews",
    "settings",
    *(room.name for room in PACKAGES | EXAMPLES),
}
MAY_IMPORT = {
    "domain": set(),
    "settings": {"domain"},
    "components": {"domain"},
    "assembly": {"settings", "components", "domain"},
    "doctor": {"domain"},
    "lab": {"domain"},
    "policy": {"domain", "evaluation"},
    "previews": {"domain"},
    "evaluation": set(),
    "bench": {"doctor", "domain", "evaluation", "lab"},
    "docs": {"doctor", "domain", "evaluation", "lab", "policy", "settings"},
}
PERMISSIONS = "examples/preview-roles/preview_roles/permissions"
LONGEST_FILE = 300
LONGEST_OF_ROOM = {"components": 150, "domain": 130}
RUN_WHEN_DEPLOYED = {"data_api.py", "rds_description.py", "redpanda_cloud_api.py", "sql_session.py"}
"""Components' modules that no program runs: a dynamic resource does, in a process of its own."""


IMPORT = re.compile(r"^\s*(?:from|import) ([a-zA-Z_]\w*(?:\.\w+)*)", re.MULTILINE)


def imports(file):
    return {name.split(".")[0] for name in IMPORT.findall(file.read_text())}


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_the_rooms_it_may(room):
    for file in (REPOSITORY / room).rglob("*.py"):
        strangers = {name for name in imports(file) if name in ROOMS} - {room} - MAY_IMPORT[room]
        assert not strangers, f"{file.relative_to(REPOSITORY)} imports {strangers}"


@pytest.mark.parametrize("room", sorted(PACKAGES), ids=lambda room: room.name)
def test_a_program_imports_what_programs_share_and_nothing_of_another_program(room):
    shared = {"assembly", "components", "domain", "settings", room.name}
    for file in [*room.rglob("*.py"), *room.parent.glob("*.py")]:
        strangers = {name for name in imports(file) if name in ROOMS} - shared
        assert not strangers, f"{file.relative_to(REPOSITORY)} imports {strangers}"


def test_what_a_function_runs_is_bundled_with_it():
    for file in FUNCTIONS.glob("*.py"):
        assert imports(file) & ROOMS <= {"functions"}, file.name


def test_no_file_changes_where_python_looks():
    # A function's host stands where Lambda puts the directory of the code on the path.
    for file in REPOSITORY.rglob("*.py"):
        if (
            not {".venv", "tests", "build"} & set(file.relative_to(REPOSITORY).parts)
            and file.name != "function_host.py"
        ):
            assert "sys.path" not in file.read_text(), file.relative_to(REPOSITORY)


def test_the_lab_has_a_room_for_what_is_new():
    assert len([file for file in (REPOSITORY / "lab").iterdir() if file.is_file()]) <= 10


def test_what_pulumi_runs_of_the_policy_imports_only_domain():
    for file in (REPOSITORY / "policy").rglob("*.py"):
        if file.name != "command.py":  # `python -m policy`, which evaluates the programs
            assert "evaluation" not in imports(file), file.name


@pytest.mark.parametrize(
    ("room", "ours"),
    [("domain", {"domain"}), (PERMISSIONS, {"domain", "preview_roles"})],
    ids=["domain", "permissions"],
)
def test_what_knows_no_cloud_is_pure(room, ours):
    files = list((REPOSITORY / room).rglob("*.py"))
    assert files
    for file in files:
        assert set(imports(file)) <= set(sys.stdlib_module_names) | ours, file.name


def test_only_settings_read_the_configuration_and_no_component_looks_anything_up():
    for file in [
        *(REPOSITORY / "components").rglob("*.py"),
        *(REPOSITORY / "assembly").rglob("*.py"),
        *(file for room in PACKAGES for file in [*room.rglob("*.py"), room.parent / "__main__.py"]),
    ]:
        if file.name not in RUN_WHEN_DEPLOYED:
            assert not re.search(r"\.(Config|environ|getenv)\b", file.read_text()), file.name
            assert not {"boto3", "httpx"} & imports(file), file.name


def test_every_test_file_is_collected_and_every_helper_is_used():
    tests = list((REPOSITORY / "tests").rglob("*.py"))
    helpers = [file for file in tests if not file.name.startswith("test_") and file.name != "conftest.py"]
    used = {
        name.rpartition(".")[2]
        for file in tests
        for name in IMPORT.findall(file.read_text())
        if name.startswith("tests.")
    }
    run_as_program = {"aws_command", "gate_client", "pod_pool", "psql_command"}
    assert {file.stem for file in helpers} <= used | run_as_program
    for file in tests:
        if file.name.startswith("test_"):
            assert re.search(r"^def test_", file.read_text(), re.MULTILINE), file.name


@pytest.mark.parametrize("room", sorted({"tests", "examples", *ROOMS}))
def test_no_file_is_longer_than_one_idea(room):
    files = list((REPOSITORY / room).rglob("*.py"))
    longest = LONGEST_OF_ROOM.get(room, LONGEST_FILE)
    assert {file.name: lines for file in files if (lines := len(file.read_text().splitlines())) > longest} == {}
