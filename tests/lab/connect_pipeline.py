"""A pipeline for the stand-in as the program makes it, and a sink that a test can look into."""

import dataclasses
import threading
from collections.abc import Callable

import yaml

from domain import connect_config
from domain.connect_config import TopicTarget
from domain.connect_host import self_hosted
from domain.postgres_input import PostgresSource
from lab.connect.errors import SinkError
from lab.connect.records import Record

ENVIRONMENT = {"REDPANDA_BROKERS": "127.0.0.1:9092"}
SECRETS = {"RPCN_ORDERS_PASSWORD": "a-secret-of-the-test"}

SOURCE = PostgresSource(
    endpoint="cdc.cluster-x.us-east-2.rds.amazonaws.com",
    port=5432,
    database="shop",
    region="us-east-2",
    user="cdc_orders",
    connect_role_arn="arn:aws:iam::222222222222:role/connect",
    external_id="shop-cdc",
    ca_bundle_pem="-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
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


def document(**changed: object) -> dict:
    """The configuration as data, with fields of its source replaced."""
    return connect_config.connect_config(dataclasses.replace(SOURCE, **changed), TARGET)


def text(**changed: object) -> str:
    """The configuration as YAML."""
    return yaml.safe_dump(document(**changed), sort_keys=False)


def hosted_text(**changed: object) -> str:
    """The same for a process of one's own; without an identity it goes on trying."""
    host = self_hosted(["127.0.0.1:9092"])
    config = connect_config.connect_config(dataclasses.replace(SOURCE, **changed), TARGET, host)
    return yaml.safe_dump(config, sort_keys=False)


class MemorySink:
    """Keeps what was acknowledged apart from what was only sent; can be told to refuse."""

    def __init__(self) -> None:
        self.acknowledged: list[Record] = []
        self.sent: list[Record] = []
        self.batches: list[int] = []
        self.refusal: str | None = None
        self.arrived = threading.Condition()

    def send(self, record: Record) -> None:
        self.sent.append(record)

    def flush(self) -> None:
        if self.refusal is not None:
            raise SinkError(self.refusal)
        with self.arrived:
            self.batches.append(len(self.sent))
            self.acknowledged += self.sent
            self.sent = []
            self.arrived.notify_all()

    def close(self) -> None:
        self.sent = []

    def wait_for(self, wanted: Callable[[list[Record]], bool]) -> list[Record]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: wanted(self.acknowledged), timeout=30), self.acknowledged
            return list(self.acknowledged)

    def wait_for_count(self, count: int) -> list[Record]:
        return self.wait_for(lambda records: len(records) >= count)
