"""The Kubernetes provider of the lab: one cluster, the objects that the program makes there, and the pods they keep.

There is no API server: an object is a record of the lab's, and what keeps a pod starts and ends a process.
"""

from lab.backends.backend import Backend
from lab.backends.kubernetes import deployment, pipeline
from lab.backends.kubernetes.objects import object_backend
from lab.backends.kubernetes.provider import KubernetesProvider, configure

__all__ = ["RESOURCES", "KubernetesProvider", "configure"]

RESOURCES: dict[str, Backend[KubernetesProvider]] = {
    "kubernetes:core/v1:ServiceAccount": object_backend("ServiceAccount", "automountServiceAccountToken"),
    "kubernetes:core/v1:Secret": object_backend("Secret", "stringData", "type"),
    "kubernetes:core/v1:ConfigMap": object_backend("ConfigMap", "data"),
    "kubernetes:apps/v1:Deployment": deployment.DEPLOYMENT,
    "kubernetes:cluster.redpanda.com/v1alpha2:Pipeline": pipeline.PIPELINE,
}
