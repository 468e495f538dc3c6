"""`redpanda_user`: a SCRAM user on the brokers."""

from typing import Any

from lab.backends.backend import AutoName, Backend, Change, Created, Properties
from lab.backends.redpanda import rules
from lab.backends.redpanda.provider import RedpandaProvider, check_cluster

LONGEST_NAME = 128
MECHANISMS = ("scram-sha-256", "scram-sha-512")
SENT_WITH = ("mechanism", "password", "passwordWoVersion")
"""What a password is sent with: a changed `passwordWo` alone is silently left as it was."""


def check(_provider: RedpandaProvider, inputs: Properties) -> None:
    """The API's rules, which the provider applies to each plan."""
    rules.text("name", inputs.get("name"), (1, LONGEST_NAME))
    rules.choice("mechanism", _mechanism(inputs), MECHANISMS)
    _password(inputs)


def create(provider: RedpandaProvider, inputs: Properties) -> Created:
    """Make the user; one that exists is taken over and keeps its password, since the provider does so, silently."""
    check_cluster(provider, inputs)
    name, mechanism = inputs["name"], _mechanism(inputs)
    if name not in provider.store.read("users"):
        if provider.kafka is not None:
            provider.kafka.upsert_scram_user(name, _password(inputs), mechanism)
        provider.store.put("users", name, {"mechanism": mechanism})
    return Created(name)


def read(provider: RedpandaProvider, user_id: str, state: Properties) -> dict[str, Any] | None:
    """The user's mechanism: nobody can read a password back."""
    record = provider.store.read("users").get(user_id)
    if record is None or (
        provider.kafka is not None and not provider.kafka.has_scram_user(user_id, record["mechanism"])
    ):
        rules.vanished_allowed(state, user_id)
        return None
    return {"allowDeletion": state.get("allowDeletion", False), "mechanism": record["mechanism"]}


def update(provider: RedpandaProvider, user_id: str, change: Change) -> None:
    """Another password or mechanism."""
    if change.arguments.isdisjoint(SENT_WITH):
        return
    mechanism = _mechanism(change.new)
    if provider.kafka is not None:
        provider.kafka.upsert_scram_user(user_id, _password(change.new), mechanism)
    provider.store.put("users", user_id, {"mechanism": mechanism})


def delete(provider: RedpandaProvider, user_id: str, state: Properties) -> None:
    """Take the user's credential away; ACLs that name it stay."""
    rules.deletion_allowed(state)
    if provider.kafka is not None:
        provider.kafka.delete_scram_user(user_id, state["mechanism"])
    provider.store.remove("users", user_id)


def _mechanism(inputs: Properties) -> str:
    return str(inputs.get("mechanism", MECHANISMS[0]))


def _password(inputs: Properties) -> str:
    """`passwordWo` wins over `password`."""
    for name in ("passwordWo", "password"):
        if inputs.get(name):
            return rules.text(name, inputs[name], (3, 128))
    raise rules.refusal("passwordWo, password", "neither", "one of them", rules.PROVIDER, "set passwordWo")


USER: Backend[RedpandaProvider] = Backend(
    replaces=dict.fromkeys(("clusterApiUrl", "name"), rules.REPLACES),
    updates=("allowDeletion", "mechanism", "password", "passwordWo", "passwordWoVersion"),
    write_only=("passwordWo",),
    auto_name=AutoName("name", LONGEST_NAME),
    check=check,
    create=create,
    read=read,
    update=update,
    delete=delete,
)
