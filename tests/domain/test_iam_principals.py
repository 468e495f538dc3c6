from typing import Any

import pytest

from domain.iam_principals import Grant, Principal, parse_principals
from domain.iam_values import UnsupportedPolicyError

ACCOUNT, OTHER = "111111111111", "222222222222"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/pipe"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/pipe/connect-1"
USER = f"arn:aws:iam::{ACCOUNT}:user/ops"
ISSUER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.lab/id/1"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
SERVICE = "ec2.amazonaws.com"

role = Principal(arn=ROLE, account=ACCOUNT, kind="role", session_arn=SESSION)
user = Principal(arn=USER, account=ACCOUNT, kind="user")
federated_user = Principal(arn=USER, account=ACCOUNT, kind="user", session_policy={})
pod = Principal(arn=ISSUER, account=ACCOUNT, kind="federated")
service = Principal(arn=SERVICE, account=ACCOUNT, kind="service")


def grants(element: object, principal: Principal) -> Grant:
    return parse_principals(element, negated=False).grants(principal)


@pytest.mark.parametrize(
    ("element", "principal", "grant"),
    [
        ("*", role, Grant.CALLER),
        ({"AWS": "*"}, user, Grant.CALLER),
        ("*", pod, Grant.CALLER),
        ("*", service, Grant.CALLER),
        ({"AWS": SESSION}, role, Grant.CALLER),
        ({"AWS": ROLE}, role, Grant.ROLE),
        ({"AWS": USER}, user, Grant.CALLER),
        ({"AWS": USER}, federated_user, Grant.ROLE),
        ({"AWS": ACCOUNT}, role, Grant.ACCOUNT),
        ({"AWS": ROOT}, role, Grant.ACCOUNT),
        ({"AWS": ROOT.replace("arn:aws:", "arn:aws-cn:")}, user, Grant.ACCOUNT),
        ({"Federated": ISSUER}, pod, Grant.CALLER),
        ({"Service": SERVICE}, service, Grant.CALLER),
    ],
)
def test_a_principal_is_named_as_directly_as_written(element: object, principal: Principal, grant: Grant) -> None:
    assert grants(element, principal) is grant


@pytest.mark.parametrize(
    ("element", "principal"),
    [
        ({"AWS": OTHER}, role),
        ({"AWS": ROOT.replace(ACCOUNT, OTHER)}, role),
        ({"AWS": ROLE.replace("pipe", "Pipe")}, role),
        ({"AWS": ROLE.replace(ACCOUNT, OTHER)}, role),
        ({"AWS": SESSION.replace("connect-1", "connect-2")}, role),
        ({"AWS": f"arn:aws:sts::{ACCOUNT}:root"}, role),
        ({"AWS": f"arn:aws:iam::{OTHER}:role/x:iam::{ACCOUNT}:root"}, role),
        ({"AWS": "AROAEXAMPLEID"}, role),
        ({"AWS": "AIDAEXAMPLEID"}, user),
        ({"Federated": ROLE}, role),
        ({"Service": ROLE}, role),
        ({"AWS": ISSUER}, pod),
        ({"AWS": ROOT}, pod),
        ({"AWS": ACCOUNT}, service),
        ({"Federated": SERVICE}, service),
    ],
)
def test_anybody_else_is_not_named(element: object, principal: Principal) -> None:
    assert grants(element, principal) is Grant.NONE


def test_of_several_names_the_most_direct_counts() -> None:
    assert grants({"AWS": [ACCOUNT, ROLE]}, role) is Grant.ROLE
    assert grants({"AWS": [ROLE, SESSION, ROOT]}, role) is Grant.CALLER
    assert grants({"AWS": ["AROAEXAMPLEID", OTHER], "Federated": ISSUER}, pod) is Grant.CALLER


@pytest.mark.parametrize(
    ("element", "principal", "denied"),
    [
        ("*", role, True),
        ({"AWS": ROOT}, role, True),
        ({"AWS": ROLE}, role, True),
        ({"AWS": OTHER}, role, False),
        ({"Federated": ISSUER}, pod, True),
        ({"Federated": ISSUER}, role, False),
    ],
)
def test_a_deny_is_about_whom_it_names(element: object, principal: Principal, denied: bool) -> None:
    assert parse_principals(element, negated=False).denies(principal) is denied


@pytest.mark.parametrize(
    ("element", "principal", "spared"),
    [
        ({"AWS": [SESSION, ROLE, ROOT]}, role, True),
        ({"AWS": [SESSION, ROLE, ACCOUNT]}, role, True),
        ({"AWS": [SESSION, ROLE]}, role, False),
        ({"AWS": [ROLE, ROOT]}, role, False),
        ({"AWS": [SESSION, ROOT]}, role, False),
        ({"AWS": [USER, ROOT]}, user, True),
        ({"AWS": USER}, user, False),
        ({"AWS": ROOT}, user, False),
        ({"Federated": ISSUER}, pod, True),
        ({"Federated": ISSUER + "2"}, pod, False),
        ({"Service": SERVICE}, service, True),
        ({"AWS": "AROAEXAMPLEID"}, role, False),
        ("*", role, True),
    ],
)
def test_not_principal_spares_only_who_is_listed_with_its_account(
    element: object, principal: Principal, spared: bool
) -> None:
    assert parse_principals(element, negated=True).denies(principal) is not spared


def test_not_principal_spares_nobody_with_a_permissions_boundary() -> None:
    """IAM User Guide, "Permissions boundaries for IAM entities": it denies regardless of the values listed."""
    bounded = Principal(arn=USER, account=ACCOUNT, kind="user", boundary={})
    assert parse_principals({"AWS": [USER, ROOT]}, negated=True).denies(bounded)


@pytest.mark.parametrize(
    "element",
    [
        None,
        [],
        {},
        ROLE,
        ["*"],
        {"AWS": []},
        {"AWS": None},
        {"AWS": [ROLE, 5]},
        {"AWS": {"ARN": ROLE}},
        {"AWS": ""},
        {"AWS": "1111"},
        {"AWS": "pipe"},
        {"AWS": f"arn:aws:iam::{ACCOUNT}:role/*"},
        {"AWS": f"arn:aws:iam::{ACCOUNT}:role/pip?"},
        {"AWS": "arn:aws:iam::*:root"},
        {"AWS": "arn:aws:s3:::bucket"},
        {"Federated": "*"},
        {"Service": "*.amazonaws.com"},
        {"CanonicalUser": "79a59df900b949e5"},
        {"aws": ROLE},
        {5: ROLE},
    ],
)
def test_any_other_shape_is_refused(element: Any) -> None:
    with pytest.raises(UnsupportedPolicyError):
        parse_principals(element, negated=False)
