"""A right configuration that reads MySQL, in a chain that does, and what is known of its cluster."""

from dataclasses import replace

from doctor.chain import MYSQL_CDC
from domain import mysql_parameters
from domain.connect_config import TopicTarget, connect_config, password_secret_name
from domain.mysql_input import MysqlSource
from tests.doctor.configured_pipeline import CONNECT_ROLE, ENDPOINT
from tests.doctor.healthy_chain import CLUSTER, facts

EXTERNAL_ID = "shop-cdc"
CONFIG = connect_config(
    MysqlSource(
        endpoint=ENDPOINT,
        port=3306,
        database="shop",
        region="us-east-2",
        user="cdc_orders",
        connect_role_arn=CONNECT_ROLE,
        external_id=EXTERNAL_ID,
        ca_bundle_pem="-----BEGIN CERTIFICATE-----",
        tables=["orders"],
        snapshot=True,
        key_columns={"orders": ["id"]},
    ),
    TopicTarget(
        topic="orders",
        dead_letter_topic="orders.dlq",
        user="cdc_orders",
        password_secret=password_secret_name("orders"),
    ),
)
DSN = CONFIG["input"]["mysql_cdc"]["dsn"]
CDC = "input.mysql_cdc"
PIPELINE = {
    "name": "orders",
    "id": "pipeline-1",
    "user": "cdc_orders",
    "topic": "orders",
    "dead_letter_topic": "orders.dlq",
    "checkpoint_topic": "orders.checkpoints",
}


def known(config=CONFIG, parameters=None, **cluster):
    """Facts of the chain; `parameters` differ from the program's."""
    made = {parameter.name: parameter.value for parameter in mysql_parameters.cluster_parameters(1)}
    seen = facts(replace(CLUSTER, parameters=made | (parameters or {}), port=3306, **cluster))
    chain = {
        **seen.chain,
        "kind": MYSQL_CDC,
        "database": {**seen.chain["database"], "port": 3306, "name": "shop"},
        "trust": {"connect_role_arn": CONNECT_ROLE, "external_id": EXTERNAL_ID},
        "pipelines": [PIPELINE],
    }
    return replace(seen, chain=chain, pipeline_configs={"orders": config})
