"""The doctor needs neither Pulumi nor anything of a program: it may be installed where there is no stack."""

import re
import subprocess
import sys
import tomllib

from tests.doctor.test_command_line import REPOSITORY
from tests.test_structure import imports

STRANGERS = ("pulumi", "pulumi_aws", "pulumi_redpanda", "components", "settings", "assembly", "lab", "moto", "pydantic")


def test_neither_pulumi_nor_a_program_is_imported():
    program = "import doctor.__main__, sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert set(done.stdout.split()) & set(STRANGERS) == set()


def test_there_is_a_command_of_its_own():
    assert project()["scripts"]["rpcn-doctor"] == "doctor.__main__:app"


def test_installed_alone_it_has_what_it_imports_and_no_more():
    ours = {"doctor", "domain", *sys.stdlib_module_names}
    imported = {name for file in (REPOSITORY / "doctor").rglob("*.py") for name in imports(file)} - ours
    names = {"botocore": "boto3", "confluent_kafka": "confluent-kafka", "yaml": "PyYAML"}
    wanted = {names.get(name, name) for name in imported}
    assert {re.split(r"[\[=]", one)[0] for one in project()["dependencies"]} == wanted


def test_its_pins_are_those_of_the_repository():
    pinned = [line for name in ("requirements.txt", "requirements-dev.txt") for line in lines(name)]
    assert [one for one in project()["dependencies"] if one not in pinned] == []


def project():
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]


def lines(name):
    return [line.partition("#")[0].strip() for line in (REPOSITORY / name).read_text().splitlines()]
