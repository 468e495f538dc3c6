import pytest

from domain import access_keys, connect_config
from domain.connect_host import REDPANDA_CLOUD, ConnectHost, self_hosted
from domain.mysql_input import MysqlSource
from domain.pipeline_config import BROKERS, components
from domain.pipeline_secrets import secrets_in_clear
from domain.postgres_input import PostgresSource
from tests.domain.test_connect_config import SOURCE, TARGET
from tests.domain.test_mysql_input import SOURCE as MYSQL_FIELDS

SEEDS = ["seed-0.example:9092", "seed-1.example:9092"]
OWN = self_hosted(SEEDS)
MYSQL = MysqlSource(**MYSQL_FIELDS)


def sasl(component):
    return component.get("sasl")[0]["password"]


@pytest.mark.parametrize(
    ("host", "brokers", "password"),
    [
        (REDPANDA_CLOUD, ["${REDPANDA_BROKERS}"], "${secrets.RPCN_ORDERS_PASSWORD}"),
        (OWN, SEEDS, "${RPCN_ORDERS_PASSWORD}"),
    ],
    ids=["cloud", "self-hosted"],
)
@pytest.mark.parametrize("source", [SOURCE, MYSQL], ids=["postgresql", "mysql"])
def test_only_the_brokers_and_the_password_depend_on_the_host(source, host, brokers, password):
    config = connect_config.connect_config(source, TARGET, host)
    clients = components(config, *BROKERS)
    assert [client.get("seed_brokers") for client in clients] == [brokers] * len(clients)
    assert [sasl(client) for client in clients] == [password] * len(clients)
    assert config["input"] == connect_config.connect_config(source, TARGET)["input"]


def test_no_list_of_brokers_is_shared_since_yaml_would_make_an_alias_of_it():
    clients = components(connect_config.connect_config(MYSQL, TARGET, OWN), *BROKERS)
    assert len({id(client.get("seed_brokers")) for client in clients}) == len(clients) == 3


def test_a_host_without_brokers_is_none():
    with pytest.raises(ValueError, match=r"^brokers: got none, want at least one host:port"):
        ConnectHost(brokers=[])


@pytest.mark.parametrize("kind", [PostgresSource, MysqlSource])
def test_an_access_key_stands_beside_the_roles_by_name_only(kind):
    key = access_keys.reference(REDPANDA_CLOUD)
    source = kind(**{**vars(SOURCE if kind is PostgresSource else MYSQL), "access_key": key})
    (section,) = source.connect_input().values()
    assert section["aws"] == {
        "enabled": True,
        "region": "us-east-2",
        "id": "${secrets.RPCN_AWS_ACCESS_KEY_ID}",
        "secret": "${secrets.RPCN_AWS_SECRET_ACCESS_KEY}",
        "endpoint": source.address,
        "roles": [{"role": source.connect_role_arn, "role_external_id": source.external_id}],
    }
    assert not [*secrets_in_clear(connect_config.connect_config(source, TARGET))]


def test_elsewhere_a_key_is_an_environment_variable():
    key = access_keys.reference(OWN)
    assert (key.id, key.secret) == ("${RPCN_AWS_ACCESS_KEY_ID}", "${RPCN_AWS_SECRET_ACCESS_KEY}")


def test_the_note_of_a_key_is_a_comment_without_a_fraction():
    assert access_keys.key_note(5.0) == "# access key version 5"
