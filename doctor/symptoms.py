"""Which causes a log or an error text is known by: the texts of the pages, looked for in what was printed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from doctor.tellable import tellable
from doctor.texts import FAMILIES, OWN
from doctor.texts.pattern import longest_word, pattern_of

LONGEST_LINE = 300

WRAPPED = re.compile(r"\s*\n[\s│|>]*")
"""A line's end where a terminal or Terraform's frame has broken a text."""
ESCAPED = re.compile(r"\\+[nrt]")
"""A line's end within one line of a log."""


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """Texts, and what brings them about."""

    causes: tuple[str, ...]
    """One: nothing else brings it about. Several: the most likely first; the checks of their links tell which it is."""
    told_apart: str = ""
    """Of several: what to look at, in words."""
    hint: str = ""
    """Of several that are about the chain: which links tell, in words."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A line that a symptom is in."""

    symptom: Symptom
    line: str
    """Without secrets, and not at length."""


def known_by(text: str) -> Symptom | None:
    """The first symptom of one cause that the text has."""
    return next((symptom for symptom, _ in _found(_folded(text)) if len(symptom.causes) == 1), None)


def hints(text: str) -> list[str]:
    """The links that a text of many causes points to, in words; empty: it points to none."""
    return list(dict.fromkeys(symptom.hint for symptom, _ in _found(_folded(text)) if symptom.hint))


def seen_in(text: str) -> Iterator[Seen]:
    """Each symptom once, with the first line it is in; a text that was wrapped is put together where no line tells."""
    told: set[tuple[str, ...]] = set()
    for line in dict.fromkeys(ESCAPED.sub(" ", text).splitlines()):
        for seen in _seen(line):
            if seen.symptom.causes not in told:
                told.add(seen.symptom.causes)
                yield seen
    if not told:
        yield from _seen(_folded(text))


def _seen(line: str) -> Iterator[Seen]:
    for symptom, pattern in _found(line):
        yield Seen(symptom=symptom, line=_around(tellable(line), pattern))


def _found(line: str) -> list[tuple[Symptom, re.Pattern[str]]]:
    """The symptoms of a line, the first said first; a line that says which cause it is, is not one of many.

    A text within another says nothing of its own: `no such host` within `lookup sts...: no such host`.
    """
    lowered = line.lower()
    found = [
        (match.span(), symptom, match.re)
        for word, texts in SYMPTOMS.items()
        if word in lowered
        for text, symptom in texts
        if (match := pattern_of(text).search(line)) is not None
    ]
    outer = [
        (span, symptom, pattern) for span, symptom, pattern in found if not _within(span, [one[0] for one in found])
    ]
    alone = [one for one in outer if len(one[1].causes) == 1]
    return [(symptom, pattern) for _, symptom, pattern in sorted(alone or outer, key=lambda one: one[0])]


def _within(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in others)


def _around(line: str, pattern: re.Pattern[str]) -> str:
    """A long line is cut to what stands around the text."""
    if len(line) <= LONGEST_LINE:
        return line
    found = pattern.search(line)
    start = max(0, (found.start() if found else 0) - LONGEST_LINE // 3)
    return f"... {line[start : start + LONGEST_LINE]} ..."


def _folded(text: str) -> str:
    return WRAPPED.sub(" ", ESCAPED.sub(" ", text))


def _texts() -> Iterator[tuple[str, Symptom]]:
    for cause, texts in OWN.items():
        yield from ((text, Symptom(causes=(cause,))) for text in texts)
    for family in FAMILIES:
        symptom = Symptom(causes=family.causes, told_apart=family.told_apart, hint=family.points_to)
        yield from ((text, symptom) for text in family.texts)


def _by_word() -> Mapping[str, Sequence[tuple[str, Symptom]]]:
    words: dict[str, list[tuple[str, Symptom]]] = {}
    for text, symptom in _texts():
        words.setdefault(longest_word(text), []).append((text, symptom))
    return words


SYMPTOMS = _by_word()
"""By a word that is in a text: the text, and what it stands for. Most lines have none of the words."""
