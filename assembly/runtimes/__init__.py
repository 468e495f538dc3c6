"""The choice of runtime: who the pipelines are (links 1 and 2), and what runs them (link 7).

Each module wires the components of one runtime; `chosen` is the only place that knows them all.
"""

from importlib import import_module

import pulumi
import pulumi_redpanda as redpanda

from assembly.pipeline import PipelineStack
from assembly.runtimes.runtime import Accounts, Runtime

MODULES = {
    "cloud-key": "assembly.runtimes.cloud_key",
    "cloud-role": "assembly.runtimes.cloud_role",
    "ecs": "assembly.runtimes.ecs",
    "kubernetes": "assembly.runtimes.kubernetes",
    "own": "assembly.runtimes.own",
}
"""By `RuntimeSettings.kind`. Imported when chosen: only stacks with Kubernetes have its SDK."""


def chosen(settings: PipelineStack, accounts: Accounts, cluster: pulumi.Output[redpanda.GetClusterResult]) -> Runtime:
    """The stack's runtime; raises `pulumi.RunError` where what it needs is not installed."""
    kind = settings.runtime.kind
    try:
        module = import_module(MODULES[kind])
    except ModuleNotFoundError as error:
        if error.name != "pulumi_kubernetes":
            raise
        raise pulumi.RunError(
            "runtime.kubernetes: got no pulumi-kubernetes, want it installed (no other runtime needs it); run "
            ".venv/bin/pip install -r requirements-kubernetes.txt"
        ) from None
    runtime: Runtime = module.CHOICE(settings, accounts, cluster)
    return runtime
