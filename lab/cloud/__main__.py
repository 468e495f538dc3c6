"""`python -m lab.cloud --home <directory> --settings <file>`: serves until it is told to stop."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from lab.backends.backend import LabError
from lab.paths import LabPaths

CANNOT_START = 3

# What these variables say would otherwise change what moto answers, and whom boto3 talks to.
FOREIGN_VARIABLES = ("AWS_", "MOTO_")


def main() -> int:
    """Serve; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lab.cloud", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="the lab's directory")
    parser.add_argument("--settings", type=Path, required=True, help="JSON: the accounts, and the gate's port")
    options = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    for name in [name for name in os.environ if name.startswith(FOREIGN_VARIABLES)]:
        del os.environ[name]

    # Imported late: moto takes half a second, in which a signal is to end this quietly, and it reads the environment.
    from lab.cloud.service import running_cloud
    from lab.cloud.settings import CloudSettings

    try:
        with running_cloud(LabPaths(options.home.resolve()), CloudSettings.load(options.settings), log):
            stopped.wait()
    except LabError as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    return 0


def log(line: str) -> None:
    """One line, whatever a client put into the texts it is made of."""
    print("".join(letter if letter.isprintable() else "?" for letter in line), flush=True)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # all is ended by now, and to take moto apart would need a second
