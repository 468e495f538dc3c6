import asyncio

import pulumi
import pytest
from pulumi.output import UNKNOWN

from assembly.lookup import looked_up

REFUSED = (
    "invoke of aws:rds/getCluster:getCluster failed: invocation of aws:rds/getCluster:getCluster returned an error: "
    "DBClusterNotFoundFault: DBCluster shop not found."
)


def asked(answer):
    """What `looked_up` makes of it: the value, and whether it is known."""

    async def told():
        seen = looked_up("database.clusterIdentifier", "shop", "a cluster of the account", answer())
        return await seen.future(), await seen.is_known()

    return asyncio.run(told())


def test_an_answer_is_passed_on():
    assert asked(lambda: pulumi.Output.from_input("cluster-ABC")) == ("cluster-ABC", True)


def test_what_is_not_known_yet_stays_unknown():
    assert asked(lambda: pulumi.Output.from_input(UNKNOWN)) == (None, False)


def test_an_error_names_the_key_what_was_typed_and_the_reason_once():
    async def refused():
        raise RuntimeError(REFUSED)

    with pytest.raises(pulumi.RunError) as error:
        asked(lambda: pulumi.Output.from_input(refused()))
    assert str(error.value) == (
        "database.clusterIdentifier: got 'shop', want a cluster of the account (DBClusterNotFoundFault: DBCluster shop "
        "not found)"
    )
