import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from lab.engine.state_file import StateFile
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from tests.lab.aws_accounts import running_accounts
from tests.lab.kafka_world import LACKING
from tests.lab.worker_ports import worker_port

REPOSITORY = Path(__file__).resolve().parent.parent.parent
COMMAND_TIMEOUT_S = 180


class LabCommand:
    """`python -m lab` on a lab of its own: another home, another port."""

    def __init__(self, directory, example=None, runtime=None, stack="lab", **environment):
        self.paths = LabPaths(directory / "lab")
        self.port = worker_port()
        self.example = example
        self.runtime = runtime
        self.stack_file = directory / "Pulumi.lab.yaml"
        program = REPOSITORY / "examples" / example if example else REPOSITORY
        config = yaml.safe_load((program / f"Pulumi.{stack}.yaml").read_text())
        database = config["config"][f"{example or 'redpanda-aurora-iam'}:database"]
        if "port" in database:
            database["port"] = self.port
        client = config["config"].get(f"{example}:client", {})
        if "functions" in client:  # as `make bundle` makes it; the driver is that of the virtual environment
            shutil.copytree(REPOSITORY / "examples" / "rds-proxy" / "functions", directory / "bundle" / "functions")
            client["functions"] = str(directory / "bundle")
        self.stack_file.write_text(yaml.safe_dump(config))
        self.environment = {**os.environ, "RPCN_LAB_HOME": str(self.paths.home), "COLUMNS": "200", **environment}

    def answer(self, change):
        """Other answers in the stack file, by section."""
        written = yaml.safe_load(self.stack_file.read_text())
        change({key.partition(":")[2]: value for key, value in written["config"].items() if isinstance(value, dict)})
        self.stack_file.write_text(yaml.safe_dump(written))

    def write(self, **sections):
        """These sections of the root program's stack file, as a whole."""
        written = yaml.safe_load(self.stack_file.read_text())
        written["config"] |= {f"redpanda-aurora-iam:{name}": section for name, section in sections.items()}
        self.stack_file.write_text(yaml.safe_dump(written))

    def run(self, *arguments):
        return subprocess.run(
            self.command(*arguments),
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )

    def start(self, *arguments):
        return subprocess.Popen(
            self.command(*arguments),
            cwd=REPOSITORY,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def command(self, *arguments):
        program = ["--example", self.example] if self.example else []
        runtime = ["--runtime", self.runtime] if self.runtime else []
        stack = [*program, *runtime, "--stack-file", str(self.stack_file)] if arguments[0] == "up" else []
        return [sys.executable, "-m", "lab", *arguments, *stack]

    def up(self):
        done = self.run("up")
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    @contextmanager
    def running(self):
        """Up, and gone afterwards whatever happened."""
        try:
            self.up()
            yield self
        finally:
            self.run("down")

    def told(self):
        return json.loads(self.run("env", "--json").stdout)

    def chain(self):
        return LabState.load(self.paths).chain

    def made(self):
        """Logical names of what the engine has in its state, providers and components left out."""
        return {resource["urn"].rpartition("::")[2] for resource in self.state().made()}

    def state(self):
        """What the engine has written down."""
        return StateFile(self.paths.stack / "backend")


@pytest.fixture(scope="session")
def running_lab(tmp_path_factory):
    """One lab, up, shared by the tests that leave it as it was."""
    with LabCommand(tmp_path_factory.mktemp("shared")).running() as lab:
        yield lab


@pytest.fixture(scope="module")
def example_lab(tmp_path_factory):
    """An example's program in a lab of its own, up for the tests of a file."""
    labs = []

    def up(example):
        labs.append(LabCommand(tmp_path_factory.mktemp(example), example=example))
        labs[-1].up()
        return labs[-1]

    yield up
    for lab in labs:
        lab.run("down")


@pytest.fixture(scope="module")
def runtime_lab(tmp_path_factory):
    """The program with its pipelines on a runtime, in a lab of its own, up for the tests of a file.

    On one of `lab up --runtime`, or as these sections of the stack file say.
    """
    labs = []

    def up(named=None, /, **sections):
        labs.append(LabCommand(tmp_path_factory.mktemp("runtime"), runtime=named))
        labs[-1].write(**sections)
        labs[-1].up()
        return labs[-1]

    yield up
    for lab in labs:
        lab.run("down")


@pytest.fixture
def own_lab(tmp_path):
    """A lab of the test's own, not yet up; gone afterwards whatever happened."""
    labs = []

    def make(**environment):
        labs.append(LabCommand(tmp_path, **environment))
        return labs[-1]

    yield make
    for lab in labs:
        lab.run("down")


@pytest.fixture
def path_without_java(tmp_path):
    """A PATH with everything but java and mvn."""
    directory = tmp_path / "bin"
    directory.mkdir()
    for program in ("bash", "sh", "env", "uname"):
        found = shutil.which(program)
        if found:
            (directory / program).symlink_to(found)
    return str(directory)


@pytest.fixture(scope="session")
def with_brokers():
    if LACKING:
        pytest.skip(LACKING)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The aws provider of an emulated database account, with default tags."""
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running.database(defaultTags=json.dumps({"tags": {"stack": "lab"}}))


@pytest.fixture(scope="module")
def ec2(database):
    return database.client("ec2")
