"""An IAM policy document: its statements, and the condition they have most often."""

from collections.abc import Sequence
from typing import Any

POLICY_VERSION = "2012-10-17"  # IAM User Guide, "IAM JSON policy elements: Version"

Statement = dict[str, Any]


def document(*statements: Statement) -> dict[str, Any]:
    """A policy of these statements."""
    return {"Version": POLICY_VERSION, "Statement": list(statements)}


def allow(
    sid: str, action: str | list[str], resource: str | list[str], condition: dict[str, Any] | None = None
) -> Statement:
    """A statement of a role's or user's policy; `sid` says what it is for."""
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}
    return statement if condition is None else statement | {"Condition": condition}


def trusting(sid: str, principal: dict[str, str], action: str | list[str], condition: dict[str, Any]) -> Statement:
    """A statement of a trust policy; an empty condition is left out."""
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": action}
    return statement | {"Condition": condition} if condition else statement


def equal(key: str, value: str | list[str]) -> dict[str, Any]:
    """The condition that a key has this value, or one of these."""
    return {"StringEquals": {key: value}}


def exact(resources: Sequence[str]) -> list[str]:
    """The resources of a statement; raises ValueError where there is none, or one with a wildcard."""
    wide = [resource for resource in resources if "*" in resource or "?" in resource]
    if wide or not resources:
        raise ValueError(f"resources: got {wide or 'none'}, want at least one exact ARN (least privilege)")
    return sorted(resources)
