"""Small programs under the real engine: two emulated accounts, and a Redpanda cluster that is only written down."""

import zlib
from contextlib import contextmanager
from pathlib import Path

from pulumi.automation import OpType

from lab.backends.redpanda import RedpandaServices
from lab.backends.registry import lab_packages
from lab.engine.provider_server import serve
from lab.engine.stack import EngineStack
from lab.paths import REPOSITORY
from tests.lab.aws_accounts import running_accounts
from tests.lab.redpanda_lab import Lab

GZIP = b"\x1f\x8b"
HEADER = """
import json

import pulumi
import pulumi_aws as aws
import pulumi_random
import pulumi_redpanda as redpanda
from pulumi import ResourceOptions

config = pulumi.Config()
in_database = ResourceOptions(
    provider=aws.Provider("database-account", profile="database", region="us-east-1", default_tags={"tags": {"a": "b"}})
)
in_redpanda = ResourceOptions(provider=aws.Provider("redpanda-account", profile="redpanda", region="us-east-1"))
cloud = redpanda.Provider("redpanda-cloud", access_token="token")
in_cloud = ResourceOptions(provider=cloud)
in_random = ResourceOptions(provider=pulumi_random.Provider("random"))
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
    }
)
"""


class EngineWorld:
    """A directory for a program and its stack, and what the program's packages talk to."""

    def __init__(self, directory, accounts, cluster, ports):
        self.directory, self.accounts, self.cluster, self.ports = directory, accounts, cluster, ports
        self.seen = {}

    def stack(self, body, **config):
        """A stack of the program; configuration by its key in the project `demo`."""
        program = self.directory / "program" / "__main__.py"
        program.parent.mkdir(exist_ok=True)
        (program.parent / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
        program.write_text(HEADER + body)
        settings = {"pulumi:disable-default-providers": ["aws", "random", "redpanda"]}
        return EngineStack(
            directory=self.directory / "stack",
            program=program,
            config=settings | {f"demo:{key}": value for key, value in config.items()},
            providers=self.ports,
            environment={"PYTHONPATH": str(REPOSITORY)},
        )

    def told(self, event):
        """Remember what is done to which resource, by logical name."""
        before = event.resource_pre_event
        if before is not None and before.metadata.op not in (OpType.SAME, OpType.REFRESH):
            name = before.metadata.urn.rpartition("::")[2]
            self.seen.setdefault(name, []).append(before.metadata.op.value)

    def changes(self, operation, **options):
        """What an operation of a stack does, by logical name."""
        self.seen = {}
        operation(self.told, **options)
        return self.seen

    def holding(self, text):
        """Files of the engine's that hold a text: state, backups, history and logs."""
        files = [file for file in (self.directory / "stack").rglob("*") if file.is_file()]
        assert {"lab.json", "Pulumi.lab.yaml"} <= {file.name for file in files}
        return [file for file in files if text.encode() in unpacked(file.read_bytes())]


def unpacked(content):
    return zlib.decompressobj(wbits=31).decompress(content) if content.startswith(GZIP) else content


@contextmanager
def engine_world(directory: Path, change=lambda package: package):
    """Everything a small program needs; `change` may put something between the engine and a package."""
    with running_accounts(directory / "home") as accounts:
        cluster = Lab(accounts.paths.redpanda)
        services = RedpandaServices(kafka=None, start_pipeline=print, stop_pipeline=print)
        packages = lab_packages(accounts.paths, lambda: services)
        servers = {name: serve(change(package)) for name, package in packages.items()}
        ports = {name: port for name, (_, port) in servers.items()}
        try:
            yield EngineWorld(directory, accounts, cluster, {**ports, "terraform-provider": ports["redpanda"]})
        finally:
            for server, _ in servers.values():
                server.stop(0)
