"""How long each probe takes."""

import time
from collections.abc import Callable, MutableMapping
from dataclasses import fields, replace
from typing import Any

from doctor.facts.gather import Probes


def timed(probes: Probes, took_ms: MutableMapping[str, float], clock: Callable[[], float] = time.monotonic) -> Probes:
    """The same probes, which write their milliseconds by name, and by that of the pipeline they are asked about."""

    def with_time(name: str, probe: Callable[..., Any]) -> Callable[..., Any]:
        def run(*asked: Any) -> Any:
            since = clock()
            try:
                return probe(*asked)
            finally:
                key = " ".join([name, *(pipeline["name"] for pipeline in asked)])
                took_ms[key] = round((clock() - since) * 1000, 3)

        return run

    return replace(probes, **{one.name: with_time(one.name, getattr(probes, one.name)) for one in fields(probes)})
