"""A program of the repository under the real engine: its services run, its operations are told by resource."""

import copy
import json
from contextlib import contextmanager
from dataclasses import replace

import yaml
from pulumi.automation import OpType

from lab.backends.registry import lab_packages
from lab.cloud.operator import operator
from lab.connect.redpanda_services import redpanda_services
from lab.engine.provider_server import serve
from lab.engine.providers import BRIDGE, LAB_CREDENTIALS
from lab.lifecycle import engine_operations, services
from lab.lifecycle.down import down
from lab.lifecycle.engine_operations import engine_stack
from lab.lifecycle.progress import Progress
from lab.lifecycle.services import start_services
from lab.lifecycle.stack_file import LabStack
from lab.lifecycle.state import LabState
from lab.paths import REPOSITORY, LabPaths
from lab.services.postgres import PostgresServer
from tests.lab.conftest import LabCommand

QUIET = {OpType.SAME, OpType.REFRESH, OpType.READ, OpType.REPLACE}
BESIDE = "pulumi:"
"""Types of the stack itself and of providers."""


def quiet():
    """Progress that nobody is told of."""
    return Progress(phase=lambda _: None, resource=lambda _: None)


class ProgramWorld:
    """One program, its answers, and the services it finds."""

    def __init__(self, command: LabCommand):
        self.command = command
        self.paths: LabPaths = command.paths
        directory = REPOSITORY / "examples" / command.example if command.example else REPOSITORY
        self.stack_file = LabStack.read(self.paths, directory, command.stack_file)
        self.project = self.stack_file.project
        self.state: LabState = start_services(self.paths, self.stack_file, quiet().timed)
        self.ports = None
        self.diagnostics = []
        self.providers = {}

    def config(self, change=lambda sections: None):
        """The stack file's answers, changed by section (`sections["database"]["port"] = 1`)."""
        config = copy.deepcopy(self.state.config)
        sections = {key.partition(":")[2]: value for key, value in config.items() if key.startswith(self.project)}
        change(sections)
        return config | {f"{self.project}:{key}": value for key, value in sections.items()}

    def stack(self, change=lambda sections: None):
        """The program's stack with these answers."""
        stack = engine_stack(self.paths, replace(self.state, config=self.config(change)))
        return stack if self.ports is None else replace(stack, providers=self.ports)

    def up(self, change=lambda sections: None):
        """The exports of an update with these answers, once the pipelines stream."""
        state = replace(self.state, config=self.config(change))
        return engine_operations.up(self.paths, state, quiet()).outputs

    def changes(self, operation, **options):
        """What an operation does, by logical name, the stack and its providers left out: names to steps.

        What it does to providers is in `providers` then, of a failed one too.
        """
        seen = {}
        self.diagnostics, self.providers = [], {}

        def told(event):
            if event.diagnostic_event is not None:
                self.diagnostics.append(event.diagnostic_event)
            step = event.resource_pre_event
            if step is None or step.metadata.op in QUIET:
                return
            kind, name = step.metadata.type, step.metadata.urn.rpartition("::")[2]
            told_of = self.providers if kind.startswith(BESIDE) else seen
            told_of.setdefault(name, []).append(step.metadata.op.value)

        operation(told, **options)
        return seen

    def made(self):
        """What the engine has written down, by logical name."""
        return {resource["urn"].rpartition("::")[2]: resource for resource in self.stack().state.made()}

    def account(self, section):
        """Clients of an account's operator, by service."""
        told = self.stack_file.accounts[section]
        return operator(self.paths, told["profile"], told["region"])

    def database(self):
        """The cluster's own PostgreSQL, as its superuser may look into it."""
        (directory,) = self.paths.databases.glob("[!.]*")
        return PostgresServer(directory).superuser_connection(self.stack_file.section("database")["name"])

    def files(self):
        """Everything the engine has written: state, backups, history and logs."""
        return [file for file in self.paths.stack.rglob("*") if file.is_file()]

    @contextmanager
    def served_here(self, change=lambda package: package):
        """Providers in this process, with something between them and the engine."""
        packages = lab_packages(self.paths, lambda: redpanda_services(self.paths))
        servers = {name: serve(change(package)) for name, package in packages.items()}
        ports = {name: port for name, (_, port) in servers.items()}
        self.ports = {**ports, BRIDGE: ports["redpanda"]}
        try:
            yield
        finally:
            self.ports = None
            for server, _ in servers.values():
                server.stop(0)


@contextmanager
def program_world(directory, monkeypatch, example=None, stack="lab", answers=lambda sections: None, brokers=True):
    """A program with everything it finds; gone afterwards whatever happened.

    `answers` changes the stack file's by section, before the lab starts. Without brokers it is a lab as on a machine
    without Java, for a third less: for what streams nothing.
    """
    if not brokers:
        monkeypatch.setattr(services, "java_and_maven", lambda _libraries: "the test streams nothing")
    for name, value in LAB_CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    command = LabCommand(directory, example=example, stack=stack)
    command.answer(answers)
    monkeypatch.setenv("RPCN_LAB_HOME", str(command.paths.home))
    try:
        yield ProgramWorld(command)
    finally:
        down(command.paths, lambda _: None)


def master_password(world):
    """The password the master has now."""
    (secret,) = world.account("database").client("secretsmanager").list_secrets()["SecretList"]
    found = world.account("database").client("secretsmanager").get_secret_value(SecretId=secret["ARN"])
    return json.loads(found["SecretString"])["password"]


def stack_yaml(world):
    """The stack file as it lies in the repository's terms."""
    return yaml.safe_load(world.command.stack_file.read_text())["config"]
