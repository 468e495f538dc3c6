"""What is looked at: `--only` and `--skip`, by the ids of checks and of causes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from doctor.causes import CAUSES
from doctor.check import Check, check_id
from doctor.finding import Finding, Result


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Ids of checks, such as `own-slot/slot-is-consumed`, and of causes, such as R5; empty: everything is looked at.

    Which checks name a cause is not known before they run. Only a cause, then, leaves its failures, and what did not
    fail of the link it breaks and of the one before, where some are found: that a check could not run is no pass.
    """

    only: frozenset[str] = field(default_factory=frozenset)
    skip: frozenset[str] = field(default_factory=frozenset)

    def wants(self, check: Check) -> bool:
        """Whether the check is to be run."""
        chosen = check_id(check) in self.only or not self.only or bool(self.only & CAUSES.keys())
        return chosen and check_id(check) not in self.skip

    def of(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that are left."""
        return [finding for finding in findings if self._keeps(finding)]

    def _keeps(self, finding: Finding) -> bool:
        if {finding.id, finding.cause} & self.skip:
            return False
        if not self.only or {finding.id, finding.cause} & self.only:
            return True
        broken = [link for known in self.only & CAUSES.keys() if (link := CAUSES[known].link) is not None]
        return finding.result is not Result.FAIL and any(finding.link in (link - 1, link) for link in broken)


EVERYTHING = Selection()


def selection(*, only: Sequence[str] = (), skip: Sequence[str] = (), checks: Iterable[Check]) -> Selection:
    """From what was typed, a cause in upper or lower case; raises ValueError for an id that nothing has."""
    known = {*map(check_id, checks), *CAUSES}
    return Selection(only=_ids("--only", only, known), skip=_ids("--skip", skip, known))


def _ids(option: str, typed: Sequence[str], known: set[str]) -> frozenset[str]:
    ids = [one.upper() if one.upper() in CAUSES else one for one in typed]
    for one in ids:
        if one not in known:
            near = get_close_matches(one, sorted(known)) or ["R5", "own-slot/slot-is-consumed"]
            raise ValueError(f"{option}: got {one!r}, want the id of a check or a cause, such as {', '.join(near)}")
    return frozenset(ids)
