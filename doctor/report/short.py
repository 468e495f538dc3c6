"""One line for each finding that is no pass, for `grep` and for a chat."""

from collections.abc import Iterator

from doctor.finding import Result
from doctor.report.report import Report, total_line
from doctor.report.terminal import HIDDEN


def lines(report: Report, *, everything: bool) -> Iterator[str]:
    """`FAIL R5 link-2/assume-policy: <check>: <saw>; <fix>`, the first cause first, and the total."""
    told = sorted(report.findings, key=lambda finding: finding is not report.first)
    for finding in told:
        if finding.result in HIDDEN and not everything:
            continue
        cause = f" {finding.cause}" if finding.cause else ""
        fix = f"; {finding.fix}" if finding.result is Result.FAIL else ""
        yield f"{finding.result.upper()}{cause} {finding.id}: {finding.check}: {finding.saw}{fix}"
    yield total_line(report)
