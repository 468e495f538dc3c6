from collections.abc import Iterator
from dataclasses import replace

import pytest

from lab.services.postgres import PostgresServer
from tests.lab.gate_world import World, running_server, running_world, token


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def module_world(server: PostgresServer) -> Iterator[World]:
    with running_world(server) as world:
        yield world


@pytest.fixture
def world(module_world: World) -> Iterator[World]:
    with module_world.restored():
        yield module_world


@pytest.mark.parametrize("user", ["cdc_orders", "through_group"])
def test_a_right_token_logs_in_a_direct_or_indirect_member_of_rds_iam(world: World, user: str) -> None:
    assert world.ask(user, token(user)) == [[user]]
    assert world.log == [f"gate: '{user}' logs in with a token of arn:aws:iam::222222222222:role/connect"]


@pytest.mark.parametrize("user", ["postgres_admin", "by_password", "without_inherit"])
def test_other_users_log_in_by_password_and_a_token_is_a_wrong_one(world: World, user: str) -> None:
    assert world.ask(user, "secret") == [[user]]
    assert f'password authentication failed for user "{user}"' in world.ask(user, token(user))


def test_a_token_opens_a_replication_connection(world: World) -> None:
    [[_, _, _, database]] = world.ask("cdc_orders", token(), "IDENTIFY_SYSTEM", replication="database")
    assert database == "shop"


def test_without_its_parameter_a_token_opens_no_replication_connection(world: World) -> None:
    world.cluster = replace(world.cluster, iam_auth_for_replication=False)
    for replication in ("database", "true", "on"):
        error = world.ask("cdc_orders", token(), replication=replication)
        assert 'FATAL:  password authentication failed for user "cdc_orders"' in error
    assert "password authentication failed" in world.ask("with_password", "secret", replication="database")
    assert world.ask("cdc_orders", token()) == [["cdc_orders"]]
    assert world.ask("cdc_orders", token(), replication="off") == [["cdc_orders"]]


def test_a_member_of_rds_replication_may_replicate_by_password(world: World) -> None:
    world.cluster = replace(world.cluster, iam_auth_for_replication=False)
    [[_, _, _, database]] = world.ask("replicator", "secret", "IDENTIFY_SYSTEM", replication="database")
    assert database == "shop"


@pytest.mark.parametrize("user", ["through_group", "former_replicator"])
def test_nobody_else_may_replicate(world: World, user: str) -> None:
    password = token(user) if user == "through_group" else "secret"
    error = world.ask(user, password, "IDENTIFY_SYSTEM", replication="database")
    assert "permission denied to start WAL sender" in error


def test_physical_replication_is_offered_to_nobody(world: World) -> None:
    error = world.ask("cdc_orders", token(), "IDENTIFY_SYSTEM", replication="true")
    assert "no pg_hba.conf entry for replication connection" in error


def test_membership_gained_and_lost_counts_at_the_next_login(world: World, server: PostgresServer) -> None:
    with server.superuser_connection() as connection:
        connection.execute("GRANT rds_iam TO by_password")
        assert "PAM authentication failed" in world.ask("by_password", "secret")
        connection.execute("REVOKE rds_iam FROM by_password")
    assert world.ask("by_password", "secret") == [["by_password"]]


@pytest.mark.parametrize("cancel", ["cancel", "cancel_safe"])
def test_a_cancel_request_reaches_its_session_with_tls_or_without(world: World, cancel: str) -> None:
    error = world.ask("cdc_orders", token(), "SELECT pg_sleep(30)", cancel=cancel)
    assert error == "canceling statement due to user request"


def test_megabytes_pass_unchanged(world: World) -> None:
    text = "0123456789" * 500_000
    assert world.ask("cdc_orders", token(), f"SELECT '{text}'") == [[text]]


def test_no_token_and_no_password_is_ever_logged(world: World) -> None:
    right = token()
    for password in (right, right[:-1], "secret/?Action=connect"):
        world.ask("cdc_orders", password)
    world.ask("by_password", "secret")
    assert len(world.log) == 4
    assert not [line for line in world.log if "X-Amz-Sig" in line or "secret" in line]
