"""Secrets in a pipeline's configuration."""

from collections.abc import Callable, Iterator

from domain.mysql_dsn import MysqlDsn, parse_mysql_dsn
from domain.pipeline_config import MYSQL, REFERENCE, SECRET_KEYS, nodes
from domain.pipeline_dsn import Dsn, parse_dsn
from policy.pipelines import config_of
from policy.rule import Props, Rule


def no_secret_in_clear(kind: str, props: Props) -> Iterator[str]:
    """Every secret is a reference; what is said of another one does not repeat it."""
    for path, value in nodes(config_of(kind, props)):
        if not isinstance(value, str | int) or not path:
            continue
        text = str(value)
        if path[-1] in SECRET_KEYS and text and REFERENCE.fullmatch(text) is None:
            yield f"{'.'.join(path)}: got a secret in clear, want ${{secrets.<NAME>}}; change the secret"
        elif path[-1] == "dsn" and _has_password(path, text):
            yield f"{'.'.join(path)}: got a password in clear, want none (the token takes its place); change it"


def _has_password(path: tuple[str, ...], dsn: str) -> bool:
    parse: Callable[[str], Dsn | MysqlDsn] = parse_mysql_dsn if MYSQL[0].intersection(path[-2:-1]) else parse_dsn
    try:
        return parse(dsn).password_in_clear
    except ValueError:
        return False  # `pipeline-verified-tls` refuses what cannot be read


RULES = (
    Rule(
        id="pipeline-without-secret",
        title="No secret stands in a pipeline's configuration",
        why="the configuration is kept in the stack's state and shown in Redpanda's console",
        source="Redpanda Cloud documentation, Manage secrets",
        check=no_secret_in_clear,
    ),
)
