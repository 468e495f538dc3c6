"""A pipeline ended by the command of docs/runtimes.md, typed as it stands there."""

import shlex
import subprocess

from lab.lifecycle.state import LabState
from lab.prove.surroundings import Surroundings


def end_pipeline(lab, target):
    """`target` as the page has it, with `<name>`."""
    around = Surroundings(lab.paths, LabState.load(lab.paths))
    named = shlex.quote(target.replace("<name>", around.pipeline["name"]))
    command = f"{lab.run('env', '--shell').stdout}\npulumi destroy --yes --target {named}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert around.process.status()["state"] == "stopped"
