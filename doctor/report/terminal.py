"""For people: the first cause at length, then link by link what is not a pass."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from doctor import causes
from doctor.finding import Finding, Result
from doctor.report.report import Report, total_line

MARKS = {
    Result.PASS: ("✓", "green"),
    Result.FAIL: ("✗", "bold red"),
    Result.UNKNOWN: ("?", "yellow"),
    Result.NOT_APPLICABLE: ("-", "dim"),
    Result.ACCEPTED: ("~", "yellow"),
}
HIDDEN = {Result.PASS, Result.NOT_APPLICABLE}
"""What is only counted, unless everything is asked for."""

NARROWEST = 40


def show(out: Console, report: Report, *, everything: bool) -> None:
    """Cause, links, total; `everything`: each pass too, and what each check saw."""
    show_first(out, report)
    for link, of_link in groupby(report.findings, key=lambda finding: finding.link):
        _show_link(out, f"{link} {report.links[link]}", list(of_link), report.first, everything=everything)
    out.print()
    out.print(total_line(report), soft_wrap=True)


def show_first(out: Console, report: Report) -> None:
    """The first cause at length, or nothing."""
    first = report.first
    if first is None:
        return
    cause = causes.find(str(first.cause))
    out.print(f"[bold red]{cause.id}[/bold red] [bold]{cause.title}[/bold]", soft_wrap=True)
    _paragraph(out, "at", f"link {first.link}, {report.links[first.link]}: {first.check}")
    _paragraph(out, "saw", first.saw)
    _paragraph(out, "why", cause.why)
    _command(out, "fix", str(first.fix))
    _command(out, "more", f"python -m doctor explain {cause.id}")
    if url := report.edition.url(cause.id):
        _command(out, "", url)
    out.print()


def _show_link(
    out: Console, title: str, findings: Sequence[Finding], first: Finding | None, *, everything: bool
) -> None:
    passed = sum(finding.result is Result.PASS for finding in findings)
    wrong = any(finding.result not in HIDDEN for finding in findings)
    mark, style = (" ", "") if wrong else MARKS[Result.PASS if passed else Result.NOT_APPLICABLE]
    applicable = sum(finding.result is not Result.NOT_APPLICABLE for finding in findings)
    counted = f"  {passed} of {applicable} pass" if passed else ""
    out.print(Text.assemble((mark, style), f" {title}", (counted, "dim")), soft_wrap=True)
    for line in _lines(findings, everything=everything):
        _show_line(out, line, first, everything=everything)


def _lines(findings: Sequence[Finding], *, everything: bool) -> Iterator[Sequence[Finding]]:
    """Checks that could not run for one and the same reason are one line."""
    if everything:
        yield from ([finding] for finding in findings)
        return
    left = [finding for finding in findings if finding.result not in HIDDEN]
    by_reason: dict[tuple[Result, str], list[Finding]] = {}
    for number, finding in enumerate(left):
        same = finding.saw if finding.result is Result.UNKNOWN else str(number)
        by_reason.setdefault((finding.result, same), []).append(finding)
    yield from by_reason.values()


def _show_line(out: Console, line: Sequence[Finding], first: Finding | None, *, everything: bool) -> None:
    finding = line[0]
    mark, style = MARKS[finding.result]
    id_ = f"{finding.cause} " if finding.cause else ""
    check = finding.check if len(line) == 1 else f"{len(line)} checks could not run"
    above = "  (above)" if finding is first else ""
    out.print(Text.assemble("  ", (f"{mark} {id_}", style), check, (above, "dim")), soft_wrap=True)
    if finding is first:
        return
    if finding.result not in HIDDEN or everything:
        _paragraph(out, "", finding.saw, indent=4)
    if finding.result is Result.FAIL:
        _command(out, "fix", str(finding.fix), indent=4)


def _paragraph(out: Console, name: str, text: str, indent: int = 2) -> None:
    """Wrapped at blanks, and never within a name that one wants to compare."""
    lead = " " * indent + (f"{name:<5}" if name else "")
    width = max(out.width - len(lead), NARROWEST)
    lines = wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        head = lead if number == 0 else " " * len(lead)
        out.print(Text(head + line), soft_wrap=True)


def _command(out: Console, name: str, text: str, indent: int = 2) -> None:
    """On one line, however long: it is to be copied."""
    out.print(Text(" " * indent + f"{name:<5}" + text), soft_wrap=True)
