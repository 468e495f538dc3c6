"""How a text of a page is looked for in a line."""

import re
from collections.abc import Sequence
from functools import cache

BLANK = r"[\s\"'`\\\u2018-\u201d\u00ab\u00bb]+"
"""What stands between words, also where a log has escaped its quotes or a language has its own."""
AT_AN_END = BLANK.removesuffix("+") + "*"
"""A quote at the beginning or end of a text: many versions of the same software print none."""

PIECES = re.compile(r"(<[^<>]*>|\.{3}|[\s\"'`]+)")


@cache  # made when first looked for: all of them take half a second, and most runs look for none
def pattern_of(text: str) -> re.Pattern[str]:
    """A text of a page as it is looked for: `slot "<slot>" is gone` finds `Slot \\"a\\" is gone`."""
    pieces = [piece for piece in PIECES.split(text) if piece]
    expressions = [_expression(piece) for piece in pieces]
    for end in (0, -1):
        expressions[end] = AT_AN_END if expressions[end] == BLANK else expressions[end]
    return re.compile(_before(pieces) + "".join(expressions) + _after(pieces), re.IGNORECASE)


def longest_word(text: str) -> str:
    """In lower case, to be looked for before the pattern: most lines hold no text of a page at all."""
    return max(PIECES.sub(" ", text).split(), key=len).lower()


def _expression(piece: str) -> str:
    if piece == "...":
        return ".{0,400}?"
    if piece.startswith("<"):
        return r"\S{0,200}?"
    return re.escape(piece) if piece.strip(" \"'`") else BLANK


def _before(pieces: Sequence[str]) -> str:
    return r"(?<!\w)" if pieces[0][0].isalnum() else ""


def _after(pieces: Sequence[str]) -> str:
    """A last `...` is what follows, to the end of the line."""
    if pieces[-1] == "...":
        return ".*"
    return r"(?!\w)" if pieces[-1][-1].isalnum() else ""
