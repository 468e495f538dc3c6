"""Plays whoever runs a Redpanda Connect of his own: takes what the stack tells him, and starts it on his instance."""

from collections.abc import Mapping
from typing import Any

from lab.cloud.byoc import sdk_environment
from lab.cloud.operator import operator
from lab.connect.running import stand_in_of
from lab.connect.stand_in import Launch
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.services.cloud_process import CloudProcess

OWN = "own"


def start_own_pipelines(paths: LabPaths, state: LabState) -> None:
    """Start each pipeline that does not run as the stack tells it now; a slot has one reader, so the old one ends."""
    if state.chain.get("runtime", {}).get("kind") != OWN:
        return
    for pipeline in state.chain["pipelines"]:
        process, launch = stand_in_of(paths, pipeline), _launch(paths, state, pipeline)
        if not process.runs(launch):
            process.stop()
            process.prepare(launch)
            process.start()


def stop_own_pipelines(paths: LabPaths, state: LabState) -> None:
    """Before the stack takes away what they run on; does nothing where the engine itself starts and stops them."""
    if state.outputs.get("chain", {}).get("runtime", {}).get("kind") == OWN:
        for pipeline in state.chain["pipelines"]:
            stand_in_of(paths, pipeline).stop()


def _launch(paths: LabPaths, state: LabState, pipeline: Mapping[str, Any]) -> Launch:
    redpanda, cloud = state.chain["redpanda"], CloudProcess(paths)
    instance_profile = state.chain["runtime"]["identity_arn"].rpartition("/")[2]  # the lab's is named as its role
    secrets = operator(paths, redpanda["profile"], redpanda["region"]).client("secretsmanager")
    password = secrets.get_secret_value(SecretId=pipeline["host"]["password_secret_arn"])["SecretString"]
    return Launch(
        config_yaml=state.outputs[f"connect_yaml_{pipeline['name']}"],
        identity={
            **sdk_environment(region=redpanda["region"], endpoint_url=cloud.nat_url),
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": cloud.instance_metadata_url(redpanda["account_id"], instance_profile),
        },
        secret_environment={pipeline["host"]["password_variable"]: password},
    )
