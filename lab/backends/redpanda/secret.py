"""`redpanda_secret`: a value in the cluster's secret store."""

from lab.backends.arguments import only
from lab.backends.backend import Created, Properties
from lab.backends.redpanda import rules
from lab.backends.redpanda.provider import RedpandaProvider, check_cluster

ARGUMENTS = ("clusterApiUrl", "allowDeletion", "labels", "name", "scopes", "secretData", "secretDataVersion")
SCOPES = (
    "SCOPE_REDPANDA_CONNECT",
    "SCOPE_REDPANDA_CLUSTER",
    "SCOPE_MCP_SERVER",
    "SCOPE_AI_AGENT",
    "SCOPE_AI_GATEWAY",
)
"""terraform-provider-redpanda, docs/resources/secret.md, "Scopes"."""


def create(provider: RedpandaProvider, _name: str, inputs: Properties) -> Created:
    """Keep the value; one that exists is taken over and keeps its own value, since the provider does so, silently."""
    only(inputs, *ARGUMENTS)
    check_cluster(provider, inputs)
    name = rules.text("name", inputs.get("name"), (1, 255), "[A-Z][A-Z0-9_]*")
    scopes = [rules.choice("scopes", scope, SCOPES) for scope in inputs.get("scopes") or [None]]
    data = rules.text("secretData", inputs.get("secretData"))
    if name not in provider.store.read("secrets"):
        provider.store.put("secrets", name, {"data": data, "scopes": scopes})
    defaults = {"allowDeletion": False, "labels": {}, "secretDataVersion": 0}
    # Write-only: nobody can read it back.
    return Created(name, {**defaults, **inputs, "secretData": None})


def delete(provider: RedpandaProvider, secret_id: str, state: Properties) -> None:
    """Forget the value; a pipeline that runs keeps what it read when it started."""
    rules.deletion_allowed(state)
    provider.store.remove("secrets", secret_id)
