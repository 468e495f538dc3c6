"""The Redpanda Connect pipeline as data: one `postgres_cdc` input, one topic, one dead-letter topic."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TOKEN_LIFETIME_S = 15 * 60  # Aurora User Guide, "IAM database authentication"

HEARTBEAT_INTERVAL = "5m"
"""Below the 15 minutes a login token lives: at the default of 1h the heartbeat connection is first dialled with a dead
token (redpanda-data/connect #4668)."""

SASL_MECHANISM = "SCRAM-SHA-256"
DEAD_LETTER_SUFFIX = ".dlq"

PASSWORD_NOTE = "# password version "  # noqa: S105  a comment
_NOTED = re.compile(rf"^{PASSWORD_NOTE}([0-9]+)$", re.MULTILINE)

RECORD_HEADERS = ["table", "operation", "lsn", "commit_ts_ms"]
"""Metadata that travels as record headers; without it a delete could not be told from an update."""

DEAD_LETTER_HEADERS = [*RECORD_HEADERS, "fallback_error"]
"""A dead letter also says why it is one."""


@dataclass(frozen=True, kw_only=True)
class PostgresSource:
    """What is read, and as whom."""

    endpoint: str
    """The writer's endpoint, exactly as it is dialled: the login token is signed for it."""
    port: int
    database: str
    region: str
    """Region of the database; a token signed for another one is refused."""
    user: str
    connect_role_arn: str
    external_id: str | None
    ca_bundle_pem: str
    """Inlined: Redpanda Cloud has no files, and pods do not trust the RDS certificate authority."""
    schema: str
    tables: Sequence[str]
    slot: str
    snapshot: bool
    key_columns: Mapping[str, Sequence[str]]
    """Per table the columns that make a record's key, usually the primary key."""


@dataclass(frozen=True, kw_only=True)
class TopicTarget:
    """Where records go, and as whom."""

    topic: str
    dead_letter_topic: str
    user: str
    password_secret: str
    """Name of the secret in Redpanda Cloud; the password itself never enters the configuration."""


def dead_letter_topic(topic: str) -> str:
    """Where records go that cannot be keyed or delivered: `shop.public.orders` to `shop.public.orders.dlq`."""
    return f"{topic}{DEAD_LETTER_SUFFIX}"


def password_secret_name(pipeline: str) -> str:
    """`orders` to `RPCN_ORDERS_PASSWORD`: Redpanda Cloud wants `^[A-Z][A-Z0-9_]*$`."""
    return f"RPCN_{pipeline.upper()}_PASSWORD"


def password_version(password: str) -> int:
    """A number of 31 bits that changes with the password: what tells the provider to send it and Connect to restart."""
    return int.from_bytes(hashlib.sha256(password.encode()).digest()[:4]) >> 1


def password_note(version: float) -> str:
    """The comment at the top of a pipeline's configuration: `5` to `# password version 5`.

    Pulumi hands numbers over as floats.
    """
    return f"{PASSWORD_NOTE}{version:.0f}"


def noted_password_version(config_yaml: str) -> int | None:
    """The version that a configuration notes in its comment; None: it notes none."""
    found = _NOTED.search(config_yaml)
    return int(found[1]) if found else None


def connect_config(source: PostgresSource, target: TopicTarget) -> dict[str, Any]:
    """The whole pipeline configuration, ready to be dumped as YAML.

    Per-row order: records of one row share a key, one thread processes them, and one batch is in flight at a time.
    """
    return {
        "input": {"label": "aurora", "postgres_cdc": _postgres_cdc(source)},
        "pipeline": {"threads": 1, "processors": [{"mapping": key_mapping(source.key_columns)}]},
        "output": {
            "fallback": [
                {
                    "reject_errored": {
                        "redpanda": _redpanda(target, target.topic, RECORD_HEADERS) | {"key": "${! @key }"}
                    }
                },
                {"redpanda": _redpanda(target, target.dead_letter_topic, DEAD_LETTER_HEADERS)},
            ]
        },
    }


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


def _postgres_cdc(source: PostgresSource) -> dict[str, Any]:
    address = f"{source.endpoint}:{source.port}"
    return {
        "dsn": f"postgres://{source.user}@{address}/{source.database}?sslmode=verify-full",
        "schema": source.schema,
        "tables": list(source.tables),
        "slot_name": source.slot,
        "temporary_slot": False,  # a temporary slot loses the changes of every restart
        "stream_snapshot": source.snapshot,
        "heartbeat_interval": HEARTBEAT_INTERVAL,
        "tls": {"root_cas": source.ca_bundle_pem},
        "aws": {
            "enabled": True,
            "region": source.region,
            "endpoint": address,  # the signer refuses a bare host (redpanda-data/connect #4434)
            # A list: a lone top-level `role` without an external id is silently not assumed.
            "roles": [_role(source)],
        },
        "batching": {"count": 500, "period": "1s"},
    }


def _role(source: PostgresSource) -> dict[str, str]:
    role = {"role": source.connect_role_arn}
    return role if source.external_id is None else role | {"role_external_id": source.external_id}


def _redpanda(target: TopicTarget, topic: str, headers: Sequence[str]) -> dict[str, Any]:
    return {
        "seed_brokers": ["${REDPANDA_BROKERS}"],
        "topic": topic,
        "max_in_flight": 1,
        "idempotent_write": True,
        "allow_auto_topic_creation": False,
        "metadata": {"include_patterns": [f"^({'|'.join(headers)})$"]},
        "tls": {"enabled": True},
        "sasl": [
            {
                "mechanism": SASL_MECHANISM,
                "username": target.user,
                "password": f"${{secrets.{target.password_secret}}}",
            }
        ],
    }
