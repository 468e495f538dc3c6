"""The answer to a request, and what it rests on."""

import enum
from dataclasses import dataclass

from domain.iam_conditions import Condition
from domain.iam_statements import Statement
from domain.iam_values import Facts, UnsupportedPolicyError, expected


class Cause(enum.StrEnum):
    """What decided a request."""

    ALLOWED = enum.auto()
    EXPLICIT_DENY = enum.auto()
    """A Deny applies, in whichever policy."""
    NO_STATEMENT = enum.auto()
    """No Allow of an identity policy covers the action on the resource."""
    CONDITION = enum.auto()
    """An Allow of an identity policy covers them, but a condition does not hold."""
    BOUNDARY = enum.auto()
    """The permissions boundary does not allow it."""
    SESSION_POLICY = enum.auto()
    """The session policy does not allow it."""
    TRUST_PRINCIPAL = enum.auto()
    """No Allow of the trust policy names the caller."""
    TRUST_ACTION = enum.auto()
    """The trust policy names the caller, but for other actions."""
    TRUST_CONDITION = enum.auto()
    """The trust policy names the caller and the action, but a condition does not hold."""
    UNSUPPORTED = enum.auto()
    """A document, or a value of the request, is not understood."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Whether a request is allowed, and why."""

    allowed: bool
    cause: Cause
    reason: str
    """One short sentence with policy, statement and condition, and what was present and wanted."""
    policy: str | None = None
    """An identity policy's name, or `permissions boundary`, `session policy`, `trust policy`; None: no one policy."""
    statement: str | None = None
    """Its Sid, or `#1` for the policy's first statement; None: no one statement."""
    condition: str | None = None
    """Operator and key as written, such as `StringEquals aws:ResourceTag/team`; None: no one condition."""


def allowed_by(statement: Statement) -> Decision:
    """All that had to allow did; this statement is the one to name."""
    return _about(statement, Cause.ALLOWED, "allows it")


def denied_by(statement: Statement) -> Decision:
    """This Deny applies."""
    return _about(statement, Cause.EXPLICIT_DENY, "denies it")


def other_action(cause: Cause, statement: Statement, action: str) -> Decision:
    """The nearest Allow is about other actions."""
    return _about(statement, cause, expected(repr(action), statement.actions, negated=statement.not_actions))


def other_resource(cause: Cause, statement: Statement, resource: str) -> Decision:
    """The nearest Allow is about other resources."""
    wanted = [template.text for template in statement.resources]
    return _about(statement, cause, expected(repr(resource), wanted, negated=statement.not_resources))


def unmet(cause: Cause, statement: Statement, condition: Condition, facts: Facts) -> Decision:
    """The nearest Allow would apply, were it not for this condition."""
    return _about(statement, cause, condition.explain(facts), condition)


def unsupported(error: UnsupportedPolicyError) -> Decision:
    """What the error says, about what is noted on it."""
    statement = None if error.statement is None else f"statement {error.statement}"
    place = ", ".join(part for part in (error.policy, statement) if part is not None)
    return Decision(
        allowed=False,
        cause=Cause.UNSUPPORTED,
        reason=": ".join(part for part in (place, error.condition, str(error)) if part),
        policy=error.policy,
        statement=error.statement,
        condition=error.condition,
    )


def _about(statement: Statement, cause: Cause, what: str, condition: Condition | None = None) -> Decision:
    return Decision(
        allowed=cause is Cause.ALLOWED,
        cause=cause,
        reason=f"{statement.policy}, statement {statement.label}: {what}",
        policy=statement.policy,
        statement=statement.label,
        condition=None if condition is None else str(condition),
    )
