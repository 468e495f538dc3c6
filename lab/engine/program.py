"""A Pulumi program, run as Pulumi's language host runs one."""

import json
import os
import runpy
from pathlib import Path

from pulumi.runtime.config import CONFIG


def run_program(directory: Path) -> None:
    """Run the program of the directory this process is in, its configuration told in the environment, too."""
    os.environ["PULUMI_CONFIG"] = json.dumps(CONFIG.get())
    # The directory and not the file: it is where the program imports from.
    runpy.run_path(str(directory), run_name="__main__")
