"""What would stop the first `up`, or the pipelines after it."""

from collections.abc import Callable, Iterator

from doctor.check import run
from doctor.finding import Finding
from doctor.preflight import identity, provision, redpanda
from doctor.preflight.facts import PreflightFacts

CHECKS: tuple[Callable[[PreflightFacts], Iterator[Finding]], ...] = (
    *identity.CHECKS,
    *provision.CHECKS,
    *redpanda.CHECKS,
)


def preflight(seen: PreflightFacts) -> list[Finding]:
    """Every finding, in the order of the links."""
    findings = [finding for check in CHECKS for finding in run(check, seen)]
    return sorted(findings, key=lambda finding: finding.link)
