"""`--wait`: looks again, under one deadline, while the first thing that is wrong heals by itself."""

import time
from collections.abc import Callable

from doctor.finding import Finding
from doctor.walk import first_cause
from domain.pipeline_config import duration_s

HEALS = frozenset({"R9", "R12", "S3", "K1"})
"""A role that is yet to be made or seen, a policy yet to be put back, a reboot and a start that are under way."""

STEP_S = 5.0
"""Between two looks."""


def settled(
    look: Callable[[], list[Finding]],
    wait_s: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Finding]:
    """The findings once they do not change by themselves any more, or when `wait_s` seconds have passed."""
    deadline = clock() + wait_s
    while True:
        findings = look()
        left = deadline - clock()
        if left <= 0 or not _heals(findings):
            return findings
        sleep(min(STEP_S, left))


def seconds(text: str) -> float:
    """`5m` to 300.0; raises ValueError for what is no duration, as Go writes one."""
    told = duration_s(text)
    if told is None or told < 0:
        raise ValueError(f"--wait: got {text!r}, want a duration such as 5m")
    return told


def _heals(findings: list[Finding]) -> bool:
    """Whether waiting may help: what is behind the first cause may only follow from it."""
    first = first_cause(findings)
    return first.cause in HEALS if first else any(finding.changing for finding in findings)
