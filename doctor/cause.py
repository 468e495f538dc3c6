"""One way the chain breaks."""

from dataclasses import dataclass
from typing import Literal

Proof = Literal["lab", "facts", "text", "not yet"]
"""How the doctor is known to name a cause: by breaking the lab, on constructed facts, by its texts, or not yet."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A page for someone on call; texts are Markdown, `<...>` stands for a name of the stack at hand."""

    id: str
    """A letter for the kind and a number, `R5`: stable, for machines too."""
    link: int | None
    """The link it breaks, a key of LINKS; None when it is not about one link."""
    title: str
    symptom: str
    """What an operator sees. `Expected` marks what nobody has seen against live AWS or Redpanda Cloud yet."""
    why: str
    detect: str
    """How the doctor tells it from its look-alikes."""
    fix: str
    """For any stack; a finding has the fix for the one at hand."""
    source: str
    """Pages, issues and files that the rest rests on."""
    texts: tuple[str, ...] = ()
    """What software prints of it and of nothing else, as `symptom` finds it; set from `doctor/texts/` alone."""
    proven: Proof = "not yet"
    """Set from `doctor/causes/proof.py` alone."""
