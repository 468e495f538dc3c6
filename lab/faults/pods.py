"""Faults of pipelines that are pods: what somebody did to the objects of the cluster, and a pod that starts anew."""

from collections.abc import Callable
from typing import Any

from lab.backends.backend import LabError
from lab.backends.kubernetes import pipeline, pods
from lab.backends.kubernetes.provider import KubernetesProvider
from lab.faults.fault import Fault, FaultContext

RUNTIME = "kubernetes"
UNKNOWN_FIELD = "lab_unknown_field: true\n"
NO_LICENSE = "license expired or not found"
NO_CLUSTER = {"name": "lab-no-such-cluster"}

Change = Callable[[dict[str, Any]], None]
"""Changes an object's record."""


def pod_refusal(context: FaultContext) -> str | None:
    """Why a pod that starts anew does not stream, as the cluster's objects are now; None: it does."""
    cluster, host = _cluster(context), context.surroundings.pipeline["host"]
    namespace, name = context.chain["runtime"]["namespace"], host["object_name"]
    pods.end(cluster, name)
    try:
        pipeline.reconcile(cluster, namespace, cluster.object("Pipeline", namespace, name))
    except LabError as error:
        return str(error)
    return None


def _cluster(context: FaultContext) -> KubernetesProvider:
    return KubernetesProvider(paths=context.paths)


def _object(context: FaultContext, kind: str) -> str:
    """The id of the object that a fault is about."""
    told = context.chain["runtime"]
    own = context.surroundings.pipeline["host"]["object_name"]
    return f"{told['namespace']}/{told['service_account'] if kind == 'ServiceAccount' else own}"


def _fault(fault_id: str, title: str, kind: str, change: Change) -> Fault:
    """Of one object: its record is changed, and put back as it was."""

    def breaks(context: FaultContext) -> None:
        objects, name = _cluster(context).objects, _object(context, kind)
        record = objects.read(kind)[name]
        # A secret's record is not copied into another file: its key is only renamed.
        context.remember(fault_id, None if kind == "Secret" else record)
        changed = objects.read(kind)[name]
        change(changed)
        objects.put(kind, name, changed)

    def mends(context: FaultContext) -> None:
        objects, name = _cluster(context).objects, _object(context, kind)
        with context.recalled(fault_id) as previous:
            if previous is None:
                previous = objects.read(kind)[name]
                _rename_back(previous)
            objects.put(kind, name, previous)

    return Fault(fault_id, title, breaks, mends, runtime=RUNTIME, attempt=pod_refusal)


def lose_license(context: FaultContext) -> None:
    """E13: the operator's licence is over, or its Secret is gone."""
    context.remember("E13", None)
    _cluster(context).objects.put(pipeline.LICENSE, pipeline.OPERATOR, {"problem": NO_LICENSE})


def get_license(context: FaultContext) -> None:
    """Undoes E13."""
    with context.recalled("E13"):
        _cluster(context).objects.remove(pipeline.LICENSE, pipeline.OPERATOR)


def _no_annotation(account: dict[str, Any]) -> None:
    account["metadata"]["annotations"] = {}


def _unknown_field(record: dict[str, Any]) -> None:
    record["spec"]["configYaml"] += UNKNOWN_FIELD


def _cluster_reference(record: dict[str, Any]) -> None:
    record["spec"]["cluster"]["clusterRef"] = NO_CLUSTER


def _rename(secret: dict[str, Any]) -> None:
    secret["stringData"] = {f"old-{key}": value for key, value in secret["stringData"].items()}


def _rename_back(secret: dict[str, Any]) -> None:
    secret["stringData"] = {key.removeprefix("old-"): value for key, value in secret["stringData"].items()}


FAULTS = {
    fault.id: fault
    for fault in (
        _fault("E11", "the service account lost its role's annotation", "ServiceAccount", _no_annotation),
        _fault("E12", "somebody wrote an unknown field into the configuration", "Pipeline", _unknown_field),
        Fault(
            "E13",
            "the operator has no licence any more",
            lose_license,
            get_license,
            runtime=RUNTIME,
            attempt=pod_refusal,
        ),
        _fault("E14", "somebody added a clusterRef to the Pipeline", "Pipeline", _cluster_reference),
        _fault("E15", "the Secret with the password lost its key", "Secret", _rename),
    )
}
