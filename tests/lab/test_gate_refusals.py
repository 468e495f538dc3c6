from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.lab.gate_world import FOREIGN, UNKNOWN, World, running_server, running_world, token


@pytest.fixture(scope="module")
def module_world() -> Iterator[World]:
    with running_server() as server, running_world(server) as world:
        yield world


@pytest.fixture
def world(module_world: World) -> Iterator[World]:
    with module_world.restored():
        yield module_world


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (lambda: token(host="localhost"), "endpoint: got 'localhost:5432'"),
        (lambda: token(port=5433), "endpoint"),
        (lambda: token(region="us-west-2"), "credential scope"),
        (lambda: token("through_group"), "DBUser"),
        (lambda: token(minutes_ago=16), "expired"),
        (lambda: token(minutes_ago=-6), "in the future"),
        (lambda: token()[:-1], "signature"),
        (lambda: token()[:200], "truncated"),
        (lambda: token().replace("Expires=900", "Expires=899"), "signature"),
        (lambda: token(session_token=None), "session token"),
        (lambda: token(session_token="another"), "session token"),
        (lambda: token(keys=UNKNOWN), "unknown"),
        (lambda: token(keys=FOREIGN), "not of the database's account"),
        (lambda: "secret", "not an IAM token"),
    ],
)
def test_a_wrong_token_fails_as_on_aurora_and_only_the_log_knows_why(
    world: World, wrong: Callable[[], str], why: str
) -> None:
    error = world.ask("cdc_orders", wrong())
    assert 'FATAL:  PAM authentication failed for user "cdc_orders"' in error
    assert why not in error
    assert len([line for line in world.log if why in line]) == 1


def test_a_principal_that_may_not_connect_as_the_user_is_refused(world: World) -> None:
    arn = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders"
    world.denied.add(arn)
    assert "PAM authentication failed" in world.ask("cdc_orders", token())
    assert world.log == [f"gate: refused: 'cdc_orders': no Allow for {arn}"]


def test_a_password_is_no_way_in_for_an_iam_user(world: World) -> None:
    assert "PAM authentication failed" in world.ask("with_password", "secret")


def test_without_iam_authentication_no_token_is_right(world: World) -> None:
    world.cluster = replace(world.cluster, iam_authentication=False)
    assert "PAM authentication failed" in world.ask("cdc_orders", token())
    assert world.ask("by_password", "secret") == [["by_password"]]


def test_a_user_that_does_not_exist_reads_of_a_wrong_password(world: World) -> None:
    assert 'password authentication failed for user "absent"' in world.ask("absent", token("absent"))


def test_the_superuser_is_refused_whatever_it_brings(world: World) -> None:
    for password in (token("rdsadmin"), "secret"):
        assert 'pg_hba.conf rejects connection for host "127.0.0.1", user "rdsadmin"' in world.ask("rdsadmin", password)


@pytest.mark.parametrize("settings", [{}, {"replication": "database"}])
@pytest.mark.parametrize("user", ["cdc_orders", "by_password", "absent"])
def test_nobody_gets_in_without_tls(world: World, user: str, settings: dict[str, str]) -> None:
    error = world.ask(user, "secret", sslmode="disable", **settings)
    names = f'host "127.0.0.1", user "{user}", database "shop"'
    assert f"FATAL:  no pg_hba.conf entry for {names}, no encryption" in error


@pytest.mark.parametrize("settings", [{"host": "other.example"}, {"sslsni": "0"}])
def test_an_endpoint_that_is_unknown_or_not_named_gets_no_handshake(world: World, settings: dict[str, str]) -> None:
    assert "SSL error" in world.ask("cdc_orders", token(), **settings)
    assert "no available cluster has the endpoint" in world.log[0]


def test_a_cluster_that_is_not_available_gets_no_handshake(world: World) -> None:
    world.cluster = replace(world.cluster, status="stopped")
    assert "SSL error" in world.ask("cdc_orders", token())


def test_the_public_authorities_do_not_verify_the_gate(world: World) -> None:
    assert "certificate verify failed" in world.ask("cdc_orders", token(), sslrootcert="system")
