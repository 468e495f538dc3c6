"""A walk that is over: its findings, its time, and the edition of the doctor that made it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from doctor.edition import Edition
from doctor.finding import Finding, Result
from doctor.walk import first_cause
from domain.links import LINKS


@dataclass(frozen=True, kw_only=True)
class Report:
    """What every form of the report is made from."""

    findings: tuple[Finding, ...]
    seconds: float
    """Of the whole walk, the waiting for what heals included."""
    edition: Edition
    probes_ms: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds that each probe took, by its name and that of the pipeline it asked about."""

    links: Mapping[int, str] = field(default_factory=lambda: LINKS)
    """What each link is called in this chain."""

    @property
    def first(self) -> Finding | None:
        """The first cause."""
        return first_cause(self.findings)

    @property
    def total(self) -> Mapping[Result, int]:
        """How many of each result, none left out."""
        counts = Counter(finding.result for finding in self.findings)
        return {result: counts[result] for result in Result}


def total_line(report: Report) -> str:
    """`61 pass, 1 fail (R5), 3 unknown, 2 not applicable; 1.4 s`."""
    counts = [
        f"{count} {result}" + (f" (first {report.first.cause})" if result is Result.FAIL and report.first else "")
        for result, count in report.total.items()
        if count
    ]
    return f"{', '.join(counts) or 'nothing was looked at'}; {report.seconds:.1f} s"
