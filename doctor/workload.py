"""Walks links 1 to 6, of MySQL 1 to 3, as the pipeline itself does: real calls and logins, which change nothing."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import boto3
import psycopg
from botocore import UNSIGNED, exceptions
from botocore.config import Config

from doctor import causes
from doctor.chain import reads_mysql
from doctor.check import timed
from doctor.checks.assumption import aws_iam, role_name, widen_boundary
from doctor.checks.each_pipeline import Pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, as_master, describe_command, rds_command, set_parameter
from doctor.facts.aws import ONE_TRY
from doctor.facts.facts import NO_MYSQL_LOGIN
from doctor.finding import Finding, failed, passed, unknown
from domain import arns
from domain.sql_names import written

Chain = Mapping[str, Any]
Session = Any
"""A boto3 session: boto3 has no types."""

CONNECT_TIMEOUT_S = 10
SESSION_S = 900  # as Redpanda Connect asks for
SESSION_NAME = "doctor"

UNREACHABLE = (exceptions.HTTPClientError, exceptions.ConnectionError)

WHO = "workload is the pipeline role"
MAY_ASSUME = "workload may assume the connect role"
LET_IN = "connect role lets the workload in"

ASSUME_TEXTS = (
    ("explicit deny", "R8"),
    ("no permissions boundary allows", "R10"),
    ("sts:TagSession", "R6"),
    ("no identity-based policy allows", "R1"),
    ("role chaining", "R7"),
    ("DurationSeconds", "R7"),
)
"""What STS says where it tells (IAM User Guide, "Troubleshoot access denied error messages")."""

LOGIN_TEXTS = (
    ("PAM authentication failed", "I3"),
    ("password authentication failed", "I2"),
    ("no encryption", "T1"),
    ("server does not support SSL", "T1"),
    ("does not match host name", "T3"),
    ("certificate verify failed", "T2"),
    ("could not translate host name", "N1"),
    ("failed to resolve host", "N1"),
    ("timeout expired", "N2"),
    ("timed out", "N2"),
    ("Connection refused", "N4"),
)
"""What the server, libpq, OpenSSL and psycopg say."""

REPLICATION_TEXTS = (
    # A token is a wrong password to a server that does not take tokens here (psycopg2 #1391).
    ("PAM authentication failed", "L1"),
    ("password authentication failed", "L1"),
    ("superuser or replication role", "L3"),
    ("permission denied to start WAL sender", "L3"),
)
"""What a replication login is told where a plain one passes; before PostgreSQL 16 and since."""


def walk_as_workload(chain: Chain, environment: Mapping[str, str], address: str | None = None) -> list[Finding]:
    """Findings of links 1 to 6, in their order; what lies behind a failure is unknown.

    boto3 takes from `environment`, the process's, what else it needs. `address` is dialled instead of the endpoint's.
    """
    return sorted(timed("workload", _walk(chain, environment, address)), key=lambda finding: finding.link)


def cause_of(text: str, texts: Sequence[tuple[str, str]]) -> str | None:
    """The cause whose words a refusal has; the first entry that fits."""
    return next((cause for words, cause in texts if words in text), None)


def _walk(chain: Chain, environment: Mapping[str, str], address: str | None) -> Iterator[Finding]:
    pipeline_role, who = _pipeline_role(chain, environment)
    yield who
    connect_role = None
    if pipeline_role is None:
        yield from _neither_role_known("there is no session of the pipeline role")
    else:
        connect_role, assumed = _connect_role(chain, pipeline_role)
        yield from assumed
    for pipeline in chain["pipelines"]:
        yield from _logins(chain, pipeline, connect_role, address)


def _pipeline_role(chain: Chain, environment: Mapping[str, str]) -> tuple[Session | None, Finding]:
    """Link 1: a session of the pipeline role, and what there is to say of it."""
    redpanda = chain["redpanda"]
    wanted = redpanda["pipeline_role_arn"]
    # Keys in the environment go before a web identity (AWS SDKs and Tools Reference Guide, credential provider chain).
    by_web_identity = "AWS_WEB_IDENTITY_TOKEN_FILE" in environment and "AWS_ACCESS_KEY_ID" not in environment
    where = f"run this where a pipeline runs: as {wanted}, by web identity or instance profile"
    try:
        if by_web_identity:
            session = _by_web_identity(environment, redpanda["region"])
        else:
            session = boto3.Session(region_name=redpanda["region"])
        arn = str(session.client("sts", config=ONE_TRY).get_caller_identity()["Arn"])
    except exceptions.ClientError as error:
        refused_token = error.operation_name == "AssumeRoleWithWebIdentity"
        trust = f"have its trust let in iss, sub and aud of the token: {aws_iam('get-role', redpanda, wanted)} shows it"
        cause, fix = ("C2", trust) if refused_token else ("C1", where)
        return None, failed(1, WHO, f"{error.operation_name}: got {_said(error)}", cause=cause, fix=fix)
    except OSError as error:
        saw = f"AWS_WEB_IDENTITY_TOKEN_FILE: got a file that cannot be read ({error.strerror})"
        return None, failed(1, WHO, saw, cause="C1", fix=where)
    except UNREACHABLE as error:
        return None, _no_sts(1, WHO, redpanda["region"], error)
    except exceptions.BotoCoreError as error:
        saw = f"got no credentials ({type(error).__name__}), want those of {wanted}"
        return None, failed(1, WHO, saw, cause="C1", fix=where)
    if _same_role(arn, wanted):
        return session, passed(1, WHO, arn)
    return None, failed(1, WHO, f"got {arn}, want a session of {wanted}", cause="C1", fix=where)


def _by_web_identity(environment: Mapping[str, str], region: str) -> Session:
    token = Path(environment["AWS_WEB_IDENTITY_TOKEN_FILE"]).read_text()
    unsigned = ONE_TRY.merge(Config(signature_version=UNSIGNED))
    answer = (
        boto3.Session(region_name=region)
        .client("sts", config=unsigned)
        .assume_role_with_web_identity(
            RoleArn=environment.get("AWS_ROLE_ARN", ""), RoleSessionName=SESSION_NAME, WebIdentityToken=token
        )
    )
    return _session(answer, region)


def _connect_role(chain: Chain, pipeline_role: Session) -> tuple[Session | None, list[Finding]]:
    """Links 2 and 3, which are one call: a session of the connect role, and what there is to say of them."""
    trust = chain["trust"]
    target = trust["connect_role_arn"]
    presented = {} if trust["external_id"] is None else {"ExternalId": trust["external_id"]}
    try:
        answer = pipeline_role.client("sts", config=ONE_TRY).assume_role(
            RoleArn=target, RoleSessionName=SESSION_NAME, DurationSeconds=SESSION_S, **presented
        )
    except exceptions.ClientError as error:
        return None, _refused_assume(chain, error)
    except UNREACHABLE as error:
        no_sts = _no_sts(2, MAY_ASSUME, chain["redpanda"]["region"], error)
        return None, [no_sts, unknown(3, LET_IN, "it was not asked")]
    except exceptions.BotoCoreError as error:
        return None, _neither_role_known(f"the call could not be made ({type(error).__name__})")
    session = _session(answer, chain["database"]["region"])
    return session, [passed(2, MAY_ASSUME, target), passed(3, LET_IN, str(answer["AssumedRoleUser"]["Arn"]))]


def _refused_assume(chain: Chain, error: exceptions.ClientError) -> list[Finding]:
    """Which of the two roles refuses, as far as STS tells."""
    redpanda, target = chain["redpanda"], chain["trust"]["connect_role_arn"]
    caller, ours = redpanda["pipeline_role_arn"], redpanda["assume_policy_name"]  # None: its owner keeps the policy
    told = cause_of(error.response["Error"]["Message"], ASSUME_TEXTS)
    saw = f"AssumeRole on {target}: got {_said(error)}"
    if told is None and error.response["Error"]["Code"] != "AccessDenied":
        return _neither_role_known(saw)
    cause = told or "R2"
    fixes = {
        "R1": f"{APPLY_AGAIN}  # puts {ours} back" if ours else f"allow sts:AssumeRole to {role_name(caller)}",
        "R2": f"{APPLY_AGAIN}  # mends what the program made; python -m doctor, by an operator, reads which it is",
        "R6": f"allow sts:TagSession beside sts:AssumeRole in the trust of {role_name(target)} "
        f"and in {ours or 'a policy'} of {role_name(caller)}",
        "R7": "ask for 3600 seconds or less",
        "R8": f"have the organization's administrator lift the deny on {target}",
        "R10": widen_boundary(redpanda, caller, "sts:AssumeRole", target),
    }
    if told is None:
        saw += "; STS does not tell which side refuses (R1 to R13): look at the other findings"
    found = _neither_role_known("one call asks both roles")
    link = causes.find(cause).link or 2
    found[link - 2] = failed(link, found[link - 2].check, saw, cause=cause, fix=fixes[cause])
    return found


def _neither_role_known(why: str) -> list[Finding]:
    return [unknown(2, MAY_ASSUME, why), unknown(3, LET_IN, why)]


def _logins(chain: Chain, pipeline: Pipeline, connect_role: Session | None, address: str | None) -> Iterator[Finding]:
    """Links 4 to 6 of a pipeline; a token is made offline and proves nothing, so a login shows link 4 as well."""
    user = pipeline["user"]
    checks = {4: "may log in as its user", 5: "login by token, TLS verified", 6: "replication login by token"}
    checks = {link: f"{pipeline['name']}: {check}" for link, check in checks.items()}
    if connect_role is None or reads_mysql(chain):
        why = "there is no session of the connect role" if connect_role is None else NO_MYSQL_LOGIN.reason
        yield from (unknown(link, check, why) for link, check in checks.items())
        return
    if problem := _try_login(chain, user, connect_role, address):
        refused = 4 if cause_of(problem, LOGIN_TEXTS) == "I3" else 5
        yield _refused_login(chain, pipeline, (refused, checks.pop(refused)), problem, LOGIN_TEXTS)
        for link, check in checks.items():
            yield unknown(link, check, "the login failed")
        return
    yield passed(4, checks[4], f"{user}: the token was taken")
    yield passed(5, checks[5], f"{user} at {chain['database']['endpoint']}, sslmode=verify-full")
    if problem := _try_login(chain, user, connect_role, address, replication=True):
        yield _refused_login(chain, pipeline, (6, checks[6]), problem, (*REPLICATION_TEXTS, *LOGIN_TEXTS))
    else:
        yield passed(6, checks[6], f"{user}: IDENTIFY_SYSTEM was answered")


def _refused_login(
    chain: Chain, pipeline: Pipeline, check: tuple[int, str], problem: str, texts: Sequence[tuple[str, str]]
) -> Finding:
    cause = cause_of(problem, texts)
    if cause is None:
        return unknown(*check, f"the login failed: {problem}")
    saw = f"{pipeline['user']}: got {problem}"
    return failed(*check, saw, cause=cause, fix=_login_fixes(chain, pipeline)[cause])


def _login_fixes(chain: Chain, pipeline: Pipeline) -> dict[str, str]:
    """By cause, for every cause of LOGIN_TEXTS and REPLICATION_TEXTS."""
    database, user = chain["database"], pipeline["user"]
    describe = describe_command(chain, "Endpoint", "Endpoint.Address")
    encrypted = f"dial {database['endpoint']} with sslmode=verify-full, and no proxy or tunnel before it"
    nat_cidrs = ", ".join(chain["redpanda"]["nat_cidrs"])
    path = f"{APPLY_AGAIN}  # lets {nat_cidrs} into {database['security_group_id']}; a private one needs routes too"
    return {
        "I2": f"{APPLY_AGAIN}  # makes the user; {as_master(chain, f'GRANT rds_iam TO {written(user)}')}",
        "I3": f"{APPLY_AGAIN}  # writes {pipeline['dbuser_arn']}; else an operator's doctor tells I1, I4 to I7",
        "T1": encrypted,
        "T2": f"make certs REGION={database['region']}, then pulumi up",
        "T3": encrypted,
        "N1": f"compare {database['endpoint']} with {describe}; where that is another name, {APPLY_AGAIN}",
        "N2": path,
        "N4": rds_command(chain, "wait"),
        "L1": set_parameter(chain, database["parameter_group_name"], "rds.iam_auth_for_replication", "1", "immediate"),
        "L3": as_master(chain, f"GRANT rds_replication TO {written(user)}"),
    }


def _try_login(
    chain: Chain, user: str, session: Session, address: str | None, *, replication: bool = False
) -> str | None:
    """What goes wrong, on one line; None: nothing. Each login has a token of its own, as the pipeline's has."""
    database = chain["database"]
    host, port, region = database["endpoint"], database["port"], database["region"]
    token = session.client("rds", region_name=region).generate_db_auth_token(
        DBHostname=host, Port=port, DBUsername=user, Region=region
    )
    try:
        with psycopg.connect(
            host=host,
            hostaddr=address,
            port=port,
            dbname=database["name"],
            user=user,
            password=token,
            sslmode="verify-full",
            sslrootcert=database["ca_bundle"],
            connect_timeout=CONNECT_TIMEOUT_S,
            autocommit=True,
            replication="database" if replication else None,
        ) as connection:
            # Not by a cursor: psycopg's ask in ways that a WAL sender does not understand.
            answer = connection.pgconn.exec_(b"IDENTIFY_SYSTEM" if replication else b"SELECT 1")
            done = answer.status == psycopg.pq.ExecStatus.TUPLES_OK
            return None if done else " ".join(answer.get_error_message().split())
    except psycopg.Error as error:
        return " ".join(str(error).split())


def _session(answer: Mapping[str, Any], region: str) -> Session:
    given = answer["Credentials"]
    return boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region)


def _same_role(session_arn: str, role_arn: str) -> bool:
    """Whether `arn:aws:sts::111111111111:assumed-role/reader/session` is a session of the role; it shows no path."""
    session, role = arns.parse(session_arn), arns.parse(role_arn)
    same_account = (session.partition, session.account) == (role.partition, role.account)
    return same_account and session.resource.split("/")[:2] == ["assumed-role", role_name(role_arn)]


def _said(error: exceptions.ClientError) -> str:
    """Code and text of a refusal; a ValidationError may repeat the parameter it refuses, which may be a token."""
    told = error.response["Error"]
    return str(told["Code"]) if told["Code"] == "ValidationError" else f"{told['Code']}: {told['Message']}"


def _no_sts(link: int, check: str, region: str, error: exceptions.BotoCoreError) -> Finding:
    saw = f"STS in {region}: got no answer ({type(error).__name__})"
    fix = f"allow egress on 443 to sts.{region}.amazonaws.com, or give the VPC an interface endpoint of STS"
    return failed(link, check, saw, cause="N6", fix=fix)
