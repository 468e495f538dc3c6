"""Runs a fix as the doctor prints it, in a shell that has the lab's accounts and reaches the lab by its real names."""

import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND_TIMEOUT_S = 120
PROGRAMS = {name: Path(__file__).with_name(f"{name}_command.py") for name in ("aws", "psql")}


def run_printed(fix, running_lab, directory):
    """Raises `CalledProcessError` where the shell says that it failed."""
    for name, program in PROGRAMS.items():
        command = directory / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{program}" "$@"\n')
        command.chmod(0o700)
    told = json.loads(running_lab.run("env", "--json").stdout)
    environment = {
        **os.environ,
        "AWS_CONFIG_FILE": told["aws"]["config_file"],
        "AWS_SHARED_CREDENTIALS_FILE": told["aws"]["credentials_file"],
        "PATH": f"{directory}{os.pathsep}{os.environ['PATH']}",
        "PGHOSTADDR": "127.0.0.1",
    }
    return subprocess.run(
        ["sh", "-ec", fix], env=environment, capture_output=True, text=True, check=True, timeout=COMMAND_TIMEOUT_S
    )
