"""What the checks of the input that reads the database share: where it is, its DSN, and what that should be."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from doctor.chain import reads_mysql
from doctor.checks.each_component import Kind, Verdict, each_component
from doctor.checks.each_pipeline import Pipeline
from doctor.facts.facts import Facts, Unavailable
from doctor.finding import Finding
from doctor.pipeline_dsn import read_dsn, read_mysql_dsn
from domain.mysql_dsn import MysqlDsn, mysql_dsn_of
from domain.pipeline_config import MYSQL, POSTGRES, Component
from domain.pipeline_dsn import Dsn, dsn_of

DsnJudge = Callable[[Pipeline, Component, Dsn | MysqlDsn], Verdict]


def input_kind(chain: Mapping[str, Any]) -> Kind:
    """The input that reads the engine of the chain's database."""
    return MYSQL if reads_mysql(chain) else POSTGRES


def each_dsn(facts: Facts, *, link: int, what: str, judge: DsnJudge) -> Iterator[Finding]:
    """For checks that need the DSN: unknown where it cannot be read."""
    read = read_mysql_dsn if reads_mysql(facts.chain) else read_dsn

    def with_dsn(pipeline: Pipeline, component: Component) -> Verdict:
        dsn = read(component.get("dsn"))
        return dsn if isinstance(dsn, Unavailable) else judge(pipeline, component, dsn)

    yield from each_component(facts, input_kind(facts.chain), link=link, what=what, judge=with_dsn)


def right_dsn(chain: Mapping[str, Any], pipeline: Pipeline) -> str:
    """The DSN that the program makes."""
    database = chain["database"]
    address = f"{database['endpoint']}:{database['port']}"
    write = mysql_dsn_of if reads_mysql(chain) else dsn_of
    return write(pipeline["user"], address, database["name"])


def known_later(key: str) -> Unavailable:
    """Of a value with an interpolation in it."""
    return Unavailable(f"{key} is known only when the pipeline runs")
