"""Ports for stack files: each is bound only when its lab comes up, seconds after it was written."""

import os
import random
from itertools import chain

from lab.services.ports import why_not_free

PORTS_OF_A_WORKER = 1_000


def _ports_of_this_worker():
    """A thousand for each worker of pytest-xdist, below those that the lab's servers choose among, each given once."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 10_000 + worker * PORTS_OF_A_WORKER
    start = random.randrange(PORTS_OF_A_WORKER)  # two runs on one machine
    yield from chain(range(first + start, first + PORTS_OF_A_WORKER), range(first, first + start))


_PORTS = _ports_of_this_worker()


def worker_port():
    """The next one on which nothing listens."""
    return next(port for port in _PORTS if why_not_free(port) is None)
