"""Plays whoever runs a Redpanda Connect of his own: takes what the stack tells him, and starts it on his instance."""

import json
from collections.abc import Mapping
from typing import Any

from domain import arns
from lab.backends.aws_provider import AwsProvider
from lab.cloud.byoc import sdk_environment
from lab.cloud.operator import operator
from lab.connect.running import stand_in_of
from lab.connect.stand_in import Launch
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.private_files import write_private
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
    account = operator(paths, redpanda["profile"], redpanda["region"])
    secrets = account.client("secretsmanager")
    password = secrets.get_secret_value(SecretId=pipeline["host"]["password_secret_arn"])["SecretString"]
    return Launch(
        config_yaml=state.outputs[f"connect_yaml_{pipeline['name']}"],
        identity={
            **sdk_environment(region=redpanda["region"], endpoint_url=cloud.nat_url),
            **_who(paths, state, account),
        },
        secret_environment={pipeline["host"]["password_variable"]: password},
    )


def _who(paths: LabPaths, state: LabState, account: AwsProvider) -> dict[str, str]:
    """What tells the process that it is the role, by its instance, or the user, by the key that it was given."""
    kind, _, name = arns.parse(state.chain["runtime"]["identity_arn"]).resource.partition("/")
    if kind == "role":  # the lab's instance profile is named as its role
        return {
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": CloudProcess(paths).instance_metadata_url(account.account_id, name)
        }
    if not paths.own_key.exists():
        key = account.client("iam").create_access_key(UserName=name)["AccessKey"]
        write_private(
            paths.own_key,
            json.dumps({"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}),
        )
    given: dict[str, str] = json.loads(paths.own_key.read_text())
    return given
