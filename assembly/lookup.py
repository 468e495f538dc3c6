"""What a program asks about a thing that the stack file names and that is there already."""

from typing import TypeVar, cast

import pulumi
import pulumi_redpanda as redpanda

Answer = TypeVar("Answer")

BEFORE_THE_REASON = "returned an error: "
"""In the error of an invoke (pulumi/pulumi, sdk/python, invoke.py), after the name of the function, twice."""


def redpanda_cluster(cluster_id: str, provider: redpanda.Provider) -> pulumi.Output[redpanda.GetClusterResult]:
    """The cluster of the stack file, as Redpanda Cloud tells of it."""
    asked = redpanda.get_cluster_output(id=cluster_id, opts=pulumi.InvokeOptions(provider=provider))
    return looked_up("redpanda.clusterId", cluster_id, "a cluster that REDPANDA_CLIENT_ID may read", asked)


def looked_up(key: str, named: str, want: str, answer: pulumi.Output[Answer]) -> pulumi.Output[Answer]:
    """The answer; where it is an error, a mistake in the stack file at `key`, told without a traceback.

    `want` says what has to be there.
    """

    async def told() -> Answer:
        try:
            return cast(Answer, await answer.future(with_unknowns=True))
        except Exception as error:  # noqa: BLE001 - the SDK raises nothing narrower
            reason = str(error).rpartition(BEFORE_THE_REASON)[2]
            raise pulumi.RunError(f"{key}: got {named!r}, want {want} ({reason.rstrip('.')})") from None

    return pulumi.Output.from_input(told())
