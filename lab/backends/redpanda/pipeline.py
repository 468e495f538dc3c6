"""`redpanda_pipeline`: a configuration, and a Redpanda Connect process when it is to run."""

import re
import secrets
from typing import Any

from domain import compute_grid
from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.redpanda import rules
from lab.backends.redpanda.provider import RedpandaProvider, check_cluster

RUNNING, STOPPED = "running", "stopped"
MAX_TAGS = 16
ONE_UNIT = {"cpuShares": "100m", "memoryShares": "400M"}
"""Redpanda Cloud documentation, "Manage pipeline resources", default."""
SECRET_REFERENCE = r"\$\{secrets\.[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?\}"  # noqa: S105 - a reference, not a secret


def check(_provider: RedpandaProvider, inputs: Properties) -> None:
    """The API's rules, which the provider applies to each plan."""
    rules.text("configYaml", inputs.get("configYaml"))
    rules.text("displayName", inputs.get("displayName"), (3, 128), "[A-Za-z0-9-_ /]+")
    rules.choice("state", inputs.get("state", STOPPED), (RUNNING, STOPPED))
    if inputs.get("description"):
        rules.text("description", inputs["description"], (0, 256))
    _resources(inputs)
    _check_tags(inputs)
    _check_service_account(inputs)


def create(provider: RedpandaProvider, inputs: Properties) -> Created:
    """Keep the configuration unread, and start it only when `state` says so: the provider's default is `stopped`."""
    check_cluster(provider, inputs)
    pipeline_id = secrets.token_hex(10)
    try:
        _keep(provider, pipeline_id, inputs)
    except BaseException:
        # The program never learns this id, so nobody would delete it.
        _forget(provider, pipeline_id)
        raise
    return Created(pipeline_id)


def read(provider: RedpandaProvider, pipeline_id: str, state: Properties) -> dict[str, Any] | None:
    """The pipeline as the cluster has it; one that does not run is `stopped`, whoever stopped it."""
    record = provider.store.read("pipelines").get(pipeline_id)
    if record is None:
        rules.vanished_allowed(state, pipeline_id)
        return None
    return {
        "allowDeletion": state.get("allowDeletion", False),
        "configYaml": provider.store.pipeline_yaml(pipeline_id).read_text(),
        "status": {"error": ""},
        "url": "",
        **record,
    }


def update(provider: RedpandaProvider, pipeline_id: str, change: Change) -> None:
    """Stop it, change it, start it: the provider does so whatever has changed (resource_pipeline.go)."""
    _stop(provider, pipeline_id)
    _keep(provider, pipeline_id, change.new)


def delete(provider: RedpandaProvider, pipeline_id: str, state: Properties) -> None:
    """Stop it, then forget it; what it read from is left as it is, slot included."""
    rules.deletion_allowed(state)
    _stop(provider, pipeline_id)
    _forget(provider, pipeline_id)


def _keep(provider: RedpandaProvider, pipeline_id: str, inputs: Properties) -> None:
    """Write it, stopped, and start it if it is to run."""
    provider.store.write_pipeline_yaml(pipeline_id, inputs["configYaml"])
    told = {name: inputs[name] for name in ("description", "tags") if inputs.get(name)}
    record = {"displayName": inputs["displayName"], "resources": _resources(inputs), **told}
    provider.store.put("pipelines", pipeline_id, {**record, "state": STOPPED})
    if inputs.get("state", STOPPED) == RUNNING:
        provider.start_pipeline(pipeline_id)
        provider.store.put("pipelines", pipeline_id, {**record, "state": RUNNING})


def _stop(provider: RedpandaProvider, pipeline_id: str) -> None:
    if provider.store.read("pipelines").get(pipeline_id, {}).get("state") == RUNNING:
        provider.stop_pipeline(pipeline_id)


def _forget(provider: RedpandaProvider, pipeline_id: str) -> None:
    provider.store.remove("pipelines", pipeline_id)
    provider.store.pipeline_yaml(pipeline_id).unlink(missing_ok=True)


def _resources(inputs: Properties) -> dict[str, Any]:
    resources = {**ONE_UNIT, **(inputs.get("resources") or {})}
    try:
        compute_grid.check(resources["cpuShares"], resources["memoryShares"])
    except ValueError as error:
        got = f"{resources['cpuShares']!r}, {resources['memoryShares']!r}"
        raise LabError(f"resources.cpuShares, resources.memoryShares: got {got}, {error}; use such a pair") from None
    return resources


def _check_tags(inputs: Properties) -> None:
    tags = inputs.get("tags") or {}
    if len(tags) > MAX_TAGS:
        raise rules.refusal("tags", str(len(tags)), f"at most {MAX_TAGS}", rules.API, "drop some")


def _check_service_account(inputs: Properties) -> None:
    account = inputs.get("serviceAccount")
    if account is None:
        return
    rules.text("serviceAccount.clientId", account.get("clientId"))
    if not re.fullmatch(SECRET_REFERENCE, account.get("clientSecret") or ""):
        raise rules.refusal(
            "serviceAccount.clientSecret",
            "something else",
            "a reference ${secrets.NAME}",
            rules.API,
            "put the value into a redpanda.Secret",
        )


PIPELINE: Backend[RedpandaProvider] = Backend(
    replaces={"clusterApiUrl": rules.REPLACES},
    updates=(
        "allowDeletion",
        "configYaml",
        "description",
        "displayName",
        "resources",
        "serviceAccount",
        "state",
        "tags",
        "timeouts",
    ),
    check=check,
    create=create,
    read=read,
    update=update,
    delete=delete,
)
