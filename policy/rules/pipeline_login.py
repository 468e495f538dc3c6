"""How a pipeline logs in to the database: over verified TLS, by a role, with a token for the host it dials."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from domain.mysql_dsn import MysqlDsn, mysql_dsn_of, parse_mysql_dsn
from domain.pipeline_config import Component, get, is_reference, shown
from domain.pipeline_dsn import Dsn, dsn_of, parse_dsn
from domain.rds_proxy import HOST_MARK
from policy.pipelines import broker_clients, is_unreadable, mysql_sources, postgres_sources
from policy.rule import Props, Rule

PLACES = ("<user>", "<host>:<port>", "<database>")


@dataclass(frozen=True, kw_only=True)
class Source:
    """An input that reads a database, of either engine."""

    input: Component
    dsn: Dsn | MysqlDsn | ValueError
    """Or why it is not known."""
    wanted_dsn: str


def sources(kind: str, props: Props) -> Iterator[Source]:
    """A pipeline's inputs, as far as they are known."""
    for postgres in postgres_sources(kind, props):
        yield Source(input=postgres, dsn=_read(parse_dsn, postgres), wanted_dsn=dsn_of(*PLACES))
    for mysql in mysql_sources(kind, props):
        yield Source(input=mysql, dsn=_read(parse_mysql_dsn, mysql), wanted_dsn=mysql_dsn_of(*PLACES))


def verified_tls(kind: str, props: Props) -> Iterator[str]:
    """Both ends of a pipeline are verified; a configuration or DSN that nobody can read is not."""
    if is_unreadable(kind, props):
        yield "configYaml: got no YAML mapping, want a pipeline configuration"
    for source in sources(kind, props):
        key = source.input.key("dsn")
        if isinstance(source.dsn, ValueError):
            yield f"{key}: {source.dsn}, want {source.wanted_dsn}"
        elif isinstance(source.dsn, MysqlDsn):
            if source.dsn.tls != "true":
                yield f"{key}: got tls {shown(source.dsn.tls)}, want true (every other value verifies nothing)"
            if source.dsn.falls_back:
                yield f"{key}: got allowFallbackToPlaintext, want none"
        elif source.dsn.sslmode != "verify-full":
            yield f"{key}: got sslmode {shown(source.dsn.sslmode)}, want verify-full"
        if not source.input.get("tls", "root_cas"):
            yield f"{source.input.key('tls', 'root_cas')}: got nothing, want the certificates of the database's region"
        yield from _unverified(source.input)
    for client in broker_clients(kind, props):
        if client.get("tls", "enabled") is not True:
            yield f"{client.key('tls', 'enabled')}: got {shown(client.get('tls', 'enabled'))}, want true"
        yield from _unverified(client)


def listed_roles(kind: str, props: Props) -> Iterator[str]:
    """A role is assumed, and by the list."""
    for source in (source.input for source in sources(kind, props)):
        if source.get("aws", "enabled") is not True:
            yield f"{source.key('aws', 'enabled')}: got {shown(source.get('aws', 'enabled'))}, want true"
        roles = source.get("aws", "roles")
        named = [role for role in roles if get(role, "role")] if isinstance(roles, list) else []
        if not named:
            yield f"{source.key('aws', 'roles')}: got {shown(roles)}, want the list of roles to assume"


def signed_endpoint(kind: str, props: Props) -> Iterator[str]:
    """The token is signed for the host and port that are dialled."""
    for source in sources(kind, props):
        endpoint, dsn = source.input.get("aws", "endpoint"), source.dsn
        if isinstance(dsn, ValueError) or is_reference(endpoint):
            continue
        if endpoint != f"{dsn.host}:{dsn.port}":
            key = source.input.key("aws", "endpoint")
            yield f"{key}: got {shown(endpoint)}, want {dsn.host}:{dsn.port} as in the dsn"


def no_proxy(kind: str, props: Props) -> Iterator[str]:
    """A pipeline dials the cluster itself."""
    for source in sources(kind, props):
        if not isinstance(source.dsn, ValueError) and HOST_MARK in source.dsn.host:
            yield f"{source.input.key('dsn')}: got {source.dsn.host}, want the cluster's writer endpoint"


def _read(parse: Callable[[object], Dsn | MysqlDsn], source: Component) -> Dsn | MysqlDsn | ValueError:
    try:
        return parse(source.get("dsn"))
    except ValueError as error:
        return error


def _unverified(part: Component) -> Iterator[str]:
    skipped: Any = part.get("tls", "skip_cert_verify")
    if skipped not in (None, False):
        yield f"{part.key('tls', 'skip_cert_verify')}: got {shown(skipped)}, want false"


def _rule(name: str, title: str, why: str, source: str, check: Callable[[str, Props], Iterator[str]]) -> Rule:
    return Rule(id=name, title=title, why=why, source=source, check=check)


RULES = (
    _rule(
        "pipeline-verified-tls",
        "A pipeline verifies the database's certificate and the brokers'",
        "whoever stands between gets the login token, and the rows",
        "PostgreSQL manual, 34.19.1; Redpanda Connect documentation, postgres_cdc, tls",
        verified_tls,
    ),
    _rule(
        "pipeline-listed-roles",
        "A pipeline assumes its role by the list `aws.roles`",
        "a lone `aws.role` without an external id is silently not assumed",
        "Redpanda Connect documentation, postgres_cdc, aws",
        listed_roles,
    ),
    _rule(
        "pipeline-signed-endpoint",
        "The login token is signed for the host and port of the DSN",
        "the signer refuses a bare host, and the database a token for another one",
        "redpanda-data/connect #4434; Aurora User Guide, IAM database authentication",
        signed_endpoint,
    ),
    _rule(
        "pipeline-without-proxy",
        "No pipeline reads through RDS Proxy",
        "a proxy carries no replication connection",
        'Aurora User Guide, "Quotas and limitations for RDS Proxy"',
        no_proxy,
    ),
)
