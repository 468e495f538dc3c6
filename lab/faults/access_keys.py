"""Faults of pipelines of Redpanda Cloud that are a user with an access key."""

import json
from dataclasses import replace
from typing import Any

from lab.faults.attempt import restart, stream_refusal
from lab.faults.fault import Fault, FaultContext
from lab.lifecycle import engine_operations
from lab.lifecycle.progress import Progress

ANOTHER_ADDRESS = "203.0.113.9/32"
"""Of nobody (RFC 5737)."""
RUNTIME = "cloud-key"


def user(context: FaultContext) -> str:
    """Whose key it is."""
    return str(context.chain["redpanda"]["pipeline_role_arn"]).rpartition("/")[2]


def new_start_refusal(context: FaultContext) -> str | None:
    """Why the pipeline does not stream once it starts with the key anew; None: it does."""
    restart(context)
    return stream_refusal(context)


def switch_off(context: FaultContext) -> None:
    """E2: somebody has set the key to Inactive."""
    context.remember("E2", None)
    _set_status(context, "Inactive")


def switch_on(context: FaultContext) -> None:
    """Undoes E2."""
    with context.recalled("E2"):
        _set_status(context, "Active")


def expect_another_address(context: FaultContext) -> None:
    """E5: the policy asks for an address that the cluster's NAT does not have, or has no more."""
    policy = _policy(context)
    document = context.redpanda.client("iam").get_user_policy(**policy)["PolicyDocument"]
    context.remember("E5", {**policy, "PolicyDocument": json.dumps(document)})
    for statement in document["Statement"]:
        for asked in statement.get("Condition", {}).values():
            if "aws:SourceIp" in asked:
                asked["aws:SourceIp"] = [ANOTHER_ADDRESS]
    context.redpanda.client("iam").put_user_policy(**policy, PolicyDocument=json.dumps(document))


def expect_the_address(context: FaultContext) -> None:
    """Undoes E5."""
    with context.recalled("E5") as policy:
        context.redpanda.client("iam").put_user_policy(**policy)


def delete_key(context: FaultContext) -> None:
    """E6: the key was deleted outside of the program."""
    context.remember("E6", None)
    context.redpanda.client("iam").delete_access_key(
        UserName=user(context), AccessKeyId=context.chain["runtime"]["key_id"]
    )


def make_key_anew(context: FaultContext) -> None:
    """Undoes E6 as its page says: nobody can bring a key back, so the program makes another."""
    with context.recalled("E6"):
        quiet = Progress(phase=lambda _name: None, resource=lambda _event: None)
        engine_operations.up(context.paths, context.state, quiet, refresh=True)


def _set_status(context: FaultContext, status: str) -> None:
    key_id = context.chain["runtime"]["key_id"]
    context.redpanda.client("iam").update_access_key(UserName=user(context), AccessKeyId=key_id, Status=status)


def _policy(context: FaultContext) -> dict[str, Any]:
    return {"UserName": user(context), "PolicyName": context.chain["redpanda"]["assume_policy_name"]}


FAULTS = {
    fault.id: replace(fault, runtime=RUNTIME, attempt=new_start_refusal)
    for fault in (
        Fault("E2", "the access key is inactive", switch_off, switch_on),
        Fault("E5", "the user's policy asks for another address", expect_another_address, expect_the_address),
        Fault("E6", "the access key was deleted", delete_key, make_key_anew),
    )
}
