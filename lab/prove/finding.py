"""What a proof says."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """A proof that did not run is never a pass."""

    HOLDS = "holds"
    REFUSED = "refused"
    BROKEN = "BROKEN"
    NOT_RUN = "not run"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the report."""

    subject: str
    """Which link, or who was to be refused."""
    outcome: Outcome
    detail: str
    """What was seen; no secret."""

    @property
    def went_wrong(self) -> bool:
        """Whether it makes the whole proof fail."""
        return self.outcome is Outcome.BROKEN
