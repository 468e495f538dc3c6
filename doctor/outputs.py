"""Where the chain comes from: a stack's outputs, from a file, from Pulumi, or from the lab."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doctor.chain import CLIENT, KINDS
from doctor.facts.gather import Probes
from doctor.lab import LabCloud

ADVICE = "run pulumi stack output --json"
PULUMI_TIMEOUT_S = 60


class OutputsError(Exception):
    """The outputs cannot be had, or hold no chain; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """What the doctor starts from."""

    chain: Mapping[str, Any]
    cloud: LabCloud | None = None
    """What stands for Redpanda Cloud; None: the real one."""
    broker_config: Mapping[str, Any] | None = None
    """confluent-kafka's configuration of somebody who may read topics and ACLs."""
    address: str | None = None
    """Where the database's endpoint is to be dialled, when its name does not lead there."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that lead AWS clients to the stack's accounts."""
    pod: Mapping[str, str] | None = None
    """The environment of a pipeline's pod; None: the doctor's own, wherever it runs."""
    kubernetes: Any = None
    """What kubectl told of the pipelines' namespace, as JSON; None: nobody asked it."""
    with_what_is_known: Callable[[Probes], Probes] = lambda probes: probes
    """Takes out of the probes what cannot be asked, of a chain that is no stack of ours."""


def from_file(file: Path) -> Stack:
    """The output of `pulumi stack output --json`, in a file; `-` is standard input."""
    if str(file) == "-":
        return _stack(sys.stdin.read(), "standard input")
    try:
        return _stack(file.read_text(), str(file))
    except OSError as error:
        raise OutputsError(f"--outputs: got {str(file)!r}, want a file that can be read ({error.strerror})") from None


def from_pulumi(name: str) -> Stack:
    """Ask Pulumi itself; secrets stay hidden."""
    command = ["pulumi", "stack", "output", "--json", "--show-secrets=false", "--stack", name]
    return _stack(_answer(command, "--stack", "install the Pulumi CLI, or give --outputs"), f"stack {name}")


def from_lab() -> Stack:
    """The lab on this machine: its outputs, its AWS files, its broker."""
    told = json.loads(_answer([sys.executable, "-m", "lab", "env", "--json"], "--lab", "run python -m lab up"))
    broker = told["redpanda"]["client_config"] if "redpanda" in told else None
    return Stack(
        chain=_chain(told["outputs"], "the lab"),
        cloud=LabCloud(told),
        broker_config=json.loads(Path(broker).read_text()) if broker else None,
        address=told["database"]["address"],
        pod=told.get("pod"),
        kubernetes=told.get("kubernetes"),
        environment={
            "AWS_CONFIG_FILE": told["aws"]["config_file"],
            "AWS_SHARED_CREDENTIALS_FILE": told["aws"]["credentials_file"],
        },
    )


def _answer(command: list[str], option: str, advice: str) -> str:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PULUMI_TIMEOUT_S, check=False, env=os.environ
        )
    except FileNotFoundError:
        raise OutputsError(f"{option}: got no {command[0]!r} on PATH; {advice}") from None
    except subprocess.TimeoutExpired:
        raise OutputsError(f"{option}: {command[0]} gave no answer in {PULUMI_TIMEOUT_S} s") from None
    if done.returncode != 0:
        said = (done.stderr.strip() or "nothing").splitlines()[-1]
        raise OutputsError(f"{option}: {said}; {advice}")
    return done.stdout


def _stack(text: str, source: str) -> Stack:
    try:
        return Stack(chain=_chain(json.loads(text), source))
    except ValueError:
        raise OutputsError(f"{source}: got no JSON, want the outputs of this program's stack; {ADVICE}") from None


def _chain(stack_outputs: Any, source: str) -> Mapping[str, Any]:
    chain = stack_outputs.get("chain") if isinstance(stack_outputs, dict) else None
    kind = chain.get("kind") if isinstance(chain, dict) else None
    if kind not in KINDS:
        wanted = " or ".join(KINDS)
        raise OutputsError(f"{source}: got {kind or 'no'} chain, want a `chain` output of kind {wanted}; {ADVICE}")
    assert isinstance(chain, dict)
    if lacking := sorted(_lacking(chain)):
        raise OutputsError(f"{source}: got a chain without {', '.join(lacking)}, want a whole one; {ADVICE}")
    return chain


def _lacking(chain: Mapping[str, Any]) -> set[str]:
    """The sections that every chain of its kind has, where they are not there or of another form."""
    client = chain["kind"] == CLIENT
    sections = {"database", "application" if client else "redpanda"}
    entries = "users" if client else "pipelines"
    listed = chain.get(entries)
    whole = isinstance(listed, list) and all(isinstance(entry, dict) for entry in listed)
    return {name for name in sections if not isinstance(chain.get(name), dict)} | (set() if whole else {entries})
