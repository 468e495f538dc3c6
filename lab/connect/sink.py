"""Where records go."""

import json
import sys
from typing import Protocol

from lab.connect.output_config import Output
from lab.connect.records import Record


class Sink(Protocol):
    """Takes records in order. One sink serves one session: after an error it is closed and another one is made."""

    def send(self, record: Record) -> None:
        """Take a record without waiting for its acknowledgement; raises `SinkError`."""

    def flush(self) -> None:
        """Return when every record was acknowledged; raises `SinkError` when one was not."""

    def close(self) -> None:
        """Let go of everything; what was not flushed may be lost."""


class PrintSink:
    """For a lab without brokers: a line of JSON per record, on standard output."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def send(self, record: Record) -> None:
        """Print the record, as what a consumer of the topic would see."""
        topic, dead_letters = self._output.topic, self._output.dead_letters
        if record.error is None:
            name, key, headers = topic.topic, record.key, record.headers(topic.metadata.include_patterns)
        else:
            name, key = dead_letters.topic, None
            headers = record.headers(dead_letters.metadata.include_patterns, fallback_error=record.error)
        seen = {"topic": name, "key": key, "headers": dict(headers), "value": record.value}
        print(json.dumps(seen, ensure_ascii=False))

    def flush(self) -> None:
        """Printed is acknowledged."""
        sys.stdout.flush()

    def close(self) -> None:
        """Nothing to let go of."""
