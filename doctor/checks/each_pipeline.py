"""One finding per pipeline of the stack."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from doctor.chain import logins
from doctor.facts.facts import Unavailable
from doctor.finding import Finding, unknown

Known = TypeVar("Known")
Pipeline = Mapping[str, Any]
"""An entry of the chain's `pipelines`."""
Judge = Callable[[str, Pipeline, Known], Finding]
"""From the check's name, the pipeline and what is known of it."""

NOT_READ = Unavailable("it was not read")


def each_pipeline(
    chain: Mapping[str, Any], known: Mapping[str, Known | Unavailable], *, link: int, what: str, judge: Judge[Known]
) -> Iterator[Finding]:
    """A finding for each login, named `<pipeline or user>: <what>`; unknown where there are no facts of it."""
    for pipeline in logins(chain):
        check = f"{pipeline['name']}: {what}"
        seen = known.get(pipeline["name"], NOT_READ)
        if isinstance(seen, Unavailable):
            yield unknown(link, check, seen.reason)
        else:
            yield judge(check, pipeline, seen)
