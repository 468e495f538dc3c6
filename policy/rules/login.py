"""The permission to log in to the database."""

import re
from collections.abc import Iterator

from domain.iam_patterns import Wildcard
from domain.iam_statements import Statement
from domain.iam_values import UnsupportedPolicyError
from policy import documents
from policy.rule import Props, Rule

CONNECT = "rds-db:connect"
DBUSER_ARN = re.compile(r"arn:aws[a-z-]*:rds-db:[a-z0-9-]+:[0-9]{12}:dbuser:(cluster|db|prx)-\w+/.+", re.ASCII)
"""Of a cluster, an instance or a proxy (Aurora User Guide, "Creating and using an IAM policy for IAM database
access")."""


OF_EVERY_USER = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(AdministratorAccess|PowerUserAccess)")
"""AWS's own policies that allow `rds-db:connect`, and on everything (AWS Managed Policy Reference Guide)."""


def exact_users(kind: str, props: Props) -> Iterator[str]:
    """Whoever may log in may do so as the named users of the named databases."""
    for key, arn in documents.attached(kind, props):
        if OF_EVERY_USER.fullmatch(arn):
            yield f"{key}: got {arn}, want a policy that names each database user (this one logs in as all of them)"
    for key, read in documents.permissions(kind, props):
        if isinstance(read, UnsupportedPolicyError):
            yield f"{key}: {read}"
            continue
        for statement in read:
            if statement.allows and statement.covers_action(CONNECT):
                yield from _inexact(key, statement)


def no_condition(kind: str, props: Props) -> Iterator[str]:
    """A permission to log in has no condition that would only look like one."""
    for key, read in documents.permissions(kind, props):
        for statement in () if isinstance(read, UnsupportedPolicyError) else read:
            if statement.allows and statement.covers_action(CONNECT) and statement.conditions:
                listed = ", ".join(map(str, statement.conditions))
                yield f"{key}, {statement.label}: got condition {listed}, want none; put it on the role's trust"


def _inexact(key: str, statement: Statement) -> Iterator[str]:
    if statement.not_resources:
        yield f"{key}, {statement.label}: got NotResource, want Resource with the ARN of each database user"
        return
    for resource in statement.resources:
        # Other parts are wildcards and variables; a part of the ARN that is missing counts as a wildcard.
        exact = all(isinstance(part, str) and not isinstance(part, Wildcard) for part in resource.parts)
        if not exact:
            yield f"{key}, {statement.label}: got {resource.text!r}, want one exact user of one exact database"
        elif DBUSER_ARN.fullmatch(resource.text) is None:
            yield f"{key}, {statement.label}: got {resource.text!r}, want arn:...:dbuser:<resource id>/<user>"


RULES = (
    Rule(
        id="login-as-exact-users",
        title="`rds-db:connect` names each user of each database, without wildcard or variable",
        why="a wildcard logs in as every user that has rds_iam, those made later included",
        source='Aurora User Guide, "Creating and using an IAM policy for IAM database access"',
        check=exact_users,
    ),
    Rule(
        id="login-without-condition",
        title="`rds-db:connect` has no condition of any kind",
        why="aws:SourceIp, SourceVpc, SourceVpce, UserAgent and Referer are ignored there, and by RDS Proxy every key",
        source='Aurora User Guide, "IAM database authentication" and "RDS Proxy", limitations',
        check=no_condition,
    ),
)
