"""`Pipeline` of Redpanda's operator: it keeps one pod, with the cluster's login of the object itself.

redpanda-data/redpanda-operator, operator/api/redpanda/v1alpha2/pipeline_types.go. The operator fills brokers, TLS and
login into outputs that have none; the program's have all of them, and what is given wins.
"""

from lab.backends.backend import LabError, Properties
from lab.backends.kubernetes import pods
from lab.backends.kubernetes.objects import object_backend
from lab.backends.kubernetes.provider import KubernetesProvider

LICENSE = "License"
"""Kept in the cluster by the operator's name: why it has no licence; with no record it has one."""
OPERATOR = "redpanda-operator"
READY = ("pulumi.com/waitFor", "condition=Ready")  # pulumi-kubernetes, "Await logic"


def check(inputs: Properties) -> None:
    """One reader, and a login of its own."""
    spec = inputs["spec"]
    if spec.get("replicas", 1) > 1:
        raise LabError(f"spec.replicas: got {spec['replicas']}, want at most 1; two pods would read one slot")
    if "staticConfiguration" not in spec.get("cluster", {}):
        raise LabError(
            "spec.cluster: got no staticConfiguration, want one; the lab's Kubernetes has no Redpanda cluster that a "
            "clusterRef could name"
        )


def reconcile(provider: KubernetesProvider, namespace: str, inputs: Properties) -> None:
    """Start, restart or end the pod, as the object says now."""
    metadata, spec = inputs["metadata"], inputs["spec"]
    if spec.get("paused") or not spec.get("replicas", 1):
        pods.end(provider, metadata["name"])
        return
    if missing := license_problem(provider):
        raise LabError(f"{LICENSE}: {missing}")
    password = spec["cluster"]["staticConfiguration"]["kafka"]["sasl"]["password"]["secretKeyRef"]
    provider.object("Secret", namespace, password["name"])
    pods.run(
        provider,
        namespace,
        metadata["name"],
        config_yaml=spec["configYaml"],
        service_account=spec["serviceAccountName"],
        secrets={value["name"]: value["source"]["secretKeyRef"] for value in spec.get("valueSources", [])},
        wait=(metadata.get("annotations") or {}).get(READY[0]) == READY[1],
    )


def license_problem(provider: KubernetesProvider) -> str | None:
    """What the operator says of its licence, without which it makes no pod; one that runs goes on."""
    record = provider.objects.read(LICENSE).get(OPERATOR)
    return None if record is None else str(record["problem"])


def end(provider: KubernetesProvider, _namespace: str, inputs: Properties) -> None:
    """The pod goes with its object."""
    pods.end(provider, inputs["metadata"]["name"])


PIPELINE = object_backend("Pipeline", "spec", check=check, reconcile=reconcile, end=end)
