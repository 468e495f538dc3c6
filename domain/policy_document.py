"""Statements of a policy that allow, and the condition they have most often."""

from typing import Any

from domain.iam_documents import POLICY_VERSION

Statement = dict[str, Any]


def allow(
    sid: str, actions: list[str], resource: str | list[str], condition: dict[str, Any] | None = None
) -> Statement:
    """A statement; `sid` says what it is for."""
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
    return statement if condition is None else statement | {"Condition": condition}


def equal(key: str, value: str | list[str]) -> dict[str, Any]:
    """The condition that a key has this value, or one of these."""
    return {"StringEquals": {key: value}}


def document(*statements: Statement) -> dict[str, Any]:
    """A policy of these statements."""
    return {"Version": POLICY_VERSION, "Statement": list(statements)}
