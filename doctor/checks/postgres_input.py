"""What the checks of a `postgres_cdc` input share: where it is, its DSN, and what that should be."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from doctor.checks.each_component import Verdict, each_component
from doctor.checks.each_pipeline import Pipeline
from doctor.facts.facts import Facts, Unavailable
from doctor.finding import Finding
from doctor.pipeline_dsn import read_dsn
from domain.pipeline_config import POSTGRES, Component
from domain.pipeline_dsn import Dsn

DsnJudge = Callable[[Pipeline, Component, Dsn], Verdict]


def each_dsn(facts: Facts, *, link: int, what: str, judge: DsnJudge) -> Iterator[Finding]:
    """For checks that need the DSN: unknown where it cannot be read."""

    def with_dsn(pipeline: Pipeline, component: Component) -> Verdict:
        dsn = read_dsn(component.get("dsn"))
        return dsn if isinstance(dsn, Unavailable) else judge(pipeline, component, dsn)

    yield from each_component(facts, POSTGRES, link=link, what=what, judge=with_dsn)


def right_dsn(chain: Mapping[str, Any], pipeline: Pipeline) -> str:
    """The DSN that the program makes."""
    database = chain["database"]
    address = f"{database['endpoint']}:{database['port']}"
    return f"postgres://{pipeline['user']}@{address}/{database['name']}?sslmode=verify-full"


def known_later(key: str) -> Unavailable:
    """Of a value with an interpolation in it."""
    return Unavailable(f"{key} is known only when the pipeline runs")
