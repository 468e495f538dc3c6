"""Any object of the cluster: made, seen, changed in place and taken away under its own name."""

from collections.abc import Callable
from typing import Any

from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.kubernetes.provider import KubernetesProvider

SOURCE = "Kubernetes documentation, API conventions: kind, name and namespace of an object never change"
Reconciled = Callable[[KubernetesProvider, str, Properties], None]
"""What a controller does for an object that was made or changed, by namespace."""


def no_controller(_provider: KubernetesProvider, _namespace: str, _inputs: Properties) -> None:
    """Of objects that are only read."""


def object_backend(
    kind: str,
    *fields: str,
    check: Callable[[Properties], None] = lambda _inputs: None,
    reconcile: Reconciled = no_controller,
    end: Reconciled = no_controller,
) -> Backend[KubernetesProvider]:
    """The backend of a kind with these fields; `end` is what its controller does once it is deleted."""

    def check_object(_provider: KubernetesProvider, inputs: Properties) -> None:
        _named(inputs)
        check(inputs)

    def create(provider: KubernetesProvider, inputs: Properties) -> Created:
        namespace, name = _named(inputs)
        if namespace not in provider.objects.read("Namespace"):
            raise LabError(f'namespaces "{namespace}" not found')
        object_id = f"{namespace}/{name}"
        if object_id in provider.objects.read(kind):
            raise LabError(f'{kind.lower()}s "{name}" already exists')
        provider.objects.put(kind, object_id, _record(inputs))
        try:
            reconcile(provider, namespace, inputs)
        except LabError:
            # The program never learns of it, so nobody would delete it.
            end(provider, namespace, inputs)
            provider.objects.remove(kind, object_id)
            raise
        return Created(object_id)

    def read(provider: KubernetesProvider, object_id: str, _state: Properties) -> dict[str, Any] | None:
        record = provider.objects.read(kind).get(object_id)
        return None if record is None else {**dict.fromkeys(("metadata", *fields)), **record}

    def update(provider: KubernetesProvider, object_id: str, change: Change) -> None:
        provider.objects.put(kind, object_id, _record(change.new))
        reconcile(provider, object_id.partition("/")[0], change.new)

    def delete(provider: KubernetesProvider, object_id: str, state: Properties) -> None:
        end(provider, object_id.partition("/")[0], state)
        provider.objects.remove(kind, object_id)

    def _record(inputs: Properties) -> dict[str, Any]:
        return {name: inputs[name] for name in ("metadata", *fields) if name in inputs}

    return Backend(
        replaces={"apiVersion": SOURCE, "kind": SOURCE},
        updates=("metadata", *fields),
        replaces_when={"metadata": _renamed},
        check=check_object,
        create=create,
        read=read,
        update=update,
        delete=delete,
    )


def _named(inputs: Properties) -> tuple[str, str]:
    metadata = inputs.get("metadata") or {}
    for wanted in ("namespace", "name"):
        if not metadata.get(wanted):
            raise LabError(f"metadata.{wanted}: got none, want one; the lab's Kubernetes has no default for it")
    return metadata["namespace"], metadata["name"]


def _renamed(old: Properties, new: Properties | str) -> bool:
    if isinstance(new, str):  # all of it is unknown where a part is: of a role that is made anew, its ARN
        return False
    return (old["namespace"], old["name"]) != (new["namespace"], new["name"])
