"""What `kubectl get serviceaccounts,pipelines.cluster.redpanda.com -o json` told, out of a file."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from doctor.facts.facts import Unavailable
from doctor.facts.hosts import Condition, KubernetesFacts
from doctor.tellable import tellable

ROLE_ANNOTATION = "eks.amazonaws.com/role-arn"  # Amazon EKS User Guide, "Assign IAM roles to service accounts"


def kubernetes_file(file: Path) -> Any:
    """The file's JSON; raises ValueError for one that holds none."""
    try:
        return json.loads(file.read_text())
    except OSError as error:
        raise ValueError(f"--kubernetes: got {str(file)!r}, want a file ({error.strerror})") from None
    except ValueError:
        raise ValueError(f"--kubernetes: got {str(file)!r}, want JSON (write it with kubectl get -o json)") from None


def kubernetes_facts(told: Any, namespace: str) -> KubernetesFacts | Unavailable:
    """Of the namespace's objects, whether it was one or a List."""
    items = told.get("items", [told]) if isinstance(told, dict) else None
    if not isinstance(items, list) or not all(_is_object(item) for item in items):
        return Unavailable("the file of --kubernetes holds no objects of Kubernetes")
    ours = [item for item in items if item["metadata"].get("namespace") == namespace]
    return KubernetesFacts(
        roles={_name(item): _role(item) for item in ours if item.get("kind") == "ServiceAccount"},
        conditions={_name(item): _conditions(item) for item in ours if item.get("kind") == "Pipeline"},
    )


def _is_object(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("metadata"), dict) and "name" in item["metadata"]


def _name(item: Mapping[str, Any]) -> str:
    return str(item["metadata"]["name"])


def _role(item: Mapping[str, Any]) -> str | None:
    role: str | None = (item["metadata"].get("annotations") or {}).get(ROLE_ANNOTATION)
    return role


def _conditions(item: Mapping[str, Any]) -> dict[str, Condition]:
    told = (item.get("status") or {}).get("conditions") or ()
    return {str(one.get("type")): Condition(status=str(one.get("status")), message=_message(one)) for one in told}


def _message(condition: Mapping[str, Any]) -> str:
    return tellable(": ".join(filter(None, [condition.get("reason"), condition.get("message")])))
