"""Findings that somebody accepts for a while: `exceptions`, as policy/config.yaml has them, by cause and check."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from doctor.causes import CAUSES
from doctor.finding import Finding, Result
from domain.pipeline_config import shown

KEYS = ("cause", "check", "reason", "until")


class AcceptedError(ValueError):
    """The file is wrong; the message has a line for each problem."""


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A finding that fails nothing for a while."""

    cause: str
    check: str
    """As the report names it, such as `orders: slot is consumed`."""
    reason: str
    until: date
    """The last day it holds."""


def load(file: Path) -> tuple[Accepted, ...]:
    """The file's exceptions; raises AcceptedError as `parse` does, and where the file cannot be read."""
    try:
        document = yaml.safe_load(file.read_text())
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise AcceptedError(f"{file}: got what cannot be read, want YAML: {reason}") from None
    return parse(document, str(file))


def parse(document: Any, name: str) -> tuple[Accepted, ...]:
    """A parsed file; raises AcceptedError for whatever it should not hold."""
    problems = list(_problems(document))
    if problems:
        raise AcceptedError("\n".join(f"{name}: {problem}" for problem in problems))
    return tuple(Accepted(**entry) for entry in document["exceptions"] or ())


def accept(findings: Iterable[Finding], exceptions: Sequence[Accepted], today: date) -> list[Finding]:
    """The findings, those that are accepted marked, and those that were so until lately telling it."""
    return [_judged(finding, exceptions, today) for finding in findings]


def _judged(finding: Finding, exceptions: Sequence[Accepted], today: date) -> Finding:
    found = [one for one in exceptions if (one.cause, one.check) == (finding.cause, finding.check)]
    if finding.result is not Result.FAIL or not found:
        return finding
    last = max(found, key=lambda one: one.until)
    if today <= last.until:
        saw = f"{finding.saw} (accepted until {last.until}: {last.reason})"
        return replace(finding, result=Result.ACCEPTED, saw=saw)
    return replace(finding, saw=f"{finding.saw} (the exception ended on {last.until}: {last.reason})")


def _problems(document: Any) -> Iterator[str]:
    if not isinstance(document, Mapping):
        yield f"got {shown(document)}, want exceptions"
        return
    yield from (f"{key}: unknown key, want exceptions" for key in document if key != "exceptions")
    entries = document.get("exceptions")
    if not isinstance(entries, list | None):
        yield f"exceptions: got {shown(entries)}, want a list"
        return
    for position, entry in enumerate(entries or ()):
        yield from (f"exceptions[{position}]{problem}" for problem in _wrong(entry))


def _wrong(entry: Any) -> Iterator[str]:
    if not isinstance(entry, Mapping) or set(entry) != set(KEYS):
        given = ", ".join(map(str, entry)) if isinstance(entry, Mapping) else shown(entry)
        yield f": got {given}, want all of {', '.join(KEYS)} and nothing else"
        return
    if entry["cause"] not in list(CAUSES):
        yield f".cause: got {shown(entry['cause'])}, want the id of a cause in docs/causes.md"
    for key in ("check", "reason"):
        if not isinstance(entry[key], str) or not entry[key].strip():
            yield f".{key}: got {shown(entry[key])}, want a text"
    if type(entry["until"]) is not date:
        yield f".until: got {shown(entry['until'])}, want a day like 2027-01-31"
