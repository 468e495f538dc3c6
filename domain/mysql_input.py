"""The `mysql_cdc` input: tables of one database, from the binary log; its position is kept in a cache of our own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.cdc_source import CdcSource
from domain.database_engines import AURORA_MYSQL, DatabaseEngine
from domain.mysql_dsn import mysql_dsn_of

CHECKPOINT_CACHE = "checkpoints"
"""Label of the cache resource that keeps the position in the binary log."""

RECONNECT_ATTEMPTS = 3
"""Every attempt replays the token of the first; after the last one the input starts over with a new token
(redpanda-data/connect 4.106.0, mysql_cdc, aws.enabled)."""


@dataclass(frozen=True, kw_only=True)
class MysqlSource(CdcSource):
    """Tables of one database; nothing in the database remembers the reader's position."""

    engine: ClassVar[DatabaseEngine] = AURORA_MYSQL
    record_headers: ClassVar[Sequence[str]] = ("table", "operation", "binlog_position")

    def connect_input(self) -> dict[str, Any]:
        """The input, by its type."""
        return {
            "mysql_cdc": {
                "flavor": "mysql",
                "dsn": mysql_dsn_of(self.user, self.address, self.database),
                "tables": list(self.tables),
                "checkpoint_cache": CHECKPOINT_CACHE,
                "stream_snapshot": self.snapshot,
                "max_reconnect_attempts": RECONNECT_ATTEMPTS,
                "tls": self.tls,
                "aws": self.iam_login,
                "batching": {"count": 500, "period": "1s"},
            }
        }
