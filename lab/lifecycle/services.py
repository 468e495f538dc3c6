"""Starts what a program finds when it runs: accounts, gate, broker, provider servers, and what others made before."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from lab.backends.backend import LabError
from lab.cloud.byoc import make_pipeline_role, write_pod_token
from lab.cloud.eks import make_eks_cluster
from lab.cloud.existing_database import ingress_group, make_existing_database
from lab.cloud.issuer import Issuer
from lab.cloud.operator import operator
from lab.cloud.redpanda_store import NO_BROKER, RedpandaCluster, RedpandaStore
from lab.engine.pulumi_cli import pulumi_cli
from lab.lifecycle.hosts import make_host
from lab.lifecycle.stack_file import LabStack
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.private_files import write_private
from lab.services.brokers import broker_of
from lab.services.certificates import CertificateAuthority
from lab.services.cloud_process import CloudProcess
from lab.services.kafka_archive import archive_classes
from lab.services.kafka_libraries import fetch_libraries, java_and_maven
from lab.services.provider_process import ProviderProcess

Timed = Callable[[str], AbstractContextManager[None]]


def answering(paths: LabPaths, state: LabState, stack: LabStack) -> LabState:
    """A lab that runs, with the answers of a stack file that may have changed.

    Raises `LabError` for another program, or other accounts: the services are those of the first.
    """
    now = replace(stack, program=Path(state.program), config=state.config)
    if stack.program != now.program:
        raise LabError(f"the lab runs {now.project}; run python -m lab down before you start {stack.project}")
    if (stack.accounts, stack.gate_port) != (now.accounts, now.gate_port):
        raise LabError("got other accounts or another port than the lab was started with; run python -m lab down first")
    return replace(state, config=_told_of_the_lab(paths, stack).config, runtime=stack.runtime)


def start_services(paths: LabPaths, stack: LabStack, timed: Timed) -> LabState:
    """Bring everything up but the program; raises `LabError` for what cannot start.

    Nothing is cleaned up here after a failure: that is `down`'s, which copes with every state.
    """
    pulumi_cli()
    paths.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    CertificateAuthority(paths.certificates)
    missing = java_and_maven(paths.kafka_libraries) if stack.has_redpanda else "the program streams nothing"
    with timed("start accounts, gate, broker and provider servers"), ThreadPoolExecutor() as pool:
        providers = ProviderProcess(paths)
        providers.launch(stack.program)
        broker = None if missing else pool.submit(_start_broker, paths)
        CloudProcess(paths).start(stack)
        brokers = broker.result() if broker else None
        providers.wait()
    if stack.has_redpanda:
        with timed("make what Redpanda makes"):
            _make_redpanda_cluster(paths, stack, brokers)
    if stack.has_service_account:
        with timed("make what EKS makes"):
            make_eks_cluster(paths, stack)
    if stack.has_existing_database:
        with timed("make the database that exists already"):
            make_existing_database(paths, stack)
    config = _told_of_the_lab(paths, stack).config
    return LabState(
        program=str(stack.program),
        config=config,
        runtime=stack.runtime,
        brokers=brokers,
        without_brokers=missing,
        seconds={},
    )


def _told_of_the_lab(paths: LabPaths, stack: LabStack) -> LabStack:
    """The stack file, where it names what only the lab knows, once it is up: issuers, networks, groups."""
    if stack.runtime:
        stack = make_host(paths, stack)
    if stack.has_workflows:
        stack = stack.answering("github", issuer=Issuer(paths.issuer).url)
    if stack.has_service_account:
        stack = stack.answering("kubernetes", oidcIssuer=Issuer(paths.issuer).url)
    if stack.has_existing_database:
        existing = stack.section("database")["existing"]
        group = ingress_group(paths, stack)
        stack = stack.answering("database", existing={**existing, "ingressSecurityGroupId": group})
    return stack


def _start_broker(paths: LabPaths) -> str:
    fetch_libraries(paths.kafka_libraries)
    archive_classes(paths.kafka_libraries)
    broker = broker_of(paths)
    bootstrap = broker.start().bootstrap
    write_private(paths.kafka_client, json.dumps(broker.client_config()))
    return bootstrap


def _make_redpanda_cluster(paths: LabPaths, stack: LabStack, brokers: str | None) -> None:
    """The cluster that `get_cluster` finds, and the role of its pipelines."""
    redpanda = stack.section("redpanda")
    cluster_id, region = redpanda["clusterId"], redpanda["region"]
    RedpandaStore(paths.redpanda).write_cluster(
        RedpandaCluster(
            id=cluster_id,
            name="lab",
            cluster_api_url=f"https://api-{cluster_id}.lab.invalid",
            seed_brokers=[brokers or NO_BROKER],
            region=region,
            zones=[f"{region}a"],
            nat_gateways=[cidr.partition("/")[0] for cidr in redpanda["natCidrs"]],
        )
    )
    issuer = Issuer(paths.issuer)
    write_pod_token(paths, issuer)
    make_pipeline_role(operator(paths, redpanda["profile"], region).client("iam"), cluster_id, issuer)
