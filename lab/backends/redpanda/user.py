"""`redpanda_user`: a SCRAM user on the brokers."""

from lab.backends.arguments import only
from lab.backends.backend import Created, Properties
from lab.backends.redpanda import rules
from lab.backends.redpanda.provider import RedpandaProvider, check_cluster

ARGUMENTS = (
    "clusterApiUrl",
    "allowDeletion",
    "mechanism",
    "name",
    "password",
    "passwordWo",
    "passwordWoVersion",
)
MECHANISMS = ("scram-sha-256", "scram-sha-512")


def create(provider: RedpandaProvider, _name: str, inputs: Properties) -> Created:
    """Make the user; one that exists is taken over and keeps its password, since the provider does so, silently."""
    only(inputs, *ARGUMENTS)
    check_cluster(provider, inputs)
    name = rules.text("name", inputs.get("name"), (1, 128))
    mechanism = rules.choice("mechanism", inputs.get("mechanism", MECHANISMS[0]), MECHANISMS)
    password = _password(inputs)
    if name not in provider.store.read("users"):
        if provider.kafka is not None:
            provider.kafka.upsert_scram_user(name, password, mechanism)
        provider.store.put("users", name, {"mechanism": mechanism})
    defaults = {"allowDeletion": False, "password": None, "passwordWoVersion": None}
    # Write-only: nobody can read it back.
    return Created(name, {**defaults, **inputs, "mechanism": mechanism, "passwordWo": None})


def delete(provider: RedpandaProvider, user_id: str, state: Properties) -> None:
    """Take the user's credential away; ACLs that name it stay."""
    rules.deletion_allowed(state)
    if provider.kafka is not None:
        provider.kafka.delete_scram_user(user_id, state["mechanism"])
    provider.store.remove("users", user_id)


def _password(inputs: Properties) -> str:
    """`passwordWo` wins over `password`."""
    for name in ("passwordWo", "password"):
        if inputs.get(name):
            return rules.text(name, inputs[name], (3, 128))
    raise rules.refusal("passwordWo, password", "neither", "one of them", rules.PROVIDER, "set passwordWo")
