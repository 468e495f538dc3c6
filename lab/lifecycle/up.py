"""Starts the lab, makes what Redpanda would have made before us, and applies the program."""

import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from lab.backends.backend import LabError
from lab.backends.package import Backends
from lab.backends.registry import lab_backends
from lab.cloud.byoc import make_pipeline_role, pod_environment, write_pod_token
from lab.cloud.eks import make_eks_cluster
from lab.cloud.issuer import Issuer
from lab.cloud.operator import operator
from lab.cloud.redpanda_store import RedpandaCluster, RedpandaStore
from lab.connect.pipelines import Pipelines
from lab.engine.applied_stack import AppliedStack, ResourceEvent
from lab.engine.apply import apply
from lab.engine.apply import destroy as destroy_stack
from lab.lifecycle.stack_file import LabStack
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.private_files import write_private
from lab.services.brokers import broker_of
from lab.services.certificates import CertificateAuthority
from lab.services.cloud_process import CloudProcess
from lab.services.kafka_admin import ConfluentKafkaAdmin
from lab.services.kafka_libraries import fetch_libraries, java_and_maven

LAB_CREDENTIALS = {"REDPANDA_CLIENT_ID": "lab", "REDPANDA_CLIENT_SECRET": "lab"}
"""The provider wants some; the lab does not look at them."""


@dataclass
class Progress:
    """Told while the lab comes up: begin and end of each phase, and each resource."""

    phase: Callable[[str], None]
    resource: Callable[[ResourceEvent], None]
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each phase took."""

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Announce a phase and take its time."""
        self.phase(name)
        started = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - started


def up(paths: LabPaths, stack: LabStack, progress: Progress) -> LabState:
    """Bring the whole lab up; raises `LabError` for what cannot start and what a service refuses.

    Nothing is cleaned up here after a failure: that is `down`'s, which copes with every state.
    """
    paths.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    CertificateAuthority(paths.certificates)
    missing = java_and_maven() if stack.has_redpanda else "the program streams nothing"
    with progress.timed("start accounts, gate and broker"), ThreadPoolExecutor() as pool:
        broker = None if missing else pool.submit(_start_broker, paths)
        CloudProcess(paths).start(stack)
        brokers = broker.result() if broker else None
    pipelines = None
    if stack.has_redpanda:
        with progress.timed("make what Redpanda makes"):
            role_arn = _make_redpanda_cluster(paths, stack, brokers)
        pipelines = Pipelines(paths, _pod(paths, role_arn, stack.section("redpanda")["region"]), brokers)
    if stack.has_workflows:
        stack = stack.answering("github", issuer=Issuer(paths.issuer).url)
    if stack.has_service_account:
        with progress.timed("make what EKS makes"):
            stack = make_eks_cluster(paths, stack)
    with progress.timed("apply the program"):
        applied = _apply(paths, stack, pipelines, brokers, progress.resource)
    state = LabState(applied=applied, brokers=brokers, without_brokers=missing, seconds=progress.seconds)
    state.save(paths)
    if pipelines:
        with progress.timed("wait for the pipelines to stream"):
            for pipeline in state.chain["pipelines"]:
                pipelines.await_running(pipeline["id"])
        state.save(paths)
    return state


def destroy(paths: LabPaths, state: LabState, on_resource: Callable[[ResourceEvent], None]) -> None:
    """Delete every resource, last made first; the services stay, and so does what Redpanda made."""
    pipelines = pipelines_of(paths, state) if "redpanda" in state.chain else None
    backends = _backends(paths, pipelines, state.brokers)
    destroy_stack(state.applied, backends, on_resource)
    replace(state, applied=AppliedStack()).save(paths)


def pipelines_of(paths: LabPaths, state: LabState) -> Pipelines:
    """The pipelines of a lab that is up."""
    redpanda = state.chain["redpanda"]
    return Pipelines(paths, _pod(paths, redpanda["pipeline_role_arn"], redpanda["region"]), state.brokers)


def _pod(paths: LabPaths, role_arn: str, region: str) -> dict[str, str]:
    return pod_environment(paths, role_arn=role_arn, region=region, endpoint_url=CloudProcess(paths).endpoint_url)


def _start_broker(paths: LabPaths) -> str:
    fetch_libraries(paths.kafka_libraries)
    broker = broker_of(paths)
    bootstrap = broker.start().bootstrap
    write_private(paths.kafka_client, json.dumps(broker.client_config()))
    return bootstrap


def _make_redpanda_cluster(paths: LabPaths, stack: LabStack, brokers: str | None) -> str:
    """The cluster that `get_cluster` finds, and the role of its pipelines; returns the role's ARN."""
    redpanda = stack.section("redpanda")
    cluster_id, region = redpanda["clusterId"], redpanda["region"]
    RedpandaStore(paths.redpanda).write_cluster(
        RedpandaCluster(
            id=cluster_id,
            name="lab",
            cluster_api_url=f"https://api-{cluster_id}.lab.invalid",
            seed_brokers=[brokers] if brokers else [],
            region=region,
            zones=[f"{region}a"],
            nat_gateways=[cidr.partition("/")[0] for cidr in redpanda["natCidrs"]],
        )
    )
    issuer = Issuer(paths.issuer)
    write_pod_token(paths, issuer)
    return make_pipeline_role(operator(paths, redpanda["profile"], region).client("iam"), cluster_id, issuer)


def _apply(
    paths: LabPaths,
    stack: LabStack,
    pipelines: Pipelines | None,
    brokers: str | None,
    on_resource: Callable[[ResourceEvent], None],
) -> AppliedStack:
    backends = _backends(paths, pipelines, brokers)
    return apply(stack.program, stack.project, stack.config, backends, on_resource)


def _backends(paths: LabPaths, pipelines: Pipelines | None, brokers: str | None) -> Backends:
    os.environ.update(LAB_CREDENTIALS)
    return lab_backends(
        paths,
        kafka=ConfluentKafkaAdmin(broker_of(paths).client_config()) if brokers else None,
        start_pipeline=pipelines.start if pipelines else _no_pipelines,
        stop_pipeline=pipelines.stop if pipelines else _no_pipelines,
    )


def _no_pipelines(pipeline_id: str) -> None:
    raise LabError(f"pipeline {pipeline_id}: got one, want none; the stack file has no redpanda section")
