"""Workflow commands: an annotation of the run for each finding that needs somebody.

GitHub documentation, "Workflow commands for GitHub Actions", setting an error, a warning and a notice message; how the
texts are escaped is in actions/toolkit, packages/core/src/command.ts.
"""

from collections.abc import Iterator

from doctor import causes
from doctor.finding import Result
from doctor.report.report import Report, total_line

COMMANDS = {Result.FAIL: "error", Result.UNKNOWN: "warning", Result.ACCEPTED: "notice"}
IN_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTY = {**IN_TEXT, ":": "%3A", ",": "%2C"}


def lines(report: Report) -> Iterator[str]:
    """The first cause first, as GitHub shows only so many annotations of a step; then the total, as plain text."""
    for finding in sorted(report.findings, key=lambda finding: finding is not report.first):
        command = COMMANDS.get(finding.result)
        if command is None:
            continue
        title, text = finding.check, finding.saw
        if finding.cause is not None:
            cause = causes.find(finding.cause)
            title = f"{cause.id} {cause.title}"
            parts = (f"{finding.check}: {finding.saw}", f"fix: {finding.fix}", report.edition.url(cause.id))
            text = "\n".join(part for part in parts if part)
        yield f"::{command} title={_escaped(title, IN_PROPERTY)}::{_escaped(text, IN_TEXT)}"
    yield total_line(report)


def _escaped(text: str, characters: dict[str, str]) -> str:
    return "".join(characters.get(character, character) for character in text)
