"""A chain with nothing wrong, and the facts of it: what link 5 to 7 look at."""

from dataclasses import replace

from doctor.facts.facts import ClusterFacts, DatabaseFacts, Facts, Identity, KafkaFacts, Slot, Unavailable

TOPICS = ("orders", "orders.dlq")

PIPELINE = {
    "name": "orders",
    "id": "pipeline-1",
    "user": "cdc_orders",
    "schema": "shop",
    "tables": ["orders", "lines"],
    "key_columns": {"orders": ["id"], "lines": ["order_id", "number"]},
    "slot": "rpcn_orders",
    "publication": "pglog_stream_rpcn_orders",
    "snapshot": True,
    "topic": "orders",
    "dead_letter_topic": "orders.dlq",
}

CHAIN = {
    "redpanda": {"nat_cidrs": ["198.51.100.17/32", "198.51.100.18/32"]},
    "database": {
        "profile": "db",
        "region": "us-east-2",
        "cluster_identifier": "cdc",
        "parameter_group_name": "cdc-parameters",
        "endpoint": "cdc.cluster-abc.us-east-2.rds.amazonaws.com",
        "port": 5432,
        "name": "shop_db",
        "master_username": "master",
        "exposure": "public",
        "security_group_id": "sg-1",
        "ca_bundle": "certs/bundle.pem",
    },
    "pipelines": [PIPELINE],
}

CLUSTER = ClusterFacts(
    status="available",
    endpoint="cdc.cluster-abc.us-east-2.rds.amazonaws.com",
    reader_endpoint="cdc.cluster-ro-abc.us-east-2.rds.amazonaws.com",
    port=5432,
    resource_id="cluster-ABC",
    iam_authentication=True,
    min_acu=0.5,
    public=True,
    parameter_group="cdc-parameters",
    parameters={"rds.iam_auth_for_replication": "1", "rds.logical_replication": "1"},
    parameter_status="in-sync",
    let_in=("203.0.113.24/32", "2001:db8::/32", "198.51.100.16/28"),
)

SLOT = Slot(
    slot_type="logical",
    plugin="pgoutput",
    temporary=False,
    active=True,
    database="shop_db",
    confirmed="0/1A2B3C8",
    kept_wal_bytes=10,
    behind_bytes=0,
    wal_status="reserved",
    silent_s=2.5,
    lag_s=0.1,
)

IDENTITIES = {
    "shop.lines": Identity(
        kind="d", columns=("order_id", "number"), primary_key=("order_id", "number"), deferrable=False
    ),
    "shop.orders": Identity(kind="d", columns=("id",), primary_key=("id",), deferrable=False),
}

DATABASE = DatabaseFacts(
    user_exists=True,
    memberships=frozenset({"rds_iam", "rds_replication"}),
    may_connect=True,
    has_usage=True,
    unreadable_tables=(),
    published_tables=("shop.lines", "shop.orders"),
    publishes_all_tables=False,
    identities=IDENTITIES,
    slot=SLOT,
    free_slots=39,
    free_senders=39,
    wal_level="logical",
    in_recovery=False,
    master_needs_token=False,
    has_rows=True,
    token_users={"cdc_orders": "cdc_orders"},
)

KAFKA = KafkaFacts(
    topics=frozenset(TOPICS),
    acls=frozenset(
        {("TOPIC", topic, operation) for topic in TOPICS for operation in ("WRITE", "DESCRIBE")}
        | {("CLUSTER", "kafka-cluster", "IDEMPOTENT_WRITE")}
    ),
    may_write=True,
    had_records=True,
)

NOT_LOOKED_AT = Unavailable("not looked at")


def facts(cluster=CLUSTER, database=DATABASE, kafka=KAFKA, **chain):
    """Facts of the chain, with changed sections: `database_section={"exposure": "private"}`, `pipeline={...}`."""
    changed = {
        **CHAIN,
        "database": {**CHAIN["database"], **chain.get("database_section", {})},
        "pipelines": [{**PIPELINE, **chain.get("pipeline", {})}],
    }
    return Facts(
        chain=changed,
        redpanda_account=NOT_LOOKED_AT,
        database_account=NOT_LOOKED_AT,
        pipeline_role=NOT_LOOKED_AT,
        connect_role=NOT_LOOKED_AT,
        cluster=cluster,
        databases={"orders": database},
        kafka={"orders": kafka},
    )


def with_cluster(**changes):
    return facts(cluster=replace(CLUSTER, **changes))


def with_database(**changes):
    return facts(database=replace(DATABASE, **changes))


def with_kafka(**changes):
    return facts(kafka=replace(KAFKA, **changes))
