import pytest

from domain import connect_config
from domain.connect_config import TopicTarget
from domain.mysql_input import MysqlSource

SOURCE = {
    "endpoint": "cdc.cluster-x.us-east-2.rds.amazonaws.com",
    "port": 3306,
    "database": "shop",
    "region": "us-east-2",
    "user": "cdc_orders",
    "connect_role_arn": "arn:aws:iam::222222222222:role/connect",
    "external_id": "shop-cdc",
    "ca_bundle_pem": "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n",
    "tables": ["orders", "order_items"],
    "snapshot": True,
    "key_columns": {"orders": ["id"], "order_items": ["order_id", "line"]},
}
TARGET = TopicTarget(
    topic="shop.orders",
    dead_letter_topic="shop.orders.dlq",
    user="cdc_orders",
    password_secret="RPCN_ORDERS_PASSWORD",
)
LOGIN = {
    "seed_brokers": ["${REDPANDA_BROKERS}"],
    "allow_auto_topic_creation": False,
    "tls": {"enabled": True},
    "sasl": [{"mechanism": "SCRAM-SHA-256", "username": "cdc_orders", "password": "${secrets.RPCN_ORDERS_PASSWORD}"}],
}


def config(**changes):
    return connect_config.connect_config(MysqlSource(**SOURCE | changes), TARGET)


def test_the_input_closes_every_known_trap():
    assert config()["input"] == {
        "label": "aurora",
        "mysql_cdc": {
            "flavor": "mysql",
            "dsn": "cdc_orders:@tcp(cdc.cluster-x.us-east-2.rds.amazonaws.com:3306)/shop"
            "?tls=true&allowCleartextPasswords=true",
            "tables": ["orders", "order_items"],
            "checkpoint_cache": "checkpoints",
            "stream_snapshot": True,
            "max_reconnect_attempts": 3,
            "tls": {"root_cas": SOURCE["ca_bundle_pem"]},
            "aws": {
                "enabled": True,
                "region": "us-east-2",
                "endpoint": "cdc.cluster-x.us-east-2.rds.amazonaws.com:3306",
                "roles": [{"role": "arn:aws:iam::222222222222:role/connect", "role_external_id": "shop-cdc"}],
            },
            "batching": {"count": 500, "period": "1s"},
        },
    }


def test_the_position_is_kept_in_a_topic_of_its_own():
    assert config()["cache_resources"] == [
        {"label": "checkpoints", "redpanda": LOGIN | {"topic": "shop.orders.checkpoints"}}
    ]


@pytest.mark.parametrize("snapshot", [True, False])
def test_existing_rows_are_streamed_first_only_where_that_is_asked_for(snapshot):
    assert config(snapshot=snapshot)["input"]["mysql_cdc"]["stream_snapshot"] is snapshot


def test_without_an_external_id_none_is_presented():
    (role,) = config(external_id=None)["input"]["mysql_cdc"]["aws"]["roles"]
    assert role == {"role": "arn:aws:iam::222222222222:role/connect"}


def test_records_carry_the_position_and_go_where_those_of_postgresql_go():
    main, dead_letters = config()["output"]["fallback"]
    written = LOGIN | {"max_in_flight": 1, "idempotent_write": True}
    assert main["reject_errored"]["redpanda"] == written | {
        "topic": "shop.orders",
        "key": "${! @key }",
        "metadata": {"include_patterns": ["^(table|operation|binlog_position)$"]},
    }
    assert dead_letters["redpanda"] == written | {
        "topic": "shop.orders.dlq",
        "metadata": {"include_patterns": ["^(table|operation|binlog_position|fallback_error)$"]},
    }


def test_one_thread_sets_the_keys():
    (mapping,) = config()["pipeline"]["processors"]
    assert config()["pipeline"]["threads"] == 1
    assert mapping == {"mapping": connect_config.key_mapping(SOURCE["key_columns"])}
