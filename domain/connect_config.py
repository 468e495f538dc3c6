"""The Redpanda Connect pipeline as data: one input, one topic, one dead-letter topic, and checkpoints where needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.cdc_source import CdcSource
from domain.connect_host import REDPANDA_CLOUD, ConnectHost
from domain.mysql_input import CHECKPOINT_CACHE

SASL_MECHANISM = "SCRAM-SHA-256"
DEAD_LETTER_SUFFIX = ".dlq"
CHECKPOINT_SUFFIX = ".checkpoints"

DEAD_LETTER_REASON = "fallback_error"
"""The header that says why a dead letter is one."""


@dataclass(frozen=True, kw_only=True)
class TopicTarget:
    """Where records go, and as whom."""

    topic: str
    dead_letter_topic: str
    user: str
    password_secret: str
    """Name under which the host keeps it; the password itself never enters the configuration."""


def dead_letter_topic(topic: str) -> str:
    """Where records go that cannot be keyed or delivered: `shop.public.orders` to `shop.public.orders.dlq`."""
    return f"{topic}{DEAD_LETTER_SUFFIX}"


def checkpoint_topic(topic: str) -> str:
    """Where the position is kept of a source that does not keep it: `shop.orders` to `shop.orders.checkpoints`."""
    return f"{topic}{CHECKPOINT_SUFFIX}"


def password_secret_name(pipeline: str) -> str:
    """`orders` to `RPCN_ORDERS_PASSWORD`: Redpanda Cloud wants `^[A-Z][A-Z0-9_]*$`."""
    return f"RPCN_{pipeline.upper()}_PASSWORD"


def connect_config(source: CdcSource, target: TopicTarget, host: ConnectHost = REDPANDA_CLOUD) -> dict[str, Any]:
    """The whole pipeline configuration, ready to be dumped as YAML.

    Per-row order: records of one row share a key, one thread processes them, and one batch is in flight at a time.
    """
    headers = source.record_headers
    config: dict[str, Any] = {
        "input": {"label": "aurora", **source.connect_input()},
        "pipeline": {"threads": 1, "processors": [{"mapping": key_mapping(source.key_columns)}]},
        "output": {
            "fallback": [
                {"reject_errored": {"redpanda": _writes(target, host, target.topic, headers) | {"key": "${! @key }"}}},
                {"redpanda": _writes(target, host, target.dead_letter_topic, [*headers, DEAD_LETTER_REASON])},
            ]
        },
    }
    if source.engine.keeps_position:
        return config
    return config | {"cache_resources": [_checkpoints(target, host)]}


def key_mapping(key_columns: Mapping[str, Sequence[str]]) -> str:
    """The Bloblang mapping that sets the record key: one column as its text, several as a JSON array.

    `{"orders": ["id"]}` to `meta key = match {@table == "orders" => this.id.not_null().string() ...}`, in lines. The
    cases compare `@table` themselves, because `match @table` would rebind `this` to the table's name. A missing column
    or an unknown table fails the mapping, so that the record goes to the dead-letter topic and not out of order.
    """
    cases = [f'  @table == "{table}" => {_key(columns)}' for table, columns in sorted(key_columns.items())]
    return "\n".join(["meta key = match {", *cases, '  _ => throw("no key columns for this table")', "}"])


def _key(columns: Sequence[str]) -> str:
    values = [f"this.{column}.not_null()" for column in columns]
    if len(values) == 1:
        return f"{values[0]}.string()"
    return f"[{', '.join(values)}].format_json(no_indent: true).string()"


def _writes(target: TopicTarget, host: ConnectHost, topic: str, headers: Sequence[str]) -> dict[str, Any]:
    return {
        "seed_brokers": [*host.brokers],
        "topic": topic,
        "max_in_flight": 1,
        "idempotent_write": True,
        "allow_auto_topic_creation": False,
        "metadata": {"include_patterns": [f"^({'|'.join(headers)})$"]},
        **_login(target, host),
    }


def _checkpoints(target: TopicTarget, host: ConnectHost) -> dict[str, Any]:
    """A cache that outlives the pod: a key's newest record is its value (redpanda-data/connect, cache redpanda)."""
    return {
        "label": CHECKPOINT_CACHE,
        "redpanda": {
            "seed_brokers": [*host.brokers],
            "topic": checkpoint_topic(target.topic),
            "allow_auto_topic_creation": False,
            **_login(target, host),
        },
    }


def _login(target: TopicTarget, host: ConnectHost) -> dict[str, Any]:
    password = host.secret(target.password_secret)
    return {
        "tls": {"enabled": True},
        "sasl": [{"mechanism": SASL_MECHANISM, "username": target.user, "password": password}],
    }
