"""`redpanda_secret`: a value in the cluster's secret store."""

from typing import Any

from lab.backends.backend import AutoName, Backend, Change, Created, Properties
from lab.backends.redpanda import rules
from lab.backends.redpanda.provider import RedpandaProvider, check_cluster

LONGEST_NAME = 255
SCOPES = (
    "SCOPE_REDPANDA_CONNECT",
    "SCOPE_REDPANDA_CLUSTER",
    "SCOPE_MCP_SERVER",
    "SCOPE_AI_AGENT",
    "SCOPE_AI_GATEWAY",
)
"""terraform-provider-redpanda, docs/resources/secret.md, "Scopes"."""


def check(_provider: RedpandaProvider, inputs: Properties) -> None:
    """The API's rules, which the provider applies to each plan."""
    rules.text("name", inputs.get("name"), (1, LONGEST_NAME), "[A-Z][A-Z0-9_]*")
    for scope in inputs.get("scopes") or [None]:
        rules.choice("scopes", scope, SCOPES)
    rules.text("secretData", inputs.get("secretData"))


def create(provider: RedpandaProvider, inputs: Properties) -> Created:
    """Keep the value; one that exists is taken over and keeps its own value, since the provider does so, silently."""
    check_cluster(provider, inputs)
    name = inputs["name"]
    if name not in provider.store.read("secrets"):
        record = {"data": inputs["secretData"], "scopes": inputs["scopes"], "labels": inputs.get("labels") or {}}
        provider.store.put("secrets", name, record)
    return Created(name)


def read(provider: RedpandaProvider, secret_id: str, state: Properties) -> dict[str, Any] | None:
    """Scopes and labels: nobody can read the value back, nor which version it is of."""
    record = provider.store.read("secrets").get(secret_id)
    if record is None:
        rules.vanished_allowed(state, secret_id)
        return None
    return {
        "allowDeletion": state.get("allowDeletion", False),
        "labels": record["labels"],
        "scopes": record["scopes"],
        "secretDataVersion": state.get("secretDataVersion", 0),
    }


def update(provider: RedpandaProvider, secret_id: str, change: Change) -> None:
    """The value is sent with another version alone: one that changed without is silently left as it was."""
    record = dict(provider.store.read("secrets")[secret_id])
    if "secretDataVersion" in change:
        record["data"] = change.new["secretData"]
    record |= {"scopes": change.new["scopes"], "labels": change.new.get("labels") or {}}
    provider.store.put("secrets", secret_id, record)


def delete(provider: RedpandaProvider, secret_id: str, state: Properties) -> None:
    """Forget the value; a pipeline that runs keeps what it read when it started."""
    rules.deletion_allowed(state)
    provider.store.remove("secrets", secret_id)


SECRET: Backend[RedpandaProvider] = Backend(
    replaces=dict.fromkeys(("clusterApiUrl", "name"), rules.REPLACES),
    updates=("allowDeletion", "labels", "scopes", "secretData", "secretDataVersion"),
    write_only=("secretData",),
    auto_name=AutoName("name", LONGEST_NAME),
    check=check,
    create=create,
    read=read,
    update=update,
    delete=delete,
)
