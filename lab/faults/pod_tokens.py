"""Faults of pipelines of Redpanda Cloud as Redpanda's own role: what their pods are given."""

import json

from lab.faults.fault import Fault, FaultContext
from lab.faults.streaming import await_error, await_stream, stopped_without_slot
from lab.private_files import write_private

IDENTITY = ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")


def give_no_token(context: FaultContext) -> None:
    """E1: Redpanda gives the pods of pipelines no identity, which is what it says since 2026-08-07."""
    file = context.paths.pod_environment
    given = json.loads(file.read_text())
    context.remember("E1", given)
    with stopped_without_slot(context):
        write_private(file, json.dumps({name: value for name, value in given.items() if name not in IDENTITY}))
    await_error(context)


def give_token(context: FaultContext) -> None:
    """Undoes E1; rows are read once more."""
    with context.recalled("E1") as given, stopped_without_slot(context):
        write_private(context.paths.pod_environment, json.dumps(given))
    await_stream(context)


FAULTS = {"E1": Fault("E1", "Redpanda gives the pipeline's pod no identity", give_no_token, give_token)}
