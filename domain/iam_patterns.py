"""Wildcards of IAM policies, in text and in ARNs (IAM User Guide, "IAM JSON policy elements: Resource")."""

import enum
from collections.abc import Sequence

from domain.iam_values import UnsupportedPolicyError

ARN_PARTS = 6
"""arn:partition:service:region:account:resource; the last may hold colons (IAM User Guide, "IAM ARNs")."""


class Wildcard(enum.Enum):
    """What stands for other characters."""

    ANY = "*"
    ONE = "?"


Pattern = Sequence[str | Wildcard]
"""Single characters and wildcards; a character that is `*` or `?` means itself."""


def parse_pattern(text: str) -> Pattern:
    """Read `*` and `?` as wildcards, every other character as itself."""
    return [Wildcard(character) if character in "*?" else character for character in text]


def written(pattern: Pattern) -> str:
    """The pattern as text, for operators that know no wildcards."""
    return "".join(part.value if isinstance(part, Wildcard) else part for part in pattern)


def matches(pattern: Pattern, text: str) -> bool:
    """Whether the pattern covers the whole text, case-sensitively.

    Only the latest `*` is ever widened, so the time is at most the product of the two lengths.
    """
    at = position = resume = 0
    star: int | None = None
    while position < len(text):
        part = pattern[at] if at < len(pattern) else None
        if part is Wildcard.ANY:
            star, resume = at, position
            at += 1
        elif part is Wildcard.ONE or part == text[position]:
            at += 1
            position += 1
        elif star is not None:
            resume += 1
            at, position = star + 1, resume
        else:
            return False
    return all(part is Wildcard.ANY for part in pattern[at:])


def matches_arn(pattern: Pattern, arn: str) -> bool:
    """Match each of the six parts on its own, so that a wildcard never spans one of the first five colons.

    A lone `*` covers everything. Raises UnsupportedPolicyError for another pattern that is no ARN.
    """
    if list(pattern) == [Wildcard.ANY]:
        return True
    wanted = _split_arn(pattern)
    if len(wanted) != ARN_PARTS:
        raise UnsupportedPolicyError(f"got {written(pattern)!r}, want an ARN of {ARN_PARTS} parts or *")
    present = arn.split(":", ARN_PARTS - 1)
    return len(present) == ARN_PARTS and all(map(matches, wanted, present))


def _split_arn(pattern: Pattern) -> list[list[str | Wildcard]]:
    parts: list[list[str | Wildcard]] = [[]]
    for part in pattern:
        if part == ":" and len(parts) < ARN_PARTS:
            parts.append([])
        else:
            parts[-1].append(part)
    return parts
