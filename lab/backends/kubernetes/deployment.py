"""A Deployment of one pod, which mounts its configuration (Kubernetes documentation, "Deployments")."""

from lab.backends.backend import LabError, Properties
from lab.backends.kubernetes import pods
from lab.backends.kubernetes.objects import object_backend
from lab.backends.kubernetes.provider import KubernetesProvider


def check(inputs: Properties) -> None:
    """One reader, also while one pod follows another."""
    spec = inputs["spec"]
    if spec.get("replicas", 1) > 1:
        raise LabError(f"spec.replicas: got {spec['replicas']}, want at most 1; two pods would read one slot")
    if spec.get("strategy", {}).get("type") != "Recreate":
        raise LabError(
            "spec.strategy.type: got RollingUpdate (its default), want Recreate; else the new pod begins before the "
            "old one ends, and both read one slot"
        )


def reconcile(provider: KubernetesProvider, namespace: str, inputs: Properties) -> None:
    """Start, restart or end the pod; pulumi-kubernetes waits until it is ready."""
    name, spec = inputs["metadata"]["name"], inputs["spec"]
    if not spec.get("replicas", 1):
        pods.end(provider, name)
        return
    pod = spec["template"]["spec"]
    (container,), (volume,) = pod["containers"], pod["volumes"]
    files = provider.object("ConfigMap", namespace, volume["configMap"]["name"])["data"]
    file = container["args"][-1].rpartition("/")[2]
    if file not in files:
        raise LabError(f"{name}: {container['args'][-1]}: no such file (its ConfigMap has {', '.join(files)})")
    pods.run(
        provider,
        namespace,
        name,
        config_yaml=files[file],
        service_account=pod["serviceAccountName"],
        secrets={entry["name"]: entry["valueFrom"]["secretKeyRef"] for entry in container.get("env", [])},
        wait=True,
    )


def end(provider: KubernetesProvider, _namespace: str, inputs: Properties) -> None:
    """The pod goes with its object."""
    pods.end(provider, inputs["metadata"]["name"])


DEPLOYMENT = object_backend("Deployment", "spec", check=check, reconcile=reconcile, end=end)
