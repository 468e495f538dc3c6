"""Secrets that stand in a pipeline's configuration in clear."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from domain.mysql_dsn import MysqlDsn, parse_mysql_dsn
from domain.pipeline_config import SECRET_KEYS, is_reference, nodes
from domain.pipeline_dsn import Dsn, parse_dsn

AUTHORIZATION = "authorization"
"""The header: a scheme such as Bearer, then the secret (RFC 9110, 11.6.2)."""

PRIVATE_KEY = "PRIVATE KEY-----"
"""How every label of a private key ends (RFC 7468)."""

URL_PASSWORD = re.compile(r"[\w+.-]://[^\s/?#@:]*:([^\s/@]+)@")
"""`scheme://user:password@` (RFC 3986, 3.2.1)."""

PARSERS: tuple[Callable[[str], Dsn | MysqlDsn], ...] = (parse_dsn, parse_mysql_dsn)


def secrets_in_clear(config: Any) -> Iterator[tuple[str, ...]]:
    """The path of each value that is, or holds, a secret and no reference to one."""
    for path, value in nodes(config):
        if value is not None and not isinstance(value, bool | Mapping | list) and _is_in_clear(path, str(value)):
            yield path


def _is_in_clear(path: tuple[str, ...], text: str) -> bool:
    names = [part.lower() for part in path if not part.isdecimal()]  # a key's list is secret as the key is
    key = names[-1] if names else ""
    if key == AUTHORIZATION:
        text = text.rpartition(" ")[2]
    if key in SECRET_KEYS or key == AUTHORIZATION:
        return text != "" and not is_reference(text)
    return (
        PRIVATE_KEY in text
        or any(not is_reference(password) for password in URL_PASSWORD.findall(text))
        or (key == "dsn" and any(_has_password(parse, text) for parse in PARSERS))
    )


def _has_password(parse: Callable[[str], Dsn | MysqlDsn], dsn: str) -> bool:
    try:
        return parse(dsn).password_in_clear
    except ValueError:
        return False
