"""`python -m bench.engine <pipelines>`: the program's whole life under Pulumi's engine, in a process of its own.

The emulated accounts and PostgreSQL are the lab's; Redpanda is written down, and no pipeline runs: what is measured is
the engine, the program and the providers.
"""

import copy
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.evaluation import KIBIBYTES_PER_MEBIBYTE
from lab.backends.redpanda import RedpandaServices
from lab.backends.registry import lab_packages
from lab.engine.provider_server import serve
from lab.engine.providers import BRIDGE, LAB_CREDENTIALS
from lab.engine.stack import EngineStack
from lab.lifecycle.down import down
from lab.lifecycle.engine_operations import engine_stack
from lab.lifecycle.progress import Progress
from lab.lifecycle.services import start_services
from lab.lifecycle.stack_file import LabStack
from lab.paths import LabPaths

Rows = dict[str, dict[str, float]]

WITHOUT_CHECKPOINTS = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
"""A state in a file is written as a whole at every step (pulumi/pulumi, pkg/backend/diy), which a hundred pipelines pay
for with the square of their number: that is the file's price, not the program's."""


def figures(pipelines: int) -> Rows:
    """Seconds of each operation; of the `up` also the resources made, and the most memory a process of it took."""
    with tempfile.TemporaryDirectory(prefix="rpcn-bench-") as home, ExitStack() as ending:
        paths = LabPaths(Path(home))
        ending.callback(down, paths, lambda _: None)
        stack = _stack(paths, pipelines, ending)
        rows: Rows = {}
        for name, operation in (
            ("preview from nothing", stack.preview),
            ("up", stack.up),
            ("preview without change", stack.preview),
            ("refresh", stack.refresh),
        ):
            rows[name] = {"seconds": _seconds_of(operation)}
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KIBIBYTES_PER_MEBIBYTE
        rows["up"] |= {"resources": len(list(stack.state.made())), "peak_mib": peak}
        rows["destroy"] = {"seconds": _seconds_of(stack.destroy)}
    return rows


def _stack(paths: LabPaths, pipelines: int, ending: ExitStack) -> EngineStack:
    answers = LabStack.read(paths)
    key = f"{answers.project}:pipelines"
    (pipeline,) = answers.config[key]
    named = [
        {**copy.deepcopy(pipeline), "name": f"bench_{n}", "user": f"bench_{n}", "topic": f"bench.{n}"}
        for n in range(pipelines)
    ]
    answers = replace(answers, config={**answers.config, key: named})
    state = start_services(paths, answers, Progress(phase=lambda _: None, resource=lambda _: None).timed)
    services = RedpandaServices(kafka=None, start_pipeline=lambda _: None, stop_pipeline=lambda _: None)
    os.environ.update(LAB_CREDENTIALS)
    servers = {name: serve(package) for name, package in lab_packages(paths, lambda: services).items()}
    for server, _ in servers.values():
        ending.callback(server.stop, None)
    ports = {name: port for name, (_, port) in servers.items()}
    engine = engine_stack(paths, state)
    environment = {**engine.environment, **WITHOUT_CHECKPOINTS}
    return replace(engine, providers={**ports, BRIDGE: ports["redpanda"]}, environment=environment)


def _seconds_of(operation: Callable[..., Any]) -> float:
    started = time.monotonic()
    operation(lambda _: None)
    return time.monotonic() - started


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]))))
