"""Two emulated AWS accounts for tests, reached through a config file of the lab's shape."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from moto.iam.models import iam_backends
from moto.server import ThreadedMotoServer

from lab.backends.aws_provider import AwsProvider, configure
from lab.paths import LabPaths

REGION = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class AwsAccounts:
    """Fresh accounts: moto keeps its state for the whole process, so each use has account ids of its own."""

    paths: LabPaths
    database_account: str
    redpanda_account: str

    def database(self, **inputs: str) -> AwsProvider:
        """A provider in the database account."""
        return configure(self.paths, "database-account", {"profile": "database", "region": REGION, **inputs})

    def redpanda(self, **inputs: str) -> AwsProvider:
        """A provider in the Redpanda account."""
        return configure(self.paths, "redpanda-account", {"profile": "redpanda", "region": REGION, **inputs})


@contextmanager
def running_accounts(home: Path) -> Iterator[AwsAccounts]:
    """Start moto, make a user with a key in each account, and write both profiles."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    paths = LabPaths(home)
    paths.aws_config.parent.mkdir(parents=True)
    host, port = server.get_host_and_port()
    account_ids = {
        profile: f"{1 + secrets.randbelow(9)}{secrets.randbelow(10**11):011}" for profile in ("database", "redpanda")
    }
    config, credentials = "", ""
    for profile, account_id in account_ids.items():
        iam = iam_backends[account_id]["aws"]
        iam.create_user(REGION, "operator")
        key = iam.create_access_key("operator")
        config += f"[profile {profile}]\nendpoint_url = http://{host}:{port}\n"
        credentials += f"[{profile}]\naws_access_key_id = {key.access_key_id}\n"
        credentials += f"aws_secret_access_key = {key.secret_access_key}\n"
    paths.aws_config.write_text(config)
    paths.aws_credentials.write_text(credentials)
    yield AwsAccounts(paths=paths, database_account=account_ids["database"], redpanda_account=account_ids["redpanda"])
    server.stop()
