"""What the reader is told while the lab works."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lab.engine.live_list import ResourceEvent


@dataclass
class Progress:
    """Begin and end of each phase, and each resource."""

    phase: Callable[[str], None]
    resource: Callable[[ResourceEvent], None]
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each phase took."""

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Announce a phase and take its time."""
        self.phase(name)
        started = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - started
