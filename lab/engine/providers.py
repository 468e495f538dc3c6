"""`python -m lab.engine.providers --home <directory>`: serves every package of the lab until it is told to stop."""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from lab.backends.registry import lab_packages
from lab.connect.redpanda_services import redpanda_services
from lab.engine.provider_server import serve
from lab.paths import LabPaths
from lab.private_files import write_private

LAB_CREDENTIALS = {"REDPANDA_CLIENT_ID": "lab", "REDPANDA_CLIENT_SECRET": "lab"}
"""The provider wants some; the lab does not look at them."""
BRIDGE = "terraform-provider"
"""What the engine attaches to for a Terraform provider without a Pulumi release: `redpanda` is one."""


def main() -> None:
    """Serve, and say in `paths.providers` where."""
    parser = argparse.ArgumentParser(prog="python -m lab.engine.providers", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="the lab's directory")
    paths = LabPaths(parser.parse_args().home.resolve())
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    os.environ.update(LAB_CREDENTIALS)
    packages = lab_packages(paths, lambda: redpanda_services(paths))
    servers = {name: serve(package) for name, package in packages.items()}
    ports = {name: port for name, (_, port) in servers.items()}
    write_private(paths.providers, json.dumps({**ports, BRIDGE: ports["redpanda"]}))
    stopped.wait()
    for server, _ in servers.values():
        server.stop(None)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # all is ended by now, and to take boto3 and gRPC apart would need a second
