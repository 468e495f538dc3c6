"""Names of principals, as trust policies have them."""

import re

from domain import arns

_ROOT = re.compile(r"(?:[0-9]{12}|arn:[^:]+:iam::[0-9]{12}:root)")
_CALLER = re.compile(r"arn:[^:]+:(?:iam::[0-9]{12}:(?:role|user)|sts::[0-9]{12}:federated-user)/.+")
_SESSION = re.compile(r"arn:(?P<partition>[^:]+):sts::(?P<account>[0-9]{12}):assumed-role/(?P<role>[^/]+)/.+")
_ROLE_PATH = re.compile(r"(?<=:role/).*/")


def is_root(principal: str) -> bool:
    """Whether it stands for everyone of an account: twelve digits, or `arn:...:root`."""
    return _ROOT.fullmatch(principal) is not None


def is_caller(principal: str) -> bool:
    """Whether aws:PrincipalArn can be this for anybody but a root user: of a session, it is its role.

    IAM User Guide, "AWS global condition context keys": aws:PrincipalArn.
    """
    return _CALLER.fullmatch(principal) is not None


def account(principal: str) -> str:
    """The account it lives in; empty: an AWS service, a unique id."""
    if arns.ACCOUNT_ID.fullmatch(principal):
        return principal
    try:
        return arns.parse(principal).account
    except ValueError:
        return ""


def role(principal: str) -> str:
    """The role of a session, and a role without its path, which its sessions' ARNs do not have; any other as it is.

    `arn:aws:sts::111111111111:assumed-role/reader/monday` to `arn:aws:iam::111111111111:role/reader`.
    """
    name = _SESSION.sub(r"arn:\g<partition>:iam::\g<account>:role/\g<role>", principal)
    return _ROLE_PATH.sub("", name)
