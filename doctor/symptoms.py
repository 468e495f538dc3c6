"""Which causes a log or an error text is known by: the texts of the pages, looked for in what was printed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from doctor.tellable import tellable
from doctor.texts import FAMILIES, OWN
from doctor.texts.elsewhere import BROKERS, OF_BROKERS, OF_OTHERS, leads_elsewhere
from doctor.texts.pattern import longest_word, pattern_of
from doctor.texts.wrappings import WRAPPINGS

LONGEST_LINE = 300

FRAME = r"[│|>#]|--"
"""What stands before the rest of a text: Terraform's frame, a quotation, a comment."""
WRAPPED = re.compile(rf"\s*\n(?:\s|{FRAME})*")
"""A line's end where a terminal or a frame has broken a text."""
GOES_ON = re.compile(rf"\s+\S|{FRAME}")
"""How a line begins that may be the rest of the one before."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
"""Of a terminal, which break words (ECMA-48, SGR)."""
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
    of_the_chain: bool = True
    """False: about the chain only where the line names no other software."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A symptom in a line, and where."""

    text: str
    symptom: Symptom
    match: re.Match[str]
    wraps: bool
    """Said around another text: it comes after whatever else is known."""

    @property
    def alone(self) -> bool:
        """Whether it says which cause it is."""
        return len(self.symptom.causes) == 1


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A line that a symptom is in."""

    symptom: Symptom
    line: str
    """Without secrets, and not at length."""


def known_by(text: str) -> Symptom | None:
    """The first symptom of one cause that the text has."""
    return next((found.symptom for found in _found(_folded(text)) if found.alone), None)


def hints(text: str) -> list[str]:
    """The links that a text of many causes points to, in words; empty: it points to none."""
    return list(dict.fromkeys(found.symptom.hint for found in _found(_folded(text)) if found.symptom.hint))


def seen_in(text: str) -> Iterator[Seen]:
    """Each symptom once, with the first line it is in; a text that was wrapped is put together where no line tells.

    In the order of the lines, save that what is said around another text comes last.
    """
    lines = _plain(text).splitlines()
    by_line = {line: _found(line) for line in dict.fromkeys(lines)}
    broken = [
        f"{line}\n{rest}"
        for line, rest in pairwise(lines)
        if GOES_ON.match(rest) and not by_line[line] and not by_line[rest]
    ]
    found = [one for in_line in by_line.values() for one in in_line]
    found += [one for pair in dict.fromkeys(broken) for one in _found(_folded(pair))]
    found = found or _found(_folded(text))
    told: set[tuple[str, ...]] = set()
    for one in sorted(found, key=lambda one: one.wraps):
        if one.symptom.causes not in told:
            told.add(one.symptom.causes)
            yield Seen(symptom=one.symptom, line=_around(tellable(one.match.string), one.match.re))


def _found(line: str) -> list[Found]:
    """The symptoms of a line, the first said first; a line that says which cause it is, is not one of many.

    A text within another says nothing of its own: `no such host` within `lookup sts...: no such host`.
    """
    lowered = line.lower()
    found = [
        Found(text=text, symptom=_ranked(symptom, line), match=match, wraps=text in WRAPPINGS)
        for word, texts in SYMPTOMS.items()
        if word in lowered
        for text, symptom in texts
        if (match := pattern_of(text).search(line)) is not None
        if symptom.of_the_chain or not leads_elsewhere(line)
    ]
    if not found:
        return []
    of_others = [match.span() for text in OF_OTHERS if (match := pattern_of(text).search(line)) is not None]
    outer = [
        one
        for one in found
        if not any(_within(one.match.span(), span) for span in of_others)
        and not any(_tells_more(other, one) for other in found)
    ]
    telling = [one for one in outer if not one.wraps] or outer
    alone = [one for one in telling if one.alone]
    return sorted(alone or telling, key=lambda one: one.match.span())


def _ranked(symptom: Symptom, line: str) -> Symptom:
    """What is about brokers comes first in a line that names them, where the text is one of any connection."""
    if all(cause.startswith("K") for cause in symptom.causes) or BROKERS.search(line) is None:
        return symptom
    return replace(symptom, causes=tuple(sorted(symptom.causes, key=lambda cause: cause not in OF_BROKERS)))


def _tells_more(other: Found, one: Found) -> bool:
    """Whether one text lies within another; of two in the same place one of a single cause, or else the longer."""
    if one.match.span() == other.match.span():
        return (other.alone, len(other.text)) > (one.alone, len(one.text))
    return _within(one.match.span(), other.match.span())


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _around(line: str, pattern: re.Pattern[str]) -> str:
    """A long line is cut to what stands around the text."""
    if len(line) <= LONGEST_LINE:
        return line
    found = pattern.search(line)
    start = max(0, (found.start() if found else 0) - LONGEST_LINE // 3)
    return f"... {line[start : start + LONGEST_LINE]} ..."


def _folded(text: str) -> str:
    return WRAPPED.sub(" ", _plain(text))


def _plain(text: str) -> str:
    return ESCAPED.sub(" ", COLOURS.sub("", text))


def _texts() -> Iterator[tuple[str, Symptom]]:
    for cause, texts in OWN.items():
        yield from ((text, Symptom(causes=(cause,))) for text in texts)
    for family in FAMILIES:
        symptom = Symptom(
            causes=family.causes,
            told_apart=family.told_apart,
            hint=family.points_to,
            of_the_chain=family.of_the_chain,
        )
        yield from ((text, symptom) for text in family.texts)


def _by_word() -> Mapping[str, Sequence[tuple[str, Symptom]]]:
    words: dict[str, list[tuple[str, Symptom]]] = {}
    for text, symptom in _texts():
        words.setdefault(longest_word(text), []).append((text, symptom))
    return words


SYMPTOMS = _by_word()
"""By a word that is in a text: the text, and what it stands for. Most lines have none of the words."""
