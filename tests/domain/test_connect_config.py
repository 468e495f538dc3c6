import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import connect_config, secret_versions
from domain.connect_config import TopicTarget
from domain.postgres_input import PostgresSource

SOURCE = PostgresSource(
    endpoint="cdc.cluster-x.us-east-2.rds.amazonaws.com",
    port=5432,
    database="shop",
    region="us-east-2",
    user="cdc_orders",
    connect_role_arn="arn:aws:iam::222222222222:role/connect",
    external_id="shop-cdc",
    ca_bundle_pem="-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n",
    schema="public",
    tables=["orders", "order_items"],
    slot="rpcn_orders",
    snapshot=True,
    key_columns={"orders": ["id"], "order_items": ["order_id", "line"]},
)
TARGET = TopicTarget(
    topic="shop.public.orders",
    dead_letter_topic="shop.public.orders.dlq",
    user="cdc_orders",
    password_secret="RPCN_ORDERS_PASSWORD",
)


def without_external_id():
    return PostgresSource(**{**vars(SOURCE), "external_id": None})


def test_a_proxy_is_no_place_to_stream_from():
    with pytest.raises(ValueError, match=r"^endpoint: got cdc\.proxy-x\..*RDS Proxy carries no replication"):
        PostgresSource(**{**vars(SOURCE), "endpoint": "cdc.proxy-x.us-east-2.rds.amazonaws.com"})


def test_the_input_closes_every_known_trap():
    assert connect_config.connect_config(SOURCE, TARGET)["input"]["postgres_cdc"] == {
        "dsn": "postgres://cdc_orders@cdc.cluster-x.us-east-2.rds.amazonaws.com:5432/shop?sslmode=verify-full",
        "schema": "public",
        "tables": ["orders", "order_items"],
        "slot_name": "rpcn_orders",
        "temporary_slot": False,
        "stream_snapshot": True,
        "heartbeat_interval": "5m",
        "tls": {"root_cas": SOURCE.ca_bundle_pem},
        "aws": {
            "enabled": True,
            "region": "us-east-2",
            "endpoint": "cdc.cluster-x.us-east-2.rds.amazonaws.com:5432",
            "roles": [{"role": "arn:aws:iam::222222222222:role/connect", "role_external_id": "shop-cdc"}],
        },
        "batching": {"count": 500, "period": "1s"},
    }


def test_the_output_writes_in_order_and_falls_back_to_the_dead_letter_topic():
    login = {
        "seed_brokers": ["${REDPANDA_BROKERS}"],
        "max_in_flight": 1,
        "idempotent_write": True,
        "allow_auto_topic_creation": False,
        "tls": {"enabled": True},
        "sasl": [
            {"mechanism": "SCRAM-SHA-256", "username": "cdc_orders", "password": "${secrets.RPCN_ORDERS_PASSWORD}"}
        ],
    }
    main, dead_letters = connect_config.connect_config(SOURCE, TARGET)["output"]["fallback"]
    assert main == {
        "reject_errored": {
            "redpanda": login
            | {
                "topic": "shop.public.orders",
                "key": "${! @key }",
                "metadata": {"include_patterns": ["^(table|operation|lsn|commit_ts_ms)$"]},
            }
        }
    }
    assert dead_letters == {
        "redpanda": login
        | {
            "topic": "shop.public.orders.dlq",
            "metadata": {"include_patterns": ["^(table|operation|lsn|commit_ts_ms|fallback_error)$"]},
        }
    }


def test_one_thread_processes_so_that_batches_cannot_overtake_each_other():
    assert connect_config.connect_config(SOURCE, TARGET)["pipeline"]["threads"] == 1


def test_without_an_external_id_none_is_presented():
    (role,) = connect_config.connect_config(without_external_id(), TARGET)["input"]["postgres_cdc"]["aws"]["roles"]
    assert role == {"role": "arn:aws:iam::222222222222:role/connect"}


def test_the_key_is_the_column_or_the_array_of_columns_and_never_null():
    assert connect_config.key_mapping(SOURCE.key_columns).splitlines() == [
        "meta key = match {",
        '  @table == "order_items" => '
        "[this.order_id.not_null(), this.line.not_null()].format_json(no_indent: true).string()",
        '  @table == "orders" => this.id.not_null().string()',
        '  _ => throw("no key columns for this table")',
        "}",
    ]


@given(st.text(min_size=1), st.text(min_size=1))
def test_the_password_version_is_a_positive_int32_that_follows_the_password(one, other):
    version = secret_versions.secret_version(one)
    assert 0 <= version < 2**31
    assert (version == secret_versions.secret_version(other)) == (one == other)


@given(st.integers(min_value=0, max_value=2**31 - 1), st.text())
def test_the_noted_version_is_read_back_whatever_follows(version, rest):
    # Pulumi hands numbers over as floats.
    text = f"{secret_versions.password_note(float(version))}\n{rest}"
    assert secret_versions.noted_password_version(text) == version


@pytest.mark.parametrize("text", ["", "input: {}", "# password version x", "a: '# password version 5'"])
def test_a_configuration_may_note_no_version(text):
    assert secret_versions.noted_password_version(text) is None


@pytest.mark.parametrize(("pipeline", "secret"), [("orders", "RPCN_ORDERS_PASSWORD"), ("a_1", "RPCN_A_1_PASSWORD")])
def test_the_secret_is_named_after_the_pipeline(pipeline, secret):
    assert connect_config.password_secret_name(pipeline) == secret


def test_the_dead_letter_topic_stands_beside_its_topic():
    assert connect_config.dead_letter_topic("shop.public.orders") == "shop.public.orders.dlq"
