"""Records of one JSON file per kind, which several threads and processes may read and change."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lab.private_files import write_private


class RecordStore:
    """A change is made under a file lock, and each file is replaced as a whole.

    All of it is readable by its owner alone, because some of it is secret.
    """

    def __init__(self, directory: Path) -> None:
        """The directory need not exist."""
        self._directory = directory

    def read(self, kind: str) -> dict[str, dict[str, Any]]:
        """Everything of one kind, by id."""
        try:
            records: dict[str, dict[str, Any]] = json.loads((self._directory / f"{kind}.json").read_text())
        except FileNotFoundError:
            return {}
        return records

    def put(self, kind: str, record_id: str, record: dict[str, Any]) -> None:
        """Write or overwrite one record."""
        with self._changing(kind) as records:
            records[record_id] = record

    def remove(self, kind: str, record_id: str) -> None:
        """Forget one record, if it is there."""
        with self._changing(kind) as records:
            records.pop(record_id, None)

    @contextmanager
    def _changing(self, kind: str) -> Iterator[dict[str, dict[str, Any]]]:
        self._directory.mkdir(parents=True, exist_ok=True)
        with (self._directory / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            records = self.read(kind)
            yield records
            self._write(f"{kind}.json", json.dumps(records, indent=2))

    def _write(self, name: str, text: str) -> None:
        file = self._directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, text)
