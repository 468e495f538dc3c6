"""Faults of the configuration that runs, as if somebody had edited it in the console; the process keeps the old one."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from lab.faults.fault import Fault, FaultContext
from lab.faults.streaming import pipeline, pipelines

CDC = "input.postgres_cdc"
MAIN = "output.fallback.0.reject_errored.redpanda"
SECRET = "hunter2"  # noqa: S105  nobody's
MAPPING = "pipeline.processors.0.mapping"

WRONG: Mapping[str, tuple[str, str, Any]] = {
    "I7": ("the token is signed for another region", f"{CDC}.aws.region", "eu-west-1"),
    "I11": ("the token is signed for no port", f"{CDC}.aws.endpoint", "cdc.example"),
    "K8": ("the output makes topics", f"{MAIN}.allow_auto_topic_creation", True),
    "K9": ("the output speaks without TLS", f"{MAIN}.tls.enabled", False),
    "K10": ("the secret has a name that cannot be", f"{MAIN}.sasl.0.password", "${secrets.orders_password}"),
    "K11": ("a cache is a file", "cache_resources", [{"label": "seen", "file": {"directory": "seen"}}]),
    "K12": ("batches overtake each other", f"{MAIN}.max_in_flight", 64),
    "K16": ("snapshot rows lack a time that is used", MAPPING, "meta key = this.x\nroot.at = @commit_ts_ms"),
    "L11": ("the heartbeat dials with a dead token", f"{CDC}.heartbeat_interval", "1h"),
    "L12": ("the heartbeat is off", f"{CDC}.heartbeat_interval", "0s"),
    "L16": ("the slot ends with its connection", f"{CDC}.temporary_slot", True),
    "R13": ("no role is assumed", f"{CDC}.aws.roles", []),
    "S5": ("a password stands in clear", f"{MAIN}.sasl.0.password", SECRET),
    "T4": ("the server is not verified", f"{CDC}.tls.skip_cert_verify", True),
    "T5": ("the input has a key that it does not know", f"{CDC}.tls.enabled", True),
    "T6": ("the certificates are in a file", f"{CDC}.tls.root_cas_file", "/etc/ssl/rds.pem"),
}
"""By cause: what is wrong, the path of a key, the value put there."""


def edit_fault(fault_id: str, title: str, path: str, value: Any) -> Fault:
    """One value of the configuration, changed and put back."""

    def breaks(context: FaultContext) -> None:
        running = pipelines(context).directory(pipeline(context)["id"]) / "pipeline.yaml"
        text = running.read_text()
        context.remember(fault_id, text)
        note, _, body = text.partition("\n")
        running.write_text(f"{note}\n{json.dumps(_edited(yaml.safe_load(body), path, value))}")

    def mends(context: FaultContext) -> None:
        with context.recalled(fault_id) as text:
            (pipelines(context).directory(pipeline(context)["id"]) / "pipeline.yaml").write_text(text)

    return Fault(fault_id, title, breaks, mends)


def _edited(config: Any, path: str, value: Any) -> Any:
    *above, last = path.split(".")
    place = config
    for key in above:
        place = place[int(key)] if isinstance(place, list) else place[key]
    place[last] = value
    return config


FAULTS = {fault_id: edit_fault(fault_id, *wrong) for fault_id, wrong in WRONG.items()}
