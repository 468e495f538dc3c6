"""The Pulumi CLI that the lab's engine is: the one on PATH, or one built from Go modules."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from lab.backends.backend import LabError
from lab.paths import REPOSITORY

OLDEST = (3, 272)
"""The release of the Python SDK in requirements.txt: the Automation API speaks to a CLI of its own release or later."""
ENGINE = REPOSITORY / ".engine"
"""Where a built one is kept, in `bin/`; kept between labs, as the virtual environment is."""
MODULE = REPOSITORY / "engine"
PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
"""Set by the linker: a CLI without a version is refused by the Automation API."""
INSTALL = "curl -fsSL https://get.pulumi.com | sh"
"""Pulumi documentation, "Download and install Pulumi"."""
BUNDLED = {
    "pulumi-language-python": "lab.engine.language_host",
    "pulumi-resource-pulumi-python": "pulumi.dynamic",
}
"""What Pulumi's release has beside its CLI and Go modules have not: program, and the Python module that stands in.

The engine looks for them on PATH and then beside itself (pulumi/pulumi sdk/go/common/workspace/plugins.go).
"""


def pulumi_cli() -> Path:
    """The CLI to use; raises `LabError` with what to do when there is none."""
    found = _on_path() or _built()
    if found is None:
        raise LabError(f"pulumi: got none, want {_want()}; run make engine")
    return found


def make_engine(tell: Callable[[str], None]) -> Path:
    """The CLI on PATH, or one built here, once; raises `LabError` where there is neither that nor Go."""
    on_path = _on_path()
    if on_path is not None:
        return on_path
    built = ENGINE / "bin" / "pulumi"
    if _built() is None:
        if shutil.which("go") is None:
            raise LabError(f"pulumi: got neither it nor go on PATH, want {_want()}, or Go; install it: {INSTALL}")
        tell("no pulumi on PATH: building one from Go modules, which takes about five minutes, once")
        _build(built)
    _write_bundled(built.parent)
    return built


def pinned_version() -> str:
    """The release in `engine/go.mod`: `v3.274.1`."""
    module = PACKAGE.removesuffix("/cmd/pulumi")
    found = re.search(rf"^require {re.escape(module)} (v\S+)$", (MODULE / "go.mod").read_text(), re.MULTILINE)
    assert found, "go.mod requires the CLI"
    return found[1]


def _on_path() -> Path | None:
    found = shutil.which("pulumi")
    return Path(found) if found and _version(found) >= OLDEST else None


def _built() -> Path | None:
    built = ENGINE / "bin" / "pulumi"
    pinned = tuple(int(part) for part in pinned_version().removeprefix("v").split(".")[:2])
    return built if built.exists() and _version(str(built)) == pinned else None


def _version(program: str) -> tuple[int, int]:
    """Release of a CLI, (0, 0) when it does not tell one.

    Asked without the options of `python -m lab env --shell`, whose directory is gone after `down`.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_OPTION_")}
    try:
        told = subprocess.run([program, "version"], env=environment, capture_output=True, text=True, check=False).stdout
    except OSError:
        told = ""
    found = re.match(r"v?(\d+)\.(\d+)\.\d+", told)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _build(target: Path) -> None:
    flags = f"-s -w -X {VERSION_VARIABLE}={pinned_version()}"
    command = ["go", "build", "-ldflags", flags, "-o", str(target), PACKAGE]
    if subprocess.run(command, cwd=MODULE, check=False).returncode != 0:
        raise LabError(f"pulumi: go could not build it, as told above; or install it: {INSTALL}")


def _write_bundled(directory: Path) -> None:
    for program, module in BUNDLED.items():
        script = directory / program
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -u -m {module} "$@"\n')
        script.chmod(0o755)


def _want() -> str:
    return f"release {OLDEST[0]}.{OLDEST[1]} or later"
