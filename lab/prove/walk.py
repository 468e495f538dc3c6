"""A walk along links in order; the first that does not hold ends it."""

from collections.abc import Callable, Iterator, Mapping

import psycopg
from botocore.exceptions import BotoCoreError, ClientError

from lab.prove.finding import Finding, Outcome

Step = Callable[[], Iterator[str]]
"""Yields what was seen; each step uses what the one before it got."""


class LinkBroken(Exception):
    """A link does not hold; the message is what was seen."""


class LinkNotRun(Exception):
    """A link cannot be walked here; the message is what it needs."""


def walk(links: Mapping[str, Step]) -> Iterator[Finding]:
    """A finding or more per link; links behind a broken one are reported as not run."""
    steps = list(links.items())
    for index, (subject, step) in enumerate(steps):
        try:
            for detail in step():
                yield Finding(subject=subject, outcome=Outcome.HOLDS, detail=detail)
        except LinkNotRun as missing:
            yield Finding(subject=subject, outcome=Outcome.NOT_RUN, detail=str(missing))
        except (LinkBroken, BotoCoreError, ClientError, psycopg.Error) as error:
            yield Finding(subject=subject, outcome=Outcome.BROKEN, detail=str(error).strip().splitlines()[0])
            for behind, _ in steps[index + 1 :]:
                yield Finding(subject=behind, outcome=Outcome.NOT_RUN, detail=f"link {index + 1} is broken")
            return
