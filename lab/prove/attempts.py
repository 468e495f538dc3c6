"""What must be refused, and what is made of how it ends."""

from collections.abc import Callable, Iterator, Mapping

import psycopg
from botocore.exceptions import BotoCoreError, ClientError

from lab.prove.finding import Finding, Outcome
from lab.prove.walk import LinkBroken

ACCESS_DENIED = ("AccessDenied",)
PAM_FAILED = ("PAM authentication failed for user",)

Attempt = Callable[[], None]
Attempts = Mapping[str, tuple[Attempt, tuple[str, ...]]]
"""Who tries what, and the words of the refusal."""


class Refused(Exception):
    """The other side said no; the message is how."""


def try_all(begin: Callable[[], Attempts]) -> Iterator[Finding]:
    """One finding per attempt; one that goes through, or that fails in another way, is broken.

    Most attempts begin with roles that a healthy chain gives; where it gives none, nothing is tried.
    """
    try:
        attempts = begin()
    except (BotoCoreError, ClientError, LinkBroken) as error:
        yield Finding(subject="refusals", outcome=Outcome.NOT_RUN, detail=f"the chain itself is broken: {error}")
        return
    for subject, (attempt, words) in attempts.items():
        yield judge(subject, attempt, words)


def judge(subject: str, attempt: Attempt, words: tuple[str, ...]) -> Finding:
    """Whether the attempt is refused in one of these words."""
    try:
        attempt()
    except (ClientError, psycopg.Error, LinkBroken, Refused) as error:
        said = _last_words(error)
        expected = any(word in said for word in words)
        return Finding(subject=subject, outcome=Outcome.REFUSED if expected else Outcome.BROKEN, detail=said)
    return Finding(subject=subject, outcome=Outcome.BROKEN, detail="it was let in")


def _last_words(error: Exception) -> str:
    """What the other side answered, without how the client leads up to it."""
    if isinstance(error, ClientError):
        answer = error.response["Error"]
        return f"{answer['Code']}: {answer['Message']}"
    return " ".join(str(error).split()).rpartition("FATAL: ")[2]
