"""Database account: ending what a consumer may still hold. Runs while a stack is deployed, never in a program."""

import time
from collections.abc import Callable

from components.sql_session import SqlRefused

RELEASE_TIMEOUT_S = 60
"""How long an object may stay in use before its end gives up: a stopped consumer's connection lingers."""


def until_released(end: Callable[[], object]) -> None:
    """Call what ends it, again for a while where something still holds it; raises the last `SqlRefused`."""
    deadline = time.monotonic() + RELEASE_TIMEOUT_S
    while True:
        try:
            end()
            return
        except SqlRefused as refused:
            # PostgreSQL announces no release of a slot, so it is asked again.
            if not refused.in_use or time.monotonic() > deadline:
                raise
        time.sleep(1)
