"""Whom a role's trust policy lets in."""

import re
from collections import defaultdict
from collections.abc import Iterator

from domain.iam_conditions import Condition
from domain.iam_statements import Statement
from domain.iam_values import UnsupportedPolicyError
from policy import documents, principals
from policy.rule import Props, Rule
from policy.rules import federation

ASSUME = "sts:AssumeRole"
PRINCIPAL_ARN = "aws:principalarn"
EXTERNAL_ID = "sts:externalid"  # keys match case-insensitively

_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)  # STS AssumeRole, ExternalId
_EXACT = {"stringequals", "arnequals", "stringlike", "arnlike"}
"""The last two only while no value has a wildcard."""


def nobody_at_large(kind: str, props: Props) -> Iterator[str]:
    """No statement lets in everyone, whatever its conditions, or every token of an issuer."""
    for key, read in documents.trust(kind, props):
        if isinstance(read, UnsupportedPolicyError):
            yield f"{key}: {read}"
            continue
        for statement in read:
            for problem in _at_large(statement) if statement.allows else ():
                yield f"{key}, {statement.label}: {problem}"


def narrowed_root(kind: str, props: Props) -> Iterator[str]:
    """An account's root stands for everyone in it, unless a condition names the role."""
    for key, statement in _allowing(kind, props):
        roots = [name for name in statement.named() if principals.is_root(name)]
        if roots and not _names_callers_of(roots, statement):
            yield (
                f"{key}, {statement.label}: got {roots[0]!r}, want a condition ArnEquals aws:PrincipalArn with whole "
                "ARNs of roles or users of that account as well"
            )


def external_id_among_several(kind: str, props: Props) -> Iterator[str]:
    """Where several principals of one account are let in, each brings an ExternalId; they may share it."""
    by_account: dict[str, set[str]] = defaultdict(set)
    without: dict[str, tuple[str, Statement]] = {}
    for key, statement in _allowing(kind, props):
        if not statement.covers_action(ASSUME):
            continue
        for principal in _principals(statement):
            account = principals.account(principal)
            by_account[account].add(principal)
            if not _asks_for_external_id(statement):
                without[account] = (key, statement)
    for account, (key, statement) in without.items():
        if account and len(by_account[account]) > 1:
            yield (
                f"{key}, {statement.label}: got {len(by_account[account])} principals of account {account}, want a "
                "condition StringEquals sts:ExternalId as well"
            )


def _at_large(statement: Statement) -> Iterator[str]:
    if "*" in statement.named():
        yield "got principal '*', want the ARN of each who may assume the role"
    yield from federation.strangers(statement)


def _allowing(kind: str, props: Props) -> Iterator[tuple[str, Statement]]:
    for key, read in documents.trust(kind, props):
        if not isinstance(read, UnsupportedPolicyError):
            yield from ((key, statement) for statement in read if statement.allows)


def _names_callers_of(roots: list[str], statement: Statement) -> bool:
    """Whether aws:PrincipalArn is compared, and with nothing but roles and users of the roots' accounts."""
    accounts, callers = set(map(principals.account, roots)), _exact_values(statement, PRINCIPAL_ARN)
    return bool(callers) and all(principals.is_caller(arn) and principals.account(arn) in accounts for arn in callers)


def _asks_for_external_id(statement: Statement) -> bool:
    values = _exact_values(statement, EXTERNAL_ID)
    return bool(values) and all(map(_EXTERNAL_ID.fullmatch, values))


def _principals(statement: Statement) -> set[str]:
    """The roles, users and services let in: named, or by condition where the account's root is."""
    named = {name for name in statement.named() if not principals.is_root(name)}
    return set(map(principals.role, named | set(_exact_values(statement, PRINCIPAL_ARN))))


def _exact_values(statement: Statement, key: str) -> list[str]:
    """The values that a condition of the statement compares the key with as a whole."""
    return [value for condition in statement.conditions for value in _values(condition, key)]


def _values(condition: Condition, key: str) -> list[str]:
    if condition.key.lower() != key or condition.operator.lower() not in _EXACT:
        return []
    values = [str(value) for value in condition.wanted]
    return [] if any(character in value for value in values for character in "*?$") else values


RULES = (
    Rule(
        id="trust-nobody-at-large",
        title="No trust policy lets in `*` or every token of an issuer, and each can be read",
        why="whoever knows the role's ARN is let in, or whoever has an account with the issuer",
        source='IAM User Guide, "AWS JSON policy elements: Principal", "Create a role for OpenID Connect federation"',
        check=nobody_at_large,
    ),
    Rule(
        id="trust-narrowed-root",
        title="An account's root is trusted only with `aws:PrincipalArn`",
        why="without it, whoever may assume roles in that account is let in",
        source='IAM User Guide, "AWS global condition context keys": aws:PrincipalArn',
        check=narrowed_root,
    ),
    Rule(
        id="trust-with-external-id",
        title="Several principals of one account are trusted only with an ExternalId",
        why="one of them could be made to use the role for another",
        source='IAM User Guide, "The confused deputy problem"',
        check=external_id_among_several,
    ),
)
