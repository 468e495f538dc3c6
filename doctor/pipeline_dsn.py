"""A DSN as the doctor's checks take it: one that cannot be read is a fact that is not available."""

from doctor.facts.facts import Unavailable
from domain.mysql_dsn import MysqlDsn, parse_mysql_dsn
from domain.pipeline_dsn import Dsn, parse_dsn


def read_dsn(value: object) -> Dsn | Unavailable:
    """What the DSN of an input that reads PostgreSQL says; no reason repeats it, as a password may be in it."""
    try:
        return parse_dsn(value)
    except ValueError as error:
        return Unavailable(str(error))


def read_mysql_dsn(value: object) -> MysqlDsn | Unavailable:
    """The same of one that reads MySQL."""
    try:
        return parse_mysql_dsn(value)
    except ValueError as error:
        return Unavailable(str(error))
