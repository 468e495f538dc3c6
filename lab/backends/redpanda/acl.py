"""`redpanda_acl`: one right of one principal on the brokers."""

import ipaddress
from dataclasses import asdict
from typing import Any

from lab.backends.backend import Backend, Created, Properties, in_state_only
from lab.backends.redpanda import rules
from lab.backends.redpanda.provider import KafkaAcl, RedpandaProvider, check_cluster

ENTRY = (
    "resourceType",
    "resourceName",
    "resourcePatternType",
    "principal",
    "host",
    "operation",
    "permissionType",
)
CLUSTER_NAME = "kafka-cluster"
RESOURCE_TYPES = ("TOPIC", "GROUP", "CLUSTER", "TRANSACTIONAL_ID", "DELEGATION_TOKEN", "USER")
PATTERN_TYPES = ("LITERAL", "PREFIXED")
PERMISSION_TYPES = ("ALLOW", "DENY")
OPERATIONS = (
    *("ALL", "READ", "WRITE", "CREATE", "DELETE", "ALTER", "DESCRIBE", "CLUSTER_ACTION", "DESCRIBE_CONFIGS"),
    *("ALTER_CONFIGS", "IDEMPOTENT_WRITE", "CREATE_TOKENS", "DESCRIBE_TOKENS"),
)


def check(_provider: RedpandaProvider, inputs: Properties) -> None:
    """The API's rules, which the provider applies to each plan."""
    _acl(inputs)


def create(provider: RedpandaProvider, inputs: Properties) -> Created:
    """Add the entry; adding it twice changes nothing, as in Kafka."""
    check_cluster(provider, inputs)
    acl = _acl(inputs)
    if provider.kafka is not None:
        provider.kafka.create_acl(acl)
    acl_id = ":".join(asdict(acl).values())  # the provider's GenerateID
    provider.store.put("acls", acl_id, asdict(acl))
    return Created(acl_id)


def read(provider: RedpandaProvider, acl_id: str, state: Properties) -> dict[str, Any] | None:
    """Whether the entry is there: it has nothing that could change."""
    there = acl_id in provider.store.read("acls")
    if not there or (provider.kafka is not None and not provider.kafka.has_acl(_acl(state))):
        rules.vanished_allowed(state, acl_id)
        return None
    return {"allowDeletion": state.get("allowDeletion", False)}


def delete(provider: RedpandaProvider, acl_id: str, state: Properties) -> None:
    """Take exactly this entry away."""
    rules.deletion_allowed(state)
    if provider.kafka is not None:
        provider.kafka.delete_acl(_acl(state))
    provider.store.remove("acls", acl_id)


def _acl(inputs: Properties) -> KafkaAcl:
    acl = KafkaAcl(
        resource_type=rules.choice("resourceType", inputs.get("resourceType"), RESOURCE_TYPES),
        resource_name=rules.text("resourceName", inputs.get("resourceName")),
        resource_pattern_type=rules.choice("resourcePatternType", inputs.get("resourcePatternType"), PATTERN_TYPES),
        principal=rules.text("principal", inputs.get("principal"), pattern="(User|RedpandaRole):.+"),
        host=_host(rules.text("host", inputs.get("host"))),
        operation=rules.choice("operation", inputs.get("operation"), OPERATIONS),
        permission_type=rules.choice("permissionType", inputs.get("permissionType"), PERMISSION_TYPES),
    )
    if acl.resource_type == "CLUSTER" and acl.resource_name != CLUSTER_NAME:
        raise rules.refusal(
            "resourceName", repr(acl.resource_name), repr(CLUSTER_NAME), "the one CLUSTER there is in Kafka", "use it"
        )
    return acl


def _host(host: str) -> str:
    try:
        return host if host == "*" else str(ipaddress.ip_address(host))
    except ValueError:
        raise rules.refusal("host", repr(host), "'*' or an IP address", rules.API, "use one of these") from None


ACL: Backend[RedpandaProvider] = Backend(
    replaces=dict.fromkeys(("clusterApiUrl", *ENTRY), rules.REPLACES),
    updates=("allowDeletion",),
    check=check,
    create=create,
    read=read,
    update=in_state_only,
    delete=delete,
)
