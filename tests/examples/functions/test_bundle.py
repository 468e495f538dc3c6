"""The bundle is what the next `up` uploads: only the functions and their driver change it."""

import os
import subprocess
import sys
from itertools import pairwise

from lab.prove.function_program import HOST
from tests.conftest import REPOSITORY


def test_an_invocation_in_the_lab_leaves_the_bundle_as_it_was(tmp_path):
    (tmp_path / "functions").mkdir()
    (tmp_path / "functions" / "hello.py").write_text("def handler(event, context):\n    return 'done'\n")
    before = sorted(tmp_path.rglob("*"))
    told = {"FUNCTION_DIRECTORY": str(tmp_path), "HANDLER": "functions.hello.handler", "GATE_PORT": "1"}
    done = subprocess.run([sys.executable, "-I", str(HOST)], env=os.environ | told, capture_output=True, check=True)
    assert done.stdout == b'"done"\n'
    assert sorted(tmp_path.rglob("*")) == before


def test_makes_own_mark_is_not_in_the_bundle():
    commands = subprocess.run(
        ["make", "--dry-run", "--always-make", "bundle"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.split()
    marks = [after for word, after in pairwise(commands) if word == "touch"]
    assert marks == [".venv/installed", "build/bundled"]
    assert commands[commands.index("--target") + 1] == "build/functions"
