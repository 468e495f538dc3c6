"""One check: its id, and how it is run, timed, and kept from hiding what the others say."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb
from typing import TypeVar

from doctor.facts.facts import Facts
from doctor.finding import Finding, unknown

Known = TypeVar("Known")
"""What a check looks at: the facts of a chain, or what is known before there is one."""

Check = Callable[[Facts], Iterator[Finding]]

LAST_LINK = 7
"""Where a check of several links stands when it raises."""


def check_id(check: Callable[[Known], Iterator[Finding]]) -> str:
    """`doctor.checks.own_slot.check_slot_is_consumed` to `own-slot/slot-is-consumed`."""
    module = check.__module__.rpartition(".")[2]
    return f"{module}/{check.__name__.removeprefix('check_')}".replace("_", "-")


def run(check: Callable[[Known], Iterator[Finding]], facts: Known) -> Iterator[Finding]:
    """What the check says; where it raises, an unknown in the end."""
    yield from timed(check_id(check), _guarded(check, facts))


def timed(id_: str, findings: Iterator[Finding], clock: Callable[[], float] = time.monotonic) -> Iterator[Finding]:
    """The findings with their check's id, and the time that passed since the one before."""
    since = clock()
    for finding in findings:
        now = clock()
        yield replace(finding, id=id_, milliseconds=round((now - since) * 1000, 3))
        since = now


def _guarded(check: Callable[[Known], Iterator[Finding]], facts: Known) -> Iterator[Finding]:
    try:
        yield from check(facts)
    except Exception as error:  # noqa: BLE001  one broken check must not hide what the others say
        link = getattr(sys.modules[check.__module__], "LINK", LAST_LINK)
        # Its text may hold anything, a password too.
        place = extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        yield unknown(link, check_id(check), f"the doctor failed: {type(error).__name__} in {where}")
