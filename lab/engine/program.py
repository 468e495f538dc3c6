"""A Pulumi program, run as Pulumi's language host runs one."""

import json
import os
import runpy
from pathlib import Path

import pulumi.log
from pulumi.runtime.config import CONFIG

pulumi.log.debug = lambda *_args, **_options: None
"""The engine throws these messages away: several for each resource, and a call of the engine for each."""


def run_program(directory: Path) -> None:
    """Run the program of the directory this process is in, its configuration told in the environment, too."""
    os.environ["PULUMI_CONFIG"] = json.dumps(CONFIG.get())
    # The directory and not the file: it is where the program imports from.
    runpy.run_path(str(directory), run_name="__main__")
