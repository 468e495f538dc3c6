"""Commands of the doctor and the lab in the test's own process: what they import is there, and a run takes a third."""

import json
import os
from unittest import mock

from typer.testing import CliRunner

from doctor import outputs
from doctor.__main__ import app as doctor
from lab.__main__ import app as lab


def diagnose(running_lab, *options):
    """`python -m doctor --lab --json`: its exit code and its report."""
    with mock.patch.dict(os.environ, running_lab.environment, clear=True), mock.patch.object(outputs, "_answer", _told):
        done = CliRunner().invoke(doctor, ["--lab", "--json", *options])
    assert done.stderr == ""
    return done.exit_code, json.loads(done.stdout)


def _told(command, _option, _advice):
    """What the lab says of itself, without a process of its own."""
    return CliRunner().invoke(lab, command[command.index("lab") + 1 :], catch_exceptions=False).stdout
