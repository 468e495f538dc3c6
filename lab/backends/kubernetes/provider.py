"""The kubernetes provider: the lab's one cluster, by its context."""

from dataclasses import dataclass
from typing import Any

from lab.backends.arguments import only
from lab.backends.backend import LabError, Properties
from lab.cloud.record_store import RecordStore
from lab.paths import LabPaths

CONTEXT = "lab"
IN_PLACE = ("enableSecretMutable", "enableConfigMapMutable")


@dataclass(frozen=True, kw_only=True)
class KubernetesProvider:
    """What the backends work with."""

    paths: LabPaths

    @property
    def objects(self) -> RecordStore:
        """By kind, each called `<namespace>/<name>`; namespaces by their name."""
        return RecordStore(self.paths.kubernetes)

    def object(self, kind: str, namespace: str, name: str) -> dict[str, Any]:
        """An object of the cluster; raises `LabError` in the API server's words where there is none."""
        found = self.objects.read(kind).get(f"{namespace}/{name}")
        if found is None:
            raise LabError(f'{kind.lower()}s "{name}" not found in namespace "{namespace}"')
        return found


def configure(_name: str, inputs: Properties, *, paths: LabPaths) -> KubernetesProvider:
    """The cluster of this context; raises `LabError` for another one, and for Secrets that would be replaced."""
    only(inputs, "context", *IN_PLACE)
    if inputs.get("context") != CONTEXT:
        raise LabError(f"context: got {inputs.get('context')!r}, want {CONTEXT!r} (context does not exist)")
    for argument in IN_PLACE:
        if inputs.get(argument) != "true":
            raise LabError(f"{argument}: got false, want true; the lab's Kubernetes changes objects in place alone")
    return KubernetesProvider(paths=paths)
