"""`redpanda_acl`: one right of one principal on the brokers."""

import ipaddress
from dataclasses import asdict

from lab.backends.arguments import only
from lab.backends.backend import Created, Properties
from lab.backends.redpanda import rules
from lab.backends.redpanda.provider import KafkaAcl, RedpandaProvider, check_cluster

ARGUMENTS = (
    "clusterApiUrl",
    "allowDeletion",
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


def create(provider: RedpandaProvider, _name: str, inputs: Properties) -> Created:
    """Add the entry; adding it twice changes nothing, as in Kafka."""
    only(inputs, *ARGUMENTS)
    check_cluster(provider, inputs)
    acl = _acl(inputs)
    if provider.kafka is not None:
        provider.kafka.create_acl(acl)
    acl_id = ":".join(asdict(acl).values())  # the provider's GenerateID
    provider.store.put("acls", acl_id, asdict(acl))
    return Created(acl_id, {"allowDeletion": False, **inputs})


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
