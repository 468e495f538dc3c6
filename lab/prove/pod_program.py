"""The example's connection test, run as the pod's container would run it."""

import os
import subprocess
import sys

from lab.lifecycle.environment import pod_of
from lab.lifecycle.stack_file import EXAMPLES
from lab.prove.surroundings import Surroundings

PROGRAM = EXAMPLES / "kubernetes-service" / "connection_test.py"
TIMEOUT_S = 60


def run_in_pod(surroundings: Surroundings, *command: str) -> subprocess.CompletedProcess[str]:
    """Run it, or another Python command, with nothing of this process's environment but the path."""
    return subprocess.run(
        [sys.executable, *(command or [str(PROGRAM)])],
        env=environment(surroundings),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def environment(surroundings: Surroundings) -> dict[str, str]:
    """What the container finds: the pod's identity, what the stack tells of the database, the certificates.

    The cluster's name leads to this machine by libpq's own variable, as a DNS entry would.
    """
    told: dict[str, str] = surroundings.state.outputs["pod_environment"]
    return {
        "PATH": os.environ.get("PATH", ""),
        **(pod_of(surroundings.paths, surroundings.state.chain) or {}),
        **told,
        "CA_BUNDLE": str(surroundings.paths.ca_bundle),
        "PGHOSTADDR": "127.0.0.1",
    }
