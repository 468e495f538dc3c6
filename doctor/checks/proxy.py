"""Link 5 by way of an RDS Proxy, for chains that have one; nothing is said of others.

`chain["proxy"]` says how the proxy was made to log in: `iam`, by token as the client's own user, or `secret`.
`chain["users"]` are those who come through it. Clients always log in to the proxy by token.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from doctor.checks.assumption import as_caller, connect_role
from doctor.checks.cluster_seen import cluster_seen
from doctor.checks.databases_seen import databases_seen
from doctor.checks.fix_commands import APPLY_AGAIN, as_master, in_database_account
from doctor.facts.facts import Facts, RoleFacts, Unavailable
from doctor.facts.proxy import NoProxy, ProxyFacts, ProxyTarget
from doctor.finding import Finding, failed, passed, unknown
from domain import arns
from domain.iam_evaluation import may
from domain.sql_names import written

LINK = 5
BY_TOKEN = "IAM_AUTH"  # noqa: S105  RDS API reference, DBProxy (DefaultAuthScheme)
READ_ONLY = "READ_ONLY"
LOGIN = "rds-db:connect"

User = Mapping[str, Any]
"""An entry of the chain's `users`."""


def check_credentials(facts: Facts) -> Iterator[Finding]:
    """P1: whether the proxy has something to log in to the database with, for each user."""
    for user in _users(facts):
        check, seen = f"proxy: credentials for {user['user']}", _seen(facts)
        if isinstance(seen, Unavailable):
            yield unknown(LINK, check, seen.reason)
        elif seen.default_auth_scheme == BY_TOKEN:
            yield passed(LINK, check, f"it logs in by token: {BY_TOKEN}")
        elif any(secret.user == user["user"] for secret in seen.secrets):
            yield passed(LINK, check, "it has a secret of this user")
        elif any(secret.user is None for secret in seen.secrets):
            arn = next(secret.arn for secret in seen.secrets if secret.user is None)
            yield unknown(LINK, check, f"whose secret {arn} is, the proxy does not tell")
        else:
            owners = ", ".join(str(secret.user) for secret in seen.secrets) or "nobody"
            saw = f"{_name(facts)}, {seen.default_auth_scheme}: got secrets of {owners}, want one of {user['user']}"
            yield failed(LINK, check, saw, cause="P1", fix=_by_token(facts))


def check_targets(facts: Facts) -> Iterator[Finding]:
    """P2: whether the proxy reaches every instance behind it."""
    if not facts.chain.get("proxy"):
        return
    check, seen = "proxy reaches the database", _seen(facts)
    if isinstance(facts.proxy, NoProxy):
        yield failed(LINK, check, f"{facts.proxy.what}: there is none", cause="P2", fix=APPLY_AGAIN)
    elif isinstance(seen, Unavailable):
        yield unknown(LINK, check, seen.reason)
    elif not seen.targets:
        saw = f"{_name(facts)} is {seen.status}: got no target, want the cluster's instances"
        yield failed(LINK, check, saw, cause="P2", fix=APPLY_AGAIN)
    elif bad := [target for target in seen.targets if target.state != "AVAILABLE"]:
        told = ", ".join(f"{target.endpoint}: got {_health(target)}, want AVAILABLE" for target in bad)
        yield failed(LINK, check, told, cause="P2", fix=_mend(facts, bad[0]))
    else:
        yield passed(LINK, check, f"{len(seen.targets)} targets are AVAILABLE")


def check_readers(facts: Facts) -> Iterator[Finding]:
    """P3: whether there is a reader behind each read-only endpoint."""
    if not facts.chain.get("proxy"):
        return
    check, cluster, seen = "proxy: readers behind read-only endpoints", cluster_seen(facts), _seen(facts)
    roles = {endpoint["name"]: endpoint["target_role"] for endpoint in facts.chain["proxy"]["endpoints"]}
    if isinstance(seen, ProxyFacts):
        roles |= seen.target_roles
    read_only = sorted(name for name, role in roles.items() if role == READ_ONLY)
    if not read_only and isinstance(seen, ProxyFacts):
        yield passed(LINK, check, "every endpoint leads to the writer")
    elif isinstance(cluster, Unavailable):
        yield unknown(LINK, check, cluster.reason)
    elif read_only and cluster.readers == 0:
        saw = f"{', '.join(read_only)}: got {READ_ONLY} and no reader in the cluster, want one"
        more = f"redpanda-aurora-iam:database: readers: 1 in the stack file, then {APPLY_AGAIN}"
        yield failed(LINK, check, saw, cause="P3", fix=f"{more}; or dial the proxy's own endpoint")
    elif isinstance(seen, Unavailable):
        yield unknown(LINK, check, seen.reason)
    else:
        yield passed(LINK, check, f"{cluster.readers} readers for {', '.join(read_only)}")


def check_users(facts: Facts) -> Iterator[Finding]:
    """P4: whether each user is of the kind that the proxy's mode needs in the database."""
    for user in _users(facts):
        name = user["user"]
        check, seen, known = f"proxy: {name} in the database", _seen(facts), databases_seen(facts)
        if isinstance(seen, Unavailable):
            yield unknown(LINK, check, seen.reason)
            continue
        if isinstance(known, Unavailable):
            yield unknown(LINK, check, known.reason)
            continue
        granted = next((database.token_users[name] for database in known if name in database.token_users), None)
        by_token = seen.default_auth_scheme == BY_TOKEN
        if by_token == (granted is not None):
            yield passed(LINK, check, f"{name} logs in by {'token' if by_token else 'password'}, as the proxy does")
        elif granted is None:
            saw = f"{name}: got no member of rds_iam, want one, as the proxy logs in by token"
            fix = as_master(facts.chain, f"GRANT rds_iam TO {written(name)}")
            yield failed(LINK, check, saw, cause="P4", fix=fix)
        else:
            saw = f"{name}: got a member of rds_iam, want none, as the proxy logs in with a password"
            revoke = as_master(facts.chain, f"REVOKE rds_iam FROM {written(granted)}")
            yield failed(LINK, check, saw, cause="P4", fix=f"{revoke}; or {_by_token(facts)}")


def check_client_policy(facts: Facts) -> Iterator[Finding]:
    """P4: whether clients are allowed to log in to the proxy, which goes by an id of its own, and not the cluster's."""
    for user in _users(facts):
        check, proxy_id = f"proxy: clients may log in as {user['user']}", facts.chain["proxy"]["resource_id"]
        role, dbuser = connect_role(facts), _dbuser_arn(facts, user)
        fix = f"{APPLY_AGAIN}  # writes {dbuser} into the clients' policy"
        if dbuser not in user["dbuser_arns"]:
            saw = f"got {', '.join(user['dbuser_arns']) or 'no ARN'}, want one with {proxy_id}: {dbuser}"
            yield failed(LINK, check, saw, cause="P4", fix=fix)
        elif not isinstance(role, RoleFacts):
            yield unknown(LINK, check, f"the connect role was not read, and the chain names {dbuser}")
        elif (decision := may(as_caller(role), LOGIN, dbuser)).allowed:
            yield passed(LINK, check, decision.reason)
        else:
            yield failed(LINK, check, decision.reason, cause="P4", fix=fix)


CHECKS = (check_credentials, check_targets, check_readers, check_users, check_client_policy)


def _users(facts: Facts) -> list[User]:
    return list(facts.chain.get("users", ())) if facts.chain.get("proxy") else []


def _seen(facts: Facts) -> ProxyFacts | Unavailable:
    """The proxy; that there is none is a finding of its own."""
    return Unavailable(f"{facts.proxy.what}: there is none") if isinstance(facts.proxy, NoProxy) else facts.proxy


def _name(facts: Facts) -> str:
    return f"proxy {facts.chain['proxy']['name']}"


def _dbuser_arn(facts: Facts, user: User) -> str:
    database = facts.chain["database"]
    region, account = database["region"], database["account_id"]
    cluster = f"arn:{arns.partition_of(region)}:rds:{region}:{account}:cluster:{database['cluster_identifier']}"
    return arns.dbuser_arn(cluster, facts.chain["proxy"]["resource_id"], user["user"])


def _by_token(facts: Facts) -> str:
    proxy = facts.chain["proxy"]
    if proxy["auth"] == "iam":
        return f"{APPLY_AGAIN}  # sets {BY_TOKEN}, which needs no secret"
    scheme = ("--default-auth-scheme", BY_TOKEN)
    token = in_database_account(facts.chain, "rds", "modify-db-proxy", "--db-proxy-name", proxy["name"], *scheme)
    return f"add a secret with the user's name and password to the proxy's Auth, or have it log in by token: {token}"


def _health(target: ProxyTarget) -> str:
    return " ".join(part for part in (target.state, target.reason, target.description) if part)


def _mend(facts: Facts, target: ProxyTarget) -> str:
    """By reason (RDS API reference, TargetHealth)."""
    group = facts.chain["database"]["security_group_id"]
    return {
        "AUTH_FAILURE": "correct the secret or the proxy's role, which needs rds-db:connect with IAM_AUTH",
        "PENDING_PROXY_CAPACITY": "wait until the proxy has scaled, and look again",
        "UNREACHABLE": f"let the proxy's security group into {group} on port {facts.chain['database']['port']}",
        "CONNECTION_FAILED": f"let the proxy's security group into {group} on port {facts.chain['database']['port']}",
    }.get(target.reason, "wait until the database is available, and look again")
