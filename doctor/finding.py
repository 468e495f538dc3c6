"""What a check says."""

from dataclasses import dataclass, field
from enum import StrEnum


class Result(StrEnum):
    """A check that could not run is unknown, never a pass."""

    PASS = "pass"  # noqa: S105  a result
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"
    ACCEPTED = "accepted"
    """It failed, and somebody accepts that for a while (`doctor/accepted.py`)."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the doctor's report."""

    link: int
    """1 to 7, as in the README's table."""
    check: str
    """What was looked at, in a few words: stable, for machines too."""
    result: Result
    saw: str
    """The evidence, or why it could not be looked at; no secret."""
    cause: str | None = None
    """Id of the cause (`doctor explain`); set exactly when the result is `fail` or `accepted`."""
    fix: str | None = None
    """What to do for this very stack: a command or a change in YAML; set exactly when a cause is."""
    changing: bool = False
    """Whether it is unknown only because something is on its way to another state."""
    id: str = ""
    """Of the check, `own-slot/slot-is-consumed`; set when it is run (`doctor/check.py`)."""
    milliseconds: float | None = field(default=None, compare=False)
    """What it took; probes have times of their own. Set when it is run."""

    def __post_init__(self) -> None:
        if (self.result in (Result.FAIL, Result.ACCEPTED)) != (self.cause is not None and self.fix is not None):
            raise ValueError(f"{self.check}: a cause and a fix belong to a failure, and to nothing else")


def passed(link: int, check: str, saw: str) -> Finding:
    """The check holds."""
    return Finding(link=link, check=check, result=Result.PASS, saw=saw)


def failed(link: int, check: str, saw: str, *, cause: str, fix: str) -> Finding:
    """The check found a cause."""
    return Finding(link=link, check=check, result=Result.FAIL, saw=saw, cause=cause, fix=fix)


def unknown(link: int, check: str, why: str) -> Finding:
    """The check could not run."""
    return Finding(link=link, check=check, result=Result.UNKNOWN, saw=why)


def changing(link: int, check: str, why: str) -> Finding:
    """The check has no answer yet: what it looks at is about to change by itself."""
    return Finding(link=link, check=check, result=Result.UNKNOWN, saw=why, changing=True)


def not_applicable(link: int, check: str, why: str) -> Finding:
    """The check has nothing to look at in this stack."""
    return Finding(link=link, check=check, result=Result.NOT_APPLICABLE, saw=why)
