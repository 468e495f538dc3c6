"""The accounts and the gate, from start to stop."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from domain.iam_evaluation import Decision, Principal, may
from lab.backends import aws_provider
from lab.backends.backend import LabError
from lab.cloud.accounts import Accounts
from lab.cloud.administrators import administrator_key
from lab.cloud.aurora import AuroraClusters
from lab.cloud.container_credentials import ContainerCredentials
from lab.cloud.function_credentials import FunctionCredentials
from lab.cloud.gate import Gate
from lab.cloud.gate_thread import GateThread
from lab.cloud.instance_metadata import InstanceMetadata
from lab.cloud.issuer import Issuer
from lab.cloud.kept_resources import KeptResources
from lab.cloud.local_server import HOST
from lab.cloud.nat_gateway import NatGateway
from lab.cloud.pod_credentials import PodCredentials
from lab.cloud.profiles import Profile, write_profiles
from lab.cloud.record_store import RecordStore
from lab.cloud.server import AwsServer
from lab.cloud.settings import AccountSettings, CloudSettings
from lab.paths import LabPaths
from lab.private_files import write_private
from lab.services.certificates import CertificateAuthority


@contextmanager
def running_cloud(paths: LabPaths, settings: CloudSettings, log: Callable[[str], None]) -> Iterator[None]:
    """Start everything, say in `paths.cloud` where it answers, and end it all on leaving.

    Raises `LabError` where the gate's port is taken.
    """
    paths.home.mkdir(parents=True, exist_ok=True)
    paths.cloud.unlink(missing_ok=True)
    accounts = Accounts()
    gate = GateThread(
        Gate(
            authority=CertificateAuthority(paths.certificates),
            cluster_at=AuroraClusters(paths).cluster_at,
            credentials_for=accounts.credentials_for,
            may_connect=_may_connect,
            log=log,
        )
    )
    with ExitStack() as running:
        server = AwsServer(accounts, Issuer(paths.issuer), paths, log, partial(_listen, gate, log))
        server.start()
        running.callback(server.stop)
        write_profiles(paths, map(_profile, settings.accounts), server.url)
        metadata = InstanceMetadata(settings.accounts[0].region, log)
        metadata.start()
        running.callback(metadata.stop)
        functions = FunctionCredentials(KeptResources(RecordStore(paths.kept)), log)
        functions.start()
        running.callback(functions.stop)
        tasks = ContainerCredentials(KeptResources(RecordStore(paths.kept)), log)
        tasks.start()
        running.callback(tasks.stop)
        pods = PodCredentials(
            KeptResources(RecordStore(paths.kept)), Issuer(paths.issuer), accounts, settings.accounts[0].region, log
        )
        pods.start()
        running.callback(pods.stop)
        nat_url = server.url
        if settings.nat_address:
            nat = NatGateway(settings.nat_address, server)
            nat.start()
            running.callback(nat.stop)
            nat_url = nat.url
        running.callback(gate.stop)
        gate_port = gate.start(HOST, settings.gate_port)
        for account in settings.accounts:
            _check_profile(paths, account)
            log(f"aws: account {account.account_id}, profile {account.profile!r}, answers at {server.url}")
        running.callback(partial(paths.cloud.unlink, missing_ok=True))
        answers = {
            "endpoint_url": server.url,
            "nat_url": nat_url,
            "container_credentials_url": tasks.url,
            "function_credentials_url": functions.url,
            "instance_metadata_url": metadata.url,
            "pod_credentials_url": pods.url,
            "gate_port": gate_port,
            "pid": os.getpid(),
        }
        write_private(paths.cloud, json.dumps(answers))
        log(f"gate: answers at {HOST}:{gate_port}")
        yield


def _listen(gate: GateThread, log: Callable[[str], None], port: int) -> None:
    try:
        gate.listen(HOST, port)
    except LabError as error:  # RDS itself has any port there is; whoever dials this one will be told
        log(str(error))


def _profile(account: AccountSettings) -> Profile:
    key = administrator_key(account.account_id, account.region)
    return Profile(
        name=account.profile,
        region=account.region,
        access_key_id=key.access_key_id,
        secret_access_key=key.secret_access_key,
    )


def _check_profile(paths: LabPaths, account: AccountSettings) -> None:
    """Go in by the files just written: raises `LabError` unless they lead into the account."""
    inputs = {
        "profile": account.profile,
        "region": account.region,
        "allowedAccountIds": json.dumps([account.account_id]),
    }
    aws_provider.configure(paths, account.profile, inputs)


def _may_connect(principal: Principal, dbuser_arn: str) -> Decision:
    return may(principal, "rds-db:connect", dbuser_arn)
