"""One finding per component of a pipeline's configuration."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from doctor.checks.each_pipeline import NOT_READ, Pipeline
from doctor.checks.fix_commands import APPLY_AGAIN
from doctor.facts.facts import Facts, Unavailable
from doctor.finding import Finding, failed, passed, unknown
from domain.pipeline_config import Component, components, get, is_interpolated


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A setting that breaks the chain."""

    cause: str
    key: str
    """Its path in the YAML."""
    got: str
    """No secret."""
    want: str
    """The value to write; empty: the key has to go."""
    why: str = ""
    link: int | None = None
    """Where it breaks another link than the check is about."""


OF_THE_TEXT = frozenset({"K10", "K16", "S5"})
"""Causes that are in the text of a value, whatever it becomes when the pipeline runs."""

Verdict = Wrong | Unavailable | str
"""A text says what was seen when nothing is wrong."""

Kind = tuple[frozenset[str], tuple[str, ...]]
"""Types of components, and the top-level keys they are looked for under."""


def each_component(
    facts: Facts, kind: Kind, *, link: int, what: str, judge: Callable[[Pipeline, Component], Verdict]
) -> Iterator[Finding]:
    """A finding for each such component of each pipeline, named `<pipeline>: <what>`; unknown where there is none."""
    names, sections = kind
    for pipeline in facts.chain["pipelines"]:
        config = facts.pipeline_configs.get(pipeline["name"], NOT_READ)
        if isinstance(config, Unavailable):
            yield finding(pipeline, link, what, config)
            continue
        found = components(config, names, sections)
        for component in found:
            yield finding(pipeline, link, what, _settled(judge(pipeline, component), config))
        if not found:
            missing = Unavailable(f"the configuration has no {' or '.join(sorted(names))} {sections[0]}")
            yield finding(pipeline, link, what, missing)


def each_config(
    facts: Facts, *, link: int, what: str, judge: Callable[[Pipeline, Mapping[str, Any]], Verdict]
) -> Iterator[Finding]:
    """A finding for each pipeline's configuration as a whole, named the same way."""
    for pipeline in facts.chain["pipelines"]:
        config = facts.pipeline_configs.get(pipeline["name"], NOT_READ)
        verdict = config if isinstance(config, Unavailable) else _settled(judge(pipeline, config), config)
        yield finding(pipeline, link, what, verdict)


def finding(pipeline: Pipeline, link: int, what: str, verdict: Verdict) -> Finding:
    """The verdict as a line of the report, with the change in YAML that mends it."""
    check = f"{pipeline['name']}: {what}"
    match verdict:
        case Unavailable(reason):
            return unknown(link, check, reason)
        case Wrong():
            saw = f"{verdict.key}: got {verdict.got}, want {verdict.want or 'no such key'}"
            change = f"{verdict.key}: {verdict.want}" if verdict.want else f"remove {verdict.key}"
            return failed(
                link if verdict.link is None else verdict.link,
                check,
                f"{saw} ({verdict.why})" if verdict.why else saw,
                cause=verdict.cause,
                fix=f"in the YAML of pipeline {pipeline['id']}: {change}; {APPLY_AGAIN} writes what the program makes",
            )
        case _:
            return passed(link, check, verdict)


def _settled(verdict: Verdict, config: Mapping[str, Any]) -> Verdict:
    """What hangs on a value that is known only when the pipeline runs is no fault."""
    if not isinstance(verdict, Wrong) or verdict.cause in OF_THE_TEXT:
        return verdict
    value: Any = config
    for key in verdict.key.split("."):
        if is_interpolated(value):
            break
        if isinstance(value, list):
            value = value[int(key)] if key.isdecimal() and int(key) < len(value) else None
        else:
            value = get(value, key)
    return Unavailable(f"{verdict.key} is known only when the pipeline runs") if is_interpolated(value) else verdict
