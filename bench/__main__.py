"""`python -m bench`: measures, shows a table and writes bench.json."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bench import doctor_figures
from evaluation.programs import REPOSITORY
from lab.paths import LabPaths

PIPELINES = (1, 10, 100)
IMPORTS = "import pulumi, pulumi_aws, pulumi_postgresql, pulumi_random, pulumi_redpanda, pydantic, psycopg, yaml"

Rows = dict[str, dict[str, float]]


def main(
    output: Annotated[Path, typer.Option(help="Where the figures go as JSON.")] = Path("bench.json"),
    with_lab: Annotated[bool, typer.Option("--lab/--no-lab", help="Bring the lab up, too.")] = True,
    with_engine: Annotated[
        bool, typer.Option("--engine/--no-engine", help="Run the program under Pulumi's engine, too.")
    ] = True,
) -> None:
    """Measure imports, evaluation and the engine with 1, 10 and 100 pipelines, the lab, the doctor; one run each."""
    figures: dict[str, Rows] = {"imports": {"all packages": {"seconds": _seconds_of("-c", IMPORTS)}}}
    figures["evaluation"] = {
        _counted(pipelines): json.loads(_run("-m", "bench.evaluation", str(pipelines))) for pipelines in PIPELINES
    }
    for pipelines in PIPELINES if with_engine else ():
        # Else gRPC writes to the terminal whenever a process is started beside its servers.
        told = _run("-m", "bench.engine", str(pipelines), GRPC_ENABLE_FORK_SUPPORT="0")
        figures[f"engine, {_counted(pipelines)}"] = json.loads(told)
    figures["doctor"] = {**doctor_figures.proofs(), **doctor_figures.false_findings()}
    if with_lab:
        figures["lab up"], on_the_lab = _lab_phases()
        figures["doctor"] |= on_the_lab
    output.write_text(json.dumps(figures, indent=2) + "\n")
    Console().print(_table(figures))


def _counted(pipelines: int) -> str:
    return f"{pipelines} pipelines" if pipelines > 1 else "1 pipeline"


def _seconds_of(*arguments: str) -> float:
    started = time.monotonic()
    _run(*arguments)
    return time.monotonic() - started


def _run(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def _lab_phases() -> tuple[Rows, Rows]:
    """The phases of `up`, and the doctor on what it brought up."""
    with tempfile.TemporaryDirectory(prefix="rpcn-bench-") as home:
        try:
            total = _seconds_of_lab(home)
            state: dict[str, Any] = json.loads(LabPaths(Path(home)).state.read_text())
            on_the_lab = doctor_figures.on_the_lab(home)
        finally:
            _run("-m", "lab", "down", RPCN_LAB_HOME=home)
    phases = {phase: {"seconds": seconds} for phase, seconds in (*state["seconds"].items(), ("total", total))}
    return phases, on_the_lab


def _seconds_of_lab(home: str) -> float:
    started = time.monotonic()
    _run("-m", "lab", "up", RPCN_LAB_HOME=home)
    return time.monotonic() - started


def _table(figures: dict[str, Rows]) -> Table:
    table = Table("what", "case", "seconds", "peak MiB", "resources", "count")
    for what, rows in figures.items():
        for case, row in rows.items():
            cells = (f"{row[key]:.{digits}f}" if key in row else "" for key, digits in COLUMNS.items())
            table.add_row(what, case, *cells)
    return table


COLUMNS = {"seconds": 2, "peak_mib": 0, "resources": 0, "count": 0}

if __name__ == "__main__":
    typer.run(main)
