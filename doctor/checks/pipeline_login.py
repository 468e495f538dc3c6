"""The configuration's login, for links 4 and 5: as whom, where, with a token for what, and whom it trusts."""

from collections.abc import Iterator
from functools import partial

from doctor.chain import on_cloud, reads_mysql
from doctor.checks.database_input import each_dsn, known_later, right_dsn
from doctor.checks.each_component import Verdict, Wrong
from doctor.checks.each_pipeline import Pipeline
from doctor.facts.facts import Facts
from doctor.finding import Finding
from domain.mysql_dsn import MysqlDsn
from domain.pipeline_config import Component, is_interpolated, shown
from domain.pipeline_dsn import Dsn
from domain.rds_proxy import HOST_MARK

PLAIN_TEXT_MODES = {None, "disable", "allow", "prefer"}
"""Values of sslmode that do without TLS, at first or at last (PostgreSQL manual, 34.19.1)."""

VERIFIED_TLS = {"true", "TRUE", "True", "1"}
PLAIN_TEXT_TLS = {"", "false", "0", "preferred"}
"""The same of MySQL's `tls`, in lower case, and what verifies (go-sql-driver/mysql, "DSN (Data Source Name)")."""


def check_user(facts: Facts) -> Iterator[Finding]:
    """Whether the DSN names the user that the connect role may log in as, to the letter."""

    def judge(pipeline: Pipeline, component: Component, dsn: Dsn | MysqlDsn) -> Verdict:
        if dsn.user == pipeline["user"]:
            return dsn.user
        got, want = f"user {shown(dsn.user)}", right_dsn(facts.chain, pipeline)
        return Wrong(cause="I13", key=component.key("dsn"), got=got, want=want)

    yield from each_dsn(facts, link=4, what="configured user", judge=judge)


def check_host(facts: Facts) -> Iterator[Finding]:
    """Whether the DSN dials the writer's endpoint."""

    def judge(pipeline: Pipeline, component: Component, dsn: Dsn | MysqlDsn) -> Verdict:
        database = facts.chain["database"]
        if (dsn.host, dsn.port) == (database["endpoint"].lower(), database["port"]):
            return f"{dsn.host}:{dsn.port}"
        wrong = partial(
            Wrong,
            key=component.key("dsn"),
            got=f"{shown(dsn.host)}:{dsn.port}",
            want=right_dsn(facts.chain, pipeline),
        )
        if ".cluster-ro-" in dsn.host:
            return wrong(cause="L6", why="a reader does not replicate", link=6)
        if HOST_MARK in dsn.host and not reads_mysql(facts.chain):
            return wrong(cause="L10", why="RDS Proxy carries no replication", link=6)
        return wrong(cause="N1", why="this is not the cluster's writer endpoint")

    yield from each_dsn(facts, link=5, what="configured host", judge=judge)


def check_token(facts: Facts) -> Iterator[Finding]:
    """Whether the token is signed for the host, port and region that are dialled."""

    def judge(_: Pipeline, component: Component, dsn: Dsn | MysqlDsn) -> Verdict:
        endpoint, region = component.get("aws", "endpoint"), component.get("aws", "region")
        if is_interpolated(endpoint) or is_interpolated(region):
            return known_later(component.key("aws"))
        wanted = f"{dsn.host}:{dsn.port}"
        wrong = partial(Wrong, key=component.key("aws", "endpoint"), got=shown(endpoint), want=wanted)
        if not shown(endpoint).rpartition(":")[2].isdecimal() or ":" not in shown(endpoint):
            return wrong(cause="I11", why="the signer wants host:port")
        if endpoint.lower() != wanted:
            return wrong(cause="I7", why="the token is good for the host and port of the dsn only")
        expected = facts.chain["database"]["region"]
        if region != expected:
            return Wrong(cause="I7", key=component.key("aws", "region"), got=shown(region), want=expected)
        return f"it is signed for {wanted} in {expected}"

    yield from each_dsn(facts, link=5, what="configured token", judge=judge)


def check_verification(facts: Facts) -> Iterator[Finding]:
    """Whether the DSN asks for TLS with a verified peer."""
    setting = "tls" if reads_mysql(facts.chain) else "sslmode"

    def judge(pipeline: Pipeline, component: Component, dsn: Dsn | MysqlDsn) -> Verdict:
        if isinstance(dsn, MysqlDsn):
            got, verified = dsn.tls, dsn.tls in VERIFIED_TLS
            plain_text = (got or "").lower() in PLAIN_TEXT_TLS
        else:
            got, verified = dsn.sslmode, dsn.sslmode == "verify-full"
            plain_text = got in PLAIN_TEXT_MODES
        if verified:
            return f"{setting}={got}"
        cause, want = "T1" if plain_text else "T4", right_dsn(facts.chain, pipeline)
        return Wrong(cause=cause, key=component.key("dsn"), got=f"{setting} {shown(got)}", want=want)

    yield from each_dsn(facts, link=5, what=f"configured {setting}", judge=judge)


def check_certificates(facts: Facts) -> Iterator[Finding]:
    """Whether the input verifies the server, and has the RDS certificates inline: Redpanda Cloud has no files."""

    def judge(pipeline: Pipeline, component: Component, dsn: Dsn | MysqlDsn) -> Verdict:
        tls = partial(component.key, "tls")
        inline = f"<the text of {facts.chain['database']['ca_bundle']}>"
        if component.get("tls", "enabled") is not None:
            return Wrong(cause="T5", key=tls("enabled"), got="the key", want="", why="the input knows no such key")
        if component.get("tls", "root_cas_file") and on_cloud(facts.chain):
            why = f"Redpanda Cloud has no files; tls.root_cas takes {inline[1:-1]}"
            return Wrong(cause="T6", key=tls("root_cas_file"), got="a file", want="", why=why)
        if isinstance(dsn, Dsn) and dsn.sslrootcert is not None and on_cloud(facts.chain):
            want, why = right_dsn(facts.chain, pipeline), "Redpanda Cloud has no files"
            return Wrong(cause="T6", key=component.key("dsn"), got="sslrootcert", want=want, why=why)
        if component.get("tls", "skip_cert_verify") is True:
            return Wrong(cause="T4", key=tls("skip_cert_verify"), got="true", want="false")
        by_file = component.get("tls", "root_cas_file") or (isinstance(dsn, Dsn) and dsn.sslrootcert)
        if by_file and not component.get("tls", "root_cas"):
            return f"the certificates are in {by_file}, where it runs"
        if not component.get("tls", "root_cas"):
            why = "system trust stores lack Amazon's private authority"
            return Wrong(cause="T2", key=tls("root_cas"), got="nothing", want=inline, why=why)
        return "the certificates are inline"

    yield from each_dsn(facts, link=5, what="configured certificates", judge=judge)


CHECKS = (check_user, check_host, check_token, check_verification, check_certificates)
