"""Link 4, connect role may log in as the user: `rds-db:connect` on exactly the users of the cluster that is there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from doctor.chain import caller, is_client, logins
from doctor.checks.assumption import as_caller, connect_role, lift_denial, reason, role_name, widen_boundary
from doctor.checks.cluster_seen import cluster_seen
from doctor.checks.fix_commands import APPLY_AGAIN
from doctor.facts.facts import ClusterFacts, Facts, RoleFacts
from doctor.finding import Finding, failed, passed, unknown
from domain import arns
from domain.iam_evaluation import Cause, Decision, may
from domain.iam_patterns import matches, parse_pattern
from domain.iam_policies import PolicyType, parse_document
from domain.iam_statements import Statement

LINK = 4
ACTION = "rds-db:connect"

PARTS = ("partition", "service", "region", "account", "resource type", "resource id", "user")
"""Of `arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders`."""

# Aurora User Guide, "Creating and using an IAM policy for IAM database access".
_ID_KINDS = {
    re.compile(rf"{prefix}-[A-Z0-9]+", re.IGNORECASE): kind
    for prefix, kind in (("cluster", "a cluster's id"), ("db", "an instance's id"), ("prx", "a proxy's id"))
}


def check_login_policy(facts: Facts) -> Iterator[Finding]:
    """I3, I4, I5, R8, R10: the connect role may log in as each user; behind a proxy that is the proxy's check, P4."""
    role, database = connect_role(facts), cluster_seen(facts)
    called = "connect role" if facts.chain["trust"] else caller(facts.chain).called
    for login in [] if is_client(facts.chain) and facts.chain["proxy"] else logins(facts.chain):
        check = f"{login['name']}: {called} may log in as {login['user']}"
        if not isinstance(role, RoleFacts):
            yield unknown(4, check, reason(role))
        elif not isinstance(database, ClusterFacts):
            yield unknown(4, check, f"the user's ARN holds the cluster's resource id: {database.reason}")
        else:
            user_arn = _dbuser_arn(facts.chain["database"], database.resource_id, login["user"])
            yield _judge(facts, role, check, user_arn)


def _dbuser_arn(database: Mapping[str, Any], resource_id: str, user: str) -> str:
    region = database["region"]
    return arns.dbuser_arn_at(arns.partition_of(region), region, database["account_id"], resource_id, user)


def _judge(facts: Facts, role: RoleFacts, check: str, user_arn: str) -> Finding:
    decision = may(as_caller(role), ACTION, user_arn)
    database = facts.chain["database"]
    match decision.cause:
        case Cause.ALLOWED:
            return passed(4, check, decision.reason + _width(role, decision))
        case Cause.UNSUPPORTED:
            return unknown(4, check, decision.reason)
        case Cause.EXPLICIT_DENY:
            cause, fix = "R8", lift_denial(decision, database, role.arn)
        case Cause.BOUNDARY:
            cause, fix = "R10", widen_boundary(database, role.arn, ACTION, user_arn)
        case Cause.CONDITION:
            cause, fix = "I5", f"{APPLY_AGAIN}  # takes the condition out of statement {decision.statement}"
        case _:
            return _names_another(role, check, user_arn, decision)
    return failed(4, check, decision.reason, cause=cause, fix=fix)


@dataclass(frozen=True)
class _Resource:
    """A resource of an Allow of `rds-db:connect`, and where it differs from the user's ARN."""

    statement: Statement
    parts: Mapping[str, str]
    differs: tuple[str, ...]


def _names_another(role: RoleFacts, check: str, user_arn: str, decision: Decision) -> Finding:
    """I3, I4: the policy is about something else; the nearest of its resources is told."""
    wanted = _split(user_arn)
    fix = f"{APPLY_AGAIN}  # writes {user_arn} into the policy of {role_name(role.arn)}"
    near = min(_resources(role, wanted), key=lambda resource: len(resource.differs), default=None)
    if near is None:
        return failed(4, check, decision.reason, cause="I3", fix=fix)
    differences = [f"{part}: got {near.parts[part]!r}, want {wanted[part]!r}" for part in near.differs]
    kind = _wrong_kind(near, wanted["resource id"])
    told = ", ".join(differences) + (f" ({kind})" if kind else "")
    saw = f"{near.statement.policy}, statement {near.statement.label}: {told}"
    return failed(4, check, saw, cause="I4" if kind else "I3", fix=fix)


def _wrong_kind(near: _Resource, wanted: str) -> str | None:
    """What an id is that is of another kind than the wanted one: a proxy's is wanted where there is a proxy."""
    got = near.parts["resource id"]
    if "resource id" not in near.differs:
        return None
    kinds = {
        id_: next((kind for pattern, kind in _ID_KINDS.items() if pattern.fullmatch(id_)), "a name, which is no id")
        for id_ in (got, wanted)
    }
    return None if kinds[got] == kinds[wanted] else kinds[got]


def _resources(role: RoleFacts, wanted: Mapping[str, str]) -> Iterator[_Resource]:
    for statement in _login_statements(role):
        for resource in () if statement.not_resources else statement.resources:
            parts = _split(resource.text)
            differs = [part for part in PARTS if not matches(parse_pattern(parts[part]), wanted[part])]
            yield _Resource(statement, parts, tuple(differs))


def _login_statements(role: RoleFacts) -> Iterator[Statement]:
    """Allows of `rds-db:connect`; the documents are understood, or there were no decision to explain."""
    for name, document in role.identity_policies.items():
        for statement in parse_document(document, name, PolicyType.IDENTITY):
            if statement.allows and statement.covers_action(ACTION):
                yield statement


def _width(role: RoleFacts, decision: Decision) -> str:
    """A note on a statement that allows more than this stack needs."""
    wide = [
        resource.text
        for statement in _login_statements(role)
        if (statement.policy, statement.label) == (decision.policy, decision.statement)
        for resource in statement.resources
        if {"*", "?"} & set(resource.text)
    ]
    return f"; {wide[0]!r} lets it log in as others too" if wide else ""


def _split(dbuser_arn: str) -> dict[str, str]:
    """By part; what is missing is empty, but for what a wildcard stands for."""
    head, _, user = dbuser_arn.partition("/")
    if head == dbuser_arn and head.endswith("*"):
        user = "*"
    values = [*head.split(":")[1:], *[""] * len(PARTS)][: len(PARTS) - 1]
    return dict(zip(PARTS, [*values, user], strict=True))


CHECKS = (check_login_policy,)
