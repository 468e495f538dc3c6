"""What `kubectl get serviceaccounts,pipelines.cluster.redpanda.com -o json` would tell of the lab's cluster."""

from typing import Any

from lab.backends.backend import LabError
from lab.backends.kubernetes.pipeline import LICENSE, license_problem
from lab.backends.kubernetes.provider import KubernetesProvider
from lab.connect.config import parse_config
from lab.connect.errors import ConfigError
from lab.connect.stand_in import StandIn
from lab.paths import LabPaths

KINDS = {"ServiceAccount": "v1", "Pipeline": "cluster.redpanda.com/v1alpha2"}


def objects(paths: LabPaths) -> dict[str, Any]:
    """A List of both kinds; of secrets only that they are found."""
    provider = KubernetesProvider(paths=paths)
    items = [
        {"apiVersion": version, "kind": kind, **record, **_status(provider, kind, record)}
        for kind, version in KINDS.items()
        for record in provider.objects.read(kind).values()
    ]
    return {"apiVersion": "v1", "kind": "List", "items": items}


def _status(provider: KubernetesProvider, kind: str, record: dict[str, Any]) -> dict[str, Any]:
    """The operator's conditions (redpanda-operator, pipeline_types.go)."""
    if kind != "Pipeline":
        return {}
    told = {
        "ConfigValid": _config_problem(record["spec"]),
        LICENSE: license_problem(provider),
        "ClusterRef": _reference_problem(record["spec"]),
        "ValueSourcesResolved": _missing_value(provider, record),
    }
    name = record["metadata"]["name"]
    state = StandIn(provider.paths, name).status()["state"]
    ready = next(filter(None, told.values()), None) or (None if state == "running" else f"the pod is {state}")
    return {"status": {"conditions": [_condition(*told_of) for told_of in {**told, "Ready": ready}.items()]}}


def _condition(kind: str, problem: str | None) -> dict[str, str]:
    status, reason = ("True", "AsExpected") if problem is None else ("False", "Failed")
    return {"type": kind, "status": status, "reason": reason, "message": problem or "ok"}


def _config_problem(spec: dict[str, Any]) -> str | None:
    """As the init container `lint` judges it, with no secret filled in: those are not what it looks at."""
    variables = {value["name"]: "set" for value in spec.get("valueSources", [])}
    try:
        parse_config(spec["configYaml"], variables, {})
    except ConfigError as error:
        return str(error)
    return None


def _reference_problem(spec: dict[str, Any]) -> str | None:
    """The cluster that somebody's `clusterRef` names: the lab has none."""
    reference = spec["cluster"].get("clusterRef")
    return None if reference is None else f'redpandas "{reference["name"]}" not found'


def _missing_value(provider: KubernetesProvider, record: dict[str, Any]) -> str | None:
    for value in record["spec"].get("valueSources", []):
        wanted = value["source"]["secretKeyRef"]
        try:
            secret = provider.object("Secret", record["metadata"]["namespace"], wanted["name"])
        except LabError as missing:
            return str(missing)
        if wanted["key"] not in (secret.get("stringData") or {}):
            return f"couldn't find key {wanted['key']} in Secret {wanted['name']}"
    return None
