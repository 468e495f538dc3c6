"""What a Redpanda Connect configuration tells of its chain, whoever wrote it."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from doctor.checks.pipeline_output import takes_dead_letters
from doctor.facts.facts import Unavailable
from doctor.outputs import OutputsError
from doctor.pipeline_dsn import read_dsn, read_mysql_dsn
from domain.connect_names import in_database
from domain.mysql_dsn import MysqlDsn
from domain.pipeline_config import COMMON_BROKERS, KAFKA, MYSQL, POSTGRES, Component, components, get, is_interpolated
from domain.pipeline_dsn import Dsn

CLOUD_MARKS = ("${secrets.", "${REDPANDA_BROKERS}")
"""What only Redpanda Cloud fills in (Redpanda Cloud documentation, "Manage secrets", "Contextual variables")."""


@dataclass(frozen=True, kw_only=True)
class Hop:
    """A role that the input assumes."""

    role_arn: str
    external_id: str | None


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """A pipeline as its file has it."""

    name: str
    document: Mapping[str, Any] = field(repr=False)
    text: str = field(repr=False)
    """A secret may stand in it in clear."""
    source: Component
    """The input that reads the database."""
    dsn: Dsn | MysqlDsn | Unavailable
    target: Component | None
    """The output that takes the records; None: none of Kafka's is there."""
    dead_letters: Component | None
    elsewhere: tuple[str, ...] = ()
    """Where the inputs stand that read another database, or log in another way: a chain has one."""

    @property
    def login(self) -> tuple[object, ...]:
        """What inputs of one chain have in common."""
        dsn = self.dsn
        place = self.source.get("dsn") if isinstance(dsn, Unavailable) else (dsn.host, dsn.port, dsn.database)
        return self.reads_mysql, place, *self.hops

    @property
    def reads_mysql(self) -> bool:
        """Whether it streams out of MySQL."""
        return self.source.path[-1] in MYSQL[0]

    @property
    def on_cloud(self) -> bool:
        """Whether it is written for Redpanda Cloud."""
        return any(mark in self.text for mark in CLOUD_MARKS)

    @property
    def hops(self) -> list[Hop]:
        """Roles in the order they are assumed; a lone `role` is what was meant to be one (R13)."""
        aws = self.source.get("aws")
        listed = get(aws, "roles")
        given = [aws, *(listed if isinstance(listed, list) else [])]
        hops = [(get(one, "role"), get(one, "role_external_id")) for one in given]
        return [
            Hop(role_arn=str(role), external_id=None if external_id is None else str(external_id))
            for role, external_id in hops
            if role
        ]

    def told(self, *key: str) -> str | None:
        """A text of the input; None: it is not there, or known only when the pipeline runs."""
        value = self.source.get(*key)
        return value if isinstance(value, str) and value and not is_interpolated(value) else None

    @property
    def tables(self) -> list[str] | None:
        """As the database has them; None: they are not told, or not all of them."""
        tables = self.source.get("tables")
        listed = tables if isinstance(tables, list) and tables else [None]
        known = [table for table in listed if isinstance(table, str) and not is_interpolated(table)]
        if len(known) != len(listed):
            return None
        return known if self.reads_mysql else [in_database(table) for table in known]

    @property
    def kafka_user(self) -> str | None:
        """As whom it writes; None: it does not log in, or that is known only when it runs."""
        own = self.target.get("sasl") if self.target else None
        login = own or get(self.document, COMMON_BROKERS, "sasl")
        first = login[0] if isinstance(login, list) and login else None
        user = get(first, "username")
        return user if isinstance(user, str) and user and not is_interpolated(user) else None

    @property
    def checkpoint_topic(self) -> str | None:
        """Where a reader of MySQL keeps its position; None: in no topic that is told."""
        caches, label = self.document.get("cache_resources"), self.source.get("checkpoint_cache")
        own = [one for one in (caches if isinstance(caches, list) else ()) if label and get(one, "label") == label]
        topic = get(own[0], "redpanda", "topic") if own else None
        return topic if isinstance(topic, str) and not is_interpolated(topic) else None


def read(file: Path) -> tuple[Configuration, ...]:
    """The file's pipeline, once for each input that reads the first one's database as the first one does.

    Raises OutputsError for a file that holds none that reads a database.
    """
    try:
        text = file.read_text()
        document = yaml.safe_load(text)
    except OSError as error:
        raise OutputsError(f"--pipeline: got {str(file)!r}, want a file that can be read ({error.strerror})") from None
    except (UnicodeError, yaml.YAMLError):
        # Its text may hold a password.
        raise OutputsError(f"--pipeline: got {str(file)!r}, want a file of YAML") from None
    sources = components(document, *POSTGRES) + components(document, *MYSQL) if isinstance(document, Mapping) else []
    if not sources:
        raise OutputsError(
            f"--pipeline: got {str(file)!r}, want a configuration with a postgres_cdc or mysql_cdc input"
        )
    every = [_of_input(file.stem, text, document, source) for source in sources]
    first, together = every[0], [one for one in every if one.login == every[0].login]
    elsewhere = tuple(one.source.key() for one in every if one.login != first.login)
    if len(together) == 1:
        return (replace(first, elsewhere=elsewhere),)
    return tuple(
        replace(
            one,
            name=f"{file.stem}-{place}",
            elsewhere=elsewhere,
            document=_without(document, [other.source.path for other in together if other is not one]),
        )
        for place, one in enumerate(together, start=1)
    )


def _of_input(name: str, text: str, document: Mapping[str, Any], source: Component) -> Configuration:
    outputs = components(document, *KAFKA)
    readers = read_mysql_dsn if source.path[-1] in MYSQL[0] else read_dsn
    return Configuration(
        name=name,
        document=document,
        text=text,
        source=source,
        dsn=readers(source.get("dsn")),
        target=next((output for output in outputs if not takes_dead_letters(output)), None),
        dead_letters=next((output for output in outputs if takes_dead_letters(output)), None),
    )


def _without(document: Mapping[str, Any], paths: Sequence[tuple[str, ...]]) -> Mapping[str, Any]:
    """A copy in which these components are not there, and everything else stands where it stood."""
    copy = deepcopy(document)
    for *above, last in paths:
        place: Any = copy
        for key in above:
            place = place[int(key)] if isinstance(place, list) else place[key]
        place.pop(last, None)
    return copy
