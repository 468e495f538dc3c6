"""The gate where the client comes by a proxy: two logins, and what RDS Proxy does not do."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from lab.cloud.aurora_cluster import ProxyFront
from tests.lab.gate_world import ROLE, UNKNOWN, World, running_server, running_world, token

AT_PROXY = "arn:aws:rds-db:us-east-2:222222222222:dbuser:prx-0abc/cdc_orders"
AT_CLUSTER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders"
FRONT = ProxyFront(resource_id="prx-0abc", target_role="READ_WRITE", readers=1, role=ROLE)
WRONG_TOKEN = "The IAM authentication failed for the role {}. Check the IAM token for this role and try again."
OWN_LOGIN = 'Request returned an error: PAM authentication failed for user "{}"'


@pytest.fixture(scope="module")
def module_world() -> Iterator[World]:
    with running_server() as server, running_world(server) as world:
        yield world


@pytest.fixture
def world(module_world: World) -> Iterator[World]:
    with module_world.restored():
        come_by(module_world)
        yield module_world


def come_by(world: World, **changed: object) -> None:
    world.cluster = replace(world.cluster, proxy=replace(FRONT, **changed))  # type: ignore[arg-type]


def test_a_token_for_the_endpoint_lets_the_clients_user_in(world: World) -> None:
    assert world.ask("cdc_orders", token()) == [["cdc_orders"]]
    assert "logs in through" in world.log[0]
    assert world.ask("cdc_orders", token(), "SHOW transaction_read_only") == [["off"]]


def test_the_client_may_log_in_to_the_proxy_and_needs_nothing_at_the_cluster(world: World) -> None:
    world.denied.add(AT_PROXY)
    assert WRONG_TOKEN.format("cdc_orders") in world.ask("cdc_orders", token())
    assert AT_PROXY in world.log[0]


def test_the_proxys_own_role_has_to_get_in_to_the_cluster(world: World) -> None:
    world.denied.add(AT_CLUSTER)
    assert OWN_LOGIN.format("cdc_orders") in world.ask("cdc_orders", token())
    assert f"the proxy's own role: no Allow for {AT_CLUSTER}" in world.log[0]
    world.denied.clear()
    come_by(world, role=None)
    assert OWN_LOGIN.format("cdc_orders") in world.ask("cdc_orders", token())


def test_a_user_that_is_not_in_rds_iam_is_nobody_the_proxy_can_log_in_as(world: World) -> None:
    assert OWN_LOGIN.format("by_password") in world.ask("by_password", token("by_password"))
    assert WRONG_TOKEN.format("by_password") in world.ask("by_password", "secret")


@pytest.mark.parametrize("wrong", [lambda: token(host="other"), lambda: token(keys=UNKNOWN), lambda: "secret"])
def test_a_wrong_token_is_refused_in_the_proxys_words(world: World, wrong: object) -> None:
    assert WRONG_TOKEN.format("cdc_orders") in world.ask("cdc_orders", wrong())  # type: ignore[operator]


@pytest.mark.parametrize("replication", ["database", "true"])
def test_replication_is_refused_although_the_cluster_would_allow_it(world: World, replication: str) -> None:
    error = world.ask("cdc_orders", token(), replication=replication)
    assert "Feature not supported: RDS Proxy currently doesn't support streaming replication mode." in error


def test_command_line_options_are_refused_on_every_endpoint(world: World) -> None:
    for target_role in ("READ_WRITE", "READ_ONLY"):
        come_by(world, target_role=target_role)
        error = world.ask("cdc_orders", token(), options="-c default_transaction_read_only=off")
        assert "RDS Proxy currently doesn't support command-line options." in error


def test_a_read_only_endpoint_reads_and_does_not_write(world: World) -> None:
    come_by(world, target_role="READ_ONLY")
    assert world.ask("cdc_orders", token(), "SHOW transaction_read_only") == [["on"]]
    error = world.ask("cdc_orders", token(), "CREATE TEMPORARY SEQUENCE written")
    assert "cannot execute CREATE SEQUENCE in a read-only transaction" in error


def test_a_read_only_endpoint_without_a_reader_refuses_at_once(world: World) -> None:
    come_by(world, target_role="READ_ONLY", readers=0)
    assert "no reader is available" in world.ask("cdc_orders", token())
    come_by(world, readers=0)
    assert world.ask("cdc_orders", token()) == [["cdc_orders"]]


def test_nobody_gets_in_without_tls(world: World) -> None:
    assert "no encryption" in world.ask("cdc_orders", token(), sslmode="disable")
