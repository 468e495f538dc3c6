"""One login's worth of work: slot, snapshot, stream. Ends by an error or by the stop signal."""

import logging
import select
from contextlib import closing
from typing import Any

from domain.slots import publication_name
from lab.connect.config import PipelineConfig
from lab.connect.database import Database
from lab.connect.errors import ReplicationError
from lab.connect.publication import check_publication
from lab.connect.records import Change, lsn_text, to_record
from lab.connect.sink import Sink
from lab.connect.snapshot import read_snapshot
from lab.connect.status import StatusFile
from lab.connect.stop_signal import StopSignal
from lab.connect.transactions import EndOfTransaction, TransactionReader

PLUGIN = "pgoutput"
FEEDBACK_SECONDS = 5.0  # well below half of `wal_sender_timeout`, 60 s by default

_log = logging.getLogger(__name__)


class Session:
    """Reads with one login and writes to one sink; at least once, never less.

    A position is acknowledged to the database only when the sink has acknowledged every record up to it.
    """

    def __init__(
        self, config: PipelineConfig, database: Database, sink: Sink, status: StatusFile, stop: StopSignal
    ) -> None:
        self._source = config.source
        self._keys = config.keys
        self._database = database
        self._sink = sink
        self._status = status
        self._stop = stop
        self._unacknowledged = 0
        self._ended: int | None = None
        """End of the last transaction all of whose records were sent."""

    def run(self) -> None:
        """Return when the stop signal is set; raises `PipelineError` or `psycopg2.Error`."""
        with closing(self._database.replication()) as connection:
            cursor = connection.cursor()
            check_publication(cursor, self._source)
            if not self._slot_exists(cursor):
                self._make_slot(cursor)
            if not self._stop.is_set():
                self._follow(cursor)

    def _slot_exists(self, cursor: Any) -> bool:
        slot = self._source.slot_name
        cursor.execute("SELECT plugin FROM pg_replication_slots WHERE slot_name = %s", (slot,))
        found = cursor.fetchone()
        if found is not None and found[0] != PLUGIN:
            raise ReplicationError(f"replication slot {slot} already exists with different output plugin: {found[0]}")
        return found is not None

    def _make_slot(self, cursor: Any) -> None:
        slot = self._source.slot_name
        if not self._source.stream_snapshot:
            cursor.execute(f"CREATE_REPLICATION_SLOT {slot} LOGICAL {PLUGIN} NOEXPORT_SNAPSHOT")
            return
        temporary = f"{slot}_tmp"
        cursor.execute(f"CREATE_REPLICATION_SLOT {temporary} TEMPORARY LOGICAL {PLUGIN} EXPORT_SNAPSHOT")
        _, _, snapshot, _ = cursor.fetchone()
        _log.info("reading the tables as of the new slot")
        with closing(self._database.reader()) as reader:
            for batch in read_snapshot(reader, snapshot, self._source):
                for change in batch:
                    self._send(change)
                self._acknowledge(cursor)
                if self._stop.is_set():
                    return  # the temporary slot goes with the connection; the next start reads everything again
        # Only now, with all rows acknowledged, does the slot become one that suppresses the snapshot.
        cursor.execute("SELECT pg_copy_logical_replication_slot(%s, %s, false)", (temporary, slot))
        cursor.execute(f"DROP_REPLICATION_SLOT {temporary}")

    def _follow(self, cursor: Any) -> None:
        cursor.start_replication(
            slot_name=self._source.slot_name,
            decode=False,
            status_interval=FEEDBACK_SECONDS,
            options={"proto_version": "1", "publication_names": publication_name(self._source.slot_name)},
        )
        self._status.running()
        _log.info("streaming from slot %s", self._source.slot_name)
        transactions = TransactionReader()
        while not self._stop.is_set():
            message = cursor.read_message()
            if message is None:
                self._acknowledge(cursor)
                select.select([cursor, self._stop], [], [], FEEDBACK_SECONDS)
                continue
            match transactions.read(message.data_start, message.payload):
                case Change() as change:
                    self._send(change)
                case EndOfTransaction(lsn):
                    self._ended = lsn
            if self._unacknowledged >= self._source.batching.count:
                self._acknowledge(cursor)
        self._acknowledge(cursor)

    def _send(self, change: Change) -> None:
        self._sink.send(to_record(change, self._keys))
        self._unacknowledged += 1

    def _acknowledge(self, cursor: Any) -> None:
        """First the broker, then the database: the other way round a crash in between would lose records."""
        if self._unacknowledged:
            self._sink.flush()
        lsn = self._ended
        if lsn is not None:
            cursor.send_feedback(write_lsn=lsn, flush_lsn=lsn, apply_lsn=lsn, force=True)
        self._status.acknowledged(self._unacknowledged, lsn_text(lsn) if lsn is not None else None)
        self._unacknowledged, self._ended = 0, None
