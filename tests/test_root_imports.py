"""The program imports what it needs and no more: each Pulumi package brings a plug-in that the engine fetches."""

import ast
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
NEEDED = {"pulumi", "pulumi_aws", "pulumi_postgresql", "pulumi_random", "pulumi_redpanda"}
JUDGING = {"pulumi_policy"}
"""What the policy pack is run by, in the same virtual environment."""


def test_the_program_loads_no_package_of_an_example():
    program = ast.parse((REPOSITORY / "__main__.py").read_text())
    imported = [ast.unparse(line) for line in program.body if isinstance(line, ast.Import | ast.ImportFrom)]
    assert len(imported) > 10
    loaded = subprocess.run(
        [sys.executable, "-c", "\n".join([*imported, "import sys; print(*sys.modules)"])],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    packages = {name.split(".")[0] for name in loaded.split() if name.startswith("pulumi")}
    assert packages == NEEDED


def test_its_requirements_name_exactly_these_packages():
    required = (REPOSITORY / "requirements.txt").read_text()
    named = set(re.findall(r"^(pulumi[\w-]*)==", required, re.MULTILINE))
    assert {name.replace("-", "_") for name in named} | {"pulumi_redpanda"} == NEEDED | JUDGING
