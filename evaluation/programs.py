"""The repository's programs, and one run of one of them for one of its stack files."""

import asyncio
import copy
import json
import os
import runpy
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.runtime.settings import set_root_resource

from evaluation.cloud import EchoingCloud, NotingMonitor, Registered

REPOSITORY = Path(__file__).resolve().parent.parent
PEM = "-----BEGIN CERTIFICATE-----\n"


@dataclass(frozen=True, kw_only=True)
class Program:
    """A Pulumi project of this repository."""

    directory: Path

    @property
    def project(self) -> str:
        """Its name in Pulumi.yaml."""
        return str(yaml.safe_load((self.directory / "Pulumi.yaml").read_text())["name"])

    @property
    def stacks(self) -> list[str]:
        """The names of its stack files, in order."""
        files = self.directory.glob("Pulumi.*.yaml")
        return sorted(file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in files)

    def config(self, stack: str) -> dict[str, Any]:
        """A stack file's configuration; raises `pulumi.RunError` where the file has another shape."""
        file = self.directory / f"Pulumi.{stack}.yaml"
        try:
            document = yaml.safe_load(file.read_text())
        except yaml.YAMLError:
            raise pulumi.RunError(f"{file}: got no YAML, want a stack file") from None
        return _mapping(_mapping(document, f"{file}").get("config"), f"{file}: config")


ROOT = Program(directory=REPOSITORY)


def programs() -> list[Program]:
    """The repository's own program, then every example."""
    examples = sorted((REPOSITORY / "examples").glob("*/Pulumi.yaml"))
    return [ROOT, *(Program(directory=file.parent) for file in examples)]


def evaluate(
    program: Program, stack: str, *, preview: bool = False, config: Mapping[str, Any] | None = None
) -> list[Registered]:
    """What the program registers, with this configuration or with the stack file's.

    Neither a certificate bundle nor a bundle of functions has to be there: one of this run and the functions' own
    directory take their places.
    """
    cloud = EchoingCloud(preview=preview)
    monitor = NotingMonitor(cloud)
    with tempfile.TemporaryDirectory() as scratch, _as_the_engine_starts_it(program):
        bundle = Path(scratch) / "bundle.pem"
        bundle.write_text(PEM)
        texts = _texts(program.config(stack) if config is None else config, bundle)
        os.environ["PULUMI_CONFIG"] = json.dumps(texts)
        pulumi.runtime.set_mocks(cloud, project=program.project, stack=stack, preview=preview, monitor=monitor)
        pulumi.runtime.test(_run)()  # type: ignore[no-untyped-call]
    return monitor.registered


def _mapping(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, dict | None):
        raise pulumi.RunError(f"{key}: got a {type(value).__name__}, want a mapping")
    return value or {}


def _run() -> None:
    runpy.run_path(str(Path.cwd()), run_name="__main__")  # its variables are no outputs to wait for


def _texts(config: Mapping[str, Any], bundle: Path) -> dict[str, str]:
    config = copy.deepcopy(dict(config))
    stand_ins = {"caBundle": str(bundle), "functions": str(REPOSITORY / "examples" / "rds-proxy")}
    for section in config.values():
        if isinstance(section, dict):
            section.update({key: path for key, path in stand_ins.items() if key in section})
    return {key: json.dumps(value) for key, value in config.items() if not key.startswith("pulumi:")}


@contextmanager
def _as_the_engine_starts_it(program: Program) -> Iterator[None]:
    """In its directory, with an event loop and a root of its own; afterwards all is as before."""
    before, variables = Path.cwd(), dict(os.environ)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    set_root_resource(None)  # type: ignore[arg-type]
    os.chdir(program.directory)
    try:
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(variables)
        loop.close()
        asyncio.set_event_loop(None)
