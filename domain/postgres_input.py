"""The `postgres_cdc` input: one schema's tables, through a permanent slot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.cdc_source import CdcSource
from domain.connect_names import in_configuration
from domain.database_engines import AURORA_POSTGRESQL, DatabaseEngine
from domain.pipeline_dsn import dsn_of

TOKEN_LIFETIME_S = 15 * 60  # Aurora User Guide, "IAM database authentication"

HEARTBEAT_INTERVAL = "5m"
"""Below the 15 minutes a login token lives: at the default of 1h the heartbeat connection is first dialled with a dead
token (redpanda-data/connect #4668)."""


@dataclass(frozen=True, kw_only=True)
class PostgresSource(CdcSource):
    """Tables of one schema; the slot keeps the position in the database."""

    engine: ClassVar[DatabaseEngine] = AURORA_POSTGRESQL
    record_headers: ClassVar[Sequence[str]] = ("table", "operation", "lsn", "commit_ts_ms")

    schema: str
    slot: str

    def connect_input(self) -> dict[str, Any]:
        """The input, by its type."""
        return {
            "postgres_cdc": {
                "dsn": dsn_of(self.user, self.address, self.database),
                "schema": in_configuration(self.schema),
                "tables": [in_configuration(table) for table in self.tables],
                "slot_name": self.slot,
                "temporary_slot": False,  # a temporary slot loses the changes of every restart
                "stream_snapshot": self.snapshot,
                "heartbeat_interval": HEARTBEAT_INTERVAL,
                "tls": self.tls,
                "aws": self.iam_login,
                "batching": {"count": 500, "period": "1s"},
            }
        }
