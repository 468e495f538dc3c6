"""What every host outside of Redpanda Cloud is given in tests."""

from domain.connect_config import TopicTarget
from domain.postgres_input import PostgresSource

BROKERS = ["seed-0.example:9092"]
CONNECT_ROLE = "arn:aws:iam::222222222222:role/connect"
SOURCE = PostgresSource(
    endpoint="cdc.cluster-x.us-east-2.rds.amazonaws.com",
    port=5432,
    database="shop",
    region="us-east-2",
    user="cdc_orders",
    connect_role_arn=CONNECT_ROLE,
    external_id="shop-cdc",
    ca_bundle_pem="-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    schema="public",
    tables=["orders"],
    slot="rpcn_orders",
    snapshot=True,
    key_columns={"orders": ["id"]},
)
PIPELINE = {
    "source": SOURCE,
    "target": TopicTarget(
        topic="shop.public.orders",
        dead_letter_topic="shop.public.orders.dlq",
        user="cdc_orders",
        password_secret="RPCN_ORDERS_PASSWORD",
    ),
    "brokers": BROKERS,
    "password": "generated-password",
    "password_version": 7,
}
