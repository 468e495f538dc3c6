"""A database that exists, as RDS describes it, with everything that a pipeline asks for."""

from dataclasses import replace

from domain.described_database import DescribedDatabase

READY = DescribedDatabase(
    identifier="shop",
    arn="arn:aws:rds:us-east-2:222222222222:cluster:shop",
    is_cluster=True,
    profile="database",
    region="us-east-2",
    port=5433,
    engine="aurora-postgresql",
    engine_version="16.6",
    iam_login=True,
    has_data_api=True,
    has_managed_secret=True,
    parameter_group="shop-parameters",
    parameters={"rds.iam_auth_for_replication": "1", "rds.logical_replication": "1", "max_wal_senders": "4"},
    pending_reboot=False,
    writer="shop-1",
)
"""A cluster."""

INSTANCE = replace(
    READY, arn="arn:aws:rds:us-east-2:222222222222:db:shop", is_cluster=False, engine="postgres", writer="shop"
)
"""An instance of RDS for PostgreSQL with the same."""
