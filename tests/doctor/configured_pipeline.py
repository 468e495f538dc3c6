"""A right configuration in a right chain, and what the checks on it say once something in it is changed.

The configuration reads PostgreSQL; configured_mysql has one that reads MySQL.
"""

import copy
from dataclasses import replace

from doctor.chain import reads_mysql
from doctor.checks import pipeline_input, pipeline_mysql, pipeline_output, pipeline_secrets
from doctor.finding import Result
from domain.connect_config import TopicTarget, connect_config, password_secret_name
from domain.postgres_input import PostgresSource
from tests.doctor.healthy_chain import CHAIN, PIPELINE, facts

CONNECT_ROLE = "arn:aws:iam::222222222222:role/connect"
ENDPOINT = CHAIN["database"]["endpoint"]
DSN = f"postgres://cdc_orders@{ENDPOINT}:5432/shop_db?sslmode=verify-full"

CONFIG = connect_config(
    PostgresSource(
        endpoint=ENDPOINT,
        port=5432,
        database="shop_db",
        region="us-east-2",
        user="cdc_orders",
        connect_role_arn=CONNECT_ROLE,
        external_id="shop-cdc",
        ca_bundle_pem="-----BEGIN CERTIFICATE-----",
        schema="shop",
        tables=["orders", "lines"],
        slot="rpcn_orders",
        snapshot=True,
        key_columns=PIPELINE["key_columns"],
    ),
    TopicTarget(
        topic="orders",
        dead_letter_topic="orders.dlq",
        user="cdc_orders",
        password_secret=password_secret_name("orders"),
    ),
)
GONE = object()
"""Instead of a value: the key is not there."""

CDC = "input.postgres_cdc"
MAIN = "output.fallback.0.reject_errored.redpanda"
DEAD = "output.fallback.1.redpanda"


def changed(*changes, config=CONFIG):
    """The configuration with (path, value) pairs put in."""
    config = copy.deepcopy(config)
    for path, value in changes:
        *above, last = path.split(".")
        place = config
        for key in above:
            place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
        if value is GONE:
            del place[last]
        else:
            place[last] = value
    return config


def known(config=CONFIG, external_id="shop-cdc"):
    seen = facts()
    trust = {"connect_role_arn": CONNECT_ROLE, "external_id": external_id}
    return replace(seen, chain={**seen.chain, "trust": trust}, pipeline_configs={"orders": config})


def findings(seen):
    """In the order of the links."""
    inputs = pipeline_input.CHECKS
    if reads_mysql(seen.chain):
        inputs = (*pipeline_input.LOGIN_CHECKS, *pipeline_mysql.CHECKS)
    found = [
        finding for check in (*inputs, *pipeline_secrets.CHECKS, *pipeline_output.CHECKS) for finding in check(seen)
    ]
    return sorted(found, key=lambda finding: finding.link)


def failures(seen):
    return [finding for finding in findings(seen) if finding.result is Result.FAIL]


def results(seen):
    return {finding.result for finding in findings(seen)}


def assert_only(seen, cause, link, path):
    """One failure: of this cause and link, whose evidence and fix name this path."""
    assert [(finding.cause, finding.link) for finding in failures(seen)] == [(cause, link)]
    (finding,) = failures(seen)
    assert finding.saw.startswith(f"{path}: got ")
    assert "want" in finding.saw
    assert f"in the YAML of pipeline pipeline-1: {path}: " in finding.fix or f"remove {path};" in finding.fix
