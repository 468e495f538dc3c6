"""`redpanda_pipeline`: a configuration, and a Redpanda Connect process when it is to run."""

import re
import secrets
from typing import Any

from domain import compute_grid
from lab.backends.arguments import only
from lab.backends.backend import Created, LabError, Properties
from lab.backends.redpanda import rules
from lab.backends.redpanda.provider import RedpandaProvider, check_cluster

OPTIONAL = ("description", "serviceAccount", "tags", "timeouts")
ARGUMENTS = ("clusterApiUrl", "allowDeletion", "configYaml", "displayName", "resources", "state", *OPTIONAL)
MAX_TAGS = 16
ONE_UNIT = {"cpuShares": "100m", "memoryShares": "400M"}
"""Redpanda Cloud documentation, "Manage pipeline resources", default."""
SECRET_REFERENCE = r"\$\{secrets\.[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?\}"  # noqa: S105 - a reference, not a secret


def create(provider: RedpandaProvider, _name: str, inputs: Properties) -> Created:
    """Keep the configuration unread, and start it only when `state` says so: the provider's default is `stopped`."""
    only(inputs, *ARGUMENTS)
    check_cluster(provider, inputs)
    config_yaml = rules.text("configYaml", inputs.get("configYaml"))
    display_name = rules.text("displayName", inputs.get("displayName"), (3, 128), "[A-Za-z0-9-_ /]+")
    state = rules.choice("state", inputs.get("state", "stopped"), ("running", "stopped"))
    if inputs.get("description"):
        rules.text("description", inputs["description"], (0, 256))
    resources = _resources(inputs)
    _check_tags(inputs)
    _check_service_account(inputs)

    pipeline_id = secrets.token_hex(10)
    provider.store.write_pipeline_yaml(pipeline_id, config_yaml)
    record = {"displayName": display_name, "resources": resources}
    provider.store.put("pipelines", pipeline_id, {**record, "state": "stopped"})
    if state == "running":
        _start(provider, pipeline_id, record)
    defaults = {"allowDeletion": False, **dict.fromkeys(OPTIONAL)}
    computed = {"resources": resources, "state": state, "status": {"error": ""}, "url": ""}
    return Created(pipeline_id, {**defaults, **inputs, **computed})


def delete(provider: RedpandaProvider, pipeline_id: str, state: Properties) -> None:
    """Stop it, then forget it; what it read from is left as it is, slot included."""
    rules.deletion_allowed(state)
    if provider.store.read("pipelines").get(pipeline_id, {}).get("state") == "running":
        provider.stop_pipeline(pipeline_id)
    _forget(provider, pipeline_id)


def _start(provider: RedpandaProvider, pipeline_id: str, record: dict[str, Any]) -> None:
    try:
        provider.start_pipeline(pipeline_id)
    except BaseException:
        # The program never learns this id, so nobody would delete it.
        _forget(provider, pipeline_id)
        raise
    provider.store.put("pipelines", pipeline_id, {**record, "state": "running"})


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
