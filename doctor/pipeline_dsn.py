"""A DSN as the doctor's checks take it: one that cannot be read is a fact that is not available."""

from doctor.facts.facts import Unavailable
from domain.pipeline_config import REFERENCE, is_interpolated
from domain.pipeline_dsn import Dsn, parse_dsn


def read_dsn(value: object) -> Dsn | Unavailable:
    """What the DSN says; no reason repeats it, as a password may be in it."""
    try:
        return parse_dsn(value)
    except ValueError as error:
        return Unavailable(str(error))


def mysql_password_in_clear(value: str) -> bool | Unavailable:
    """Whether a `user:password@tcp(host:port)/database` holds its password (go-sql-driver/mysql, "DSN")."""
    before, slash, _ = value.rpartition("/")
    user, _, password = before.rpartition("@")[0].partition(":")
    if not slash:
        return Unavailable("the dsn cannot be read")
    if is_interpolated(user):
        return Unavailable("the dsn is known only when the pipeline runs")
    return password != "" and REFERENCE.fullmatch(password) is None
