"""What AWS tells of the pipelines' access key, their services and their service account's associations."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from doctor.facts.aws import Account, Missing
from doctor.facts.facts import Absent
from doctor.facts.hosts import AccessKey, Association, ServiceFacts
from doctor.tellable import tellable

MOST_TASKS = 100
"""Of one DescribeTasks (Amazon ECS API reference)."""


def access_keys(account: Account, user_name: str) -> tuple[AccessKey, ...] | Absent:
    """Every key of the user; raises Unreadable."""
    try:
        listed = account.read_all("iam", "list_access_keys", "AccessKeyMetadata", UserName=user_name)
    except Missing:
        return Absent(f"user {user_name}")
    return tuple(_access_key(account, key) for key in listed)


def service_facts(account: Account, cluster: str, pipeline: Mapping[str, Any]) -> ServiceFacts | Absent:
    """The service of an entry of the chain's `pipelines`; raises Unreadable."""
    name = pipeline["host"]["service_name"]
    absent = Absent(f"service {name} in cluster {cluster}")
    try:
        services = account.read("ecs", "describe_services", cluster=cluster, services=[name])["services"]
    except Missing:
        return absent
    if not services or services[0]["status"] == "INACTIVE":
        return absent
    of_service = {"cluster": cluster, "serviceName": name, "desiredStatus": "STOPPED"}
    tasks = account.read_all("ecs", "list_tasks", "taskArns", **of_service)[:MOST_TASKS]
    return ServiceFacts(
        desired=services[0]["desiredCount"],
        running=services[0]["runningCount"],
        pending=services[0]["pendingCount"],
        stopped=_reasons(account, cluster, tasks) if tasks else (),
    )


def associations(account: Account, cluster: str) -> tuple[Association, ...] | Absent:
    """Every association of EKS Pod Identity in the cluster; raises Unreadable."""
    try:
        told = account.read_all("eks", "list_pod_identity_associations", "associations", clusterName=cluster)
    except Missing:
        return Absent(f"EKS cluster {cluster}")
    return tuple(Association(one["namespace"], one["serviceAccount"]) for one in told)


def _access_key(account: Account, key: Mapping[str, Any]) -> AccessKey:
    used = account.read("iam", "get_access_key_last_used", AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
    return AccessKey(
        id=key["AccessKeyId"],
        active=key["Status"] == "Active",
        age_days=_days_since(key["CreateDate"]),
        last_used_days=_days_since(used["LastUsedDate"]) if used.get("LastUsedDate") else None,
    )


def _days_since(then: datetime) -> int:
    return (datetime.now(UTC) - then).days


def _reasons(account: Account, cluster: str, tasks: list[str]) -> tuple[str, ...]:
    told = account.read("ecs", "describe_tasks", cluster=cluster, tasks=tasks)["tasks"]
    last_first = sorted(told, key=lambda task: str(task.get("stoppedAt", "")), reverse=True)
    return tuple(tellable("; ".join(_reason(task))) for task in last_first)


def _reason(task: Mapping[str, Any]) -> list[str]:
    """Of the task, and of each container that has one."""
    containers = task.get("containers", ())
    exits = [f"{one['name']} exited with {one['exitCode']}" for one in containers if one.get("exitCode") is not None]
    whys = [one["reason"] for one in containers if one.get("reason")]
    return [*filter(None, [task.get("stoppedReason")]), *whys, *exits] or ["no reason told"]
