"""Where a login token stands: alone, or as the password of a URL, of libpq's `key=value`, or of a MySQL DSN."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

URL = re.compile(r"(?:jdbc:)?postgres(?:ql)?://(?P<rest>.*)", re.DOTALL)
PARAMETER = re.compile(r"[?&]password=(?P<password>.*)", re.DOTALL)
KEY_VALUE = re.compile(r"\w+\s*=")
MYSQL = re.compile(r"[^:/@\s]+:(?P<password>.+)@(?:tcp|unix)?\(", re.DOTALL)  # go-sql-driver/mysql, DSN
ENDS = frozenset("/?&")
"""Where a password that is not encoded ends for whoever reads the URL (RFC 3986, 3.2 and 3.4)."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a text has in the place of a token."""

    token: str
    """Whole and decoded, empty where there is none."""
    cut: bool
    """Whether clients see less of it: it stands in a URL as it is."""


def found_in(text: str) -> Found:
    """The token of a text; raises ValueError, without the text in it, for `key=value` that libpq cannot read."""
    text = text.strip()
    if url := URL.match(text):
        return _of_url(url["rest"])
    if KEY_VALUE.match(text):
        return Found(token=_of_key_value(text), cut=False)
    if dsn := MYSQL.match(text):
        return Found(token=dsn["password"], cut=False)
    return Found(token=text, cut=False)


def _of_url(rest: str) -> Found:
    if parameter := PARAMETER.search(rest):
        value = parameter["password"]
        cut = "?" in value
        return Found(token=value if cut else unquote(value.partition("&")[0]), cut=cut)
    password = rest.rpartition("@")[0].partition(":")[2]
    cut = not ENDS.isdisjoint(password)
    return Found(token=password if cut else unquote(password), cut=cut)


def _of_key_value(text: str) -> str:
    try:
        return str(conninfo_to_dict(text).get("password", ""))
    except ProgrammingError:
        raise ValueError("token: got key=value that libpq cannot read; put quotes around values with blanks") from None
