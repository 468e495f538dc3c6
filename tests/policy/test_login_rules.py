"""Rules on the login and on roles, as tables: what they let pass and what they name."""

import pytest

from policy.documents import ATTACHMENTS, PERMISSION_SET, PERMISSIONS, ROLE
from policy.props import UNKNOWN
from policy.rules import RULES
from policy.rules.role import EXCLUSIVE
from tests.policy.rule_messages import document

POLICY = "aws:iam/rolePolicy:RolePolicy"
USER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc"


def allowing(**elements):
    return {"Effect": "Allow", "Action": "rds-db:connect", "Resource": USER} | elements


def login_messages(rule, *statements, kind=POLICY):
    return list(RULES[rule].check(kind, {"policy": document(*statements)}))


@pytest.mark.parametrize(
    "statement",
    [
        allowing(),
        allowing(Resource=[USER, USER.replace("cluster-ABC", "prx-1"), USER.replace("cluster-ABC", "db-1")]),
        allowing(Action="*"),
        allowing(Effect="Deny", Resource="*"),
        allowing(Action="s3:*", Resource="*"),
        allowing(Action="rds:*", Resource="*"),
    ],
)
def test_exact_users_may_log_in(statement):
    assert login_messages("login-as-exact-users", statement) == []
    assert list(RULES["login-as-exact-users"].check(POLICY, {"policy": UNKNOWN})) == []


@pytest.mark.parametrize(
    "elements",
    [
        {"Resource": "*"},
        {"Resource": USER.replace("/cdc", "/*")},
        {"Resource": USER.replace("/cdc", "/cd?")},
        {"Resource": USER.replace("/cdc", "/${aws:username}")},
        {"Resource": USER.replace("cluster-ABC", "*")},
        {"Resource": "arn:aws:rds-db:us-east-2:222222222222"},
        {"Resource": "arn:aws:rds:us-east-2:222222222222:cluster:cdc"},
        {"Resource": USER.replace("cluster-ABC", "shop")},
        {"Action": "RDS-DB:*", "Resource": "*"},
    ],
)
@pytest.mark.parametrize("kind", sorted(PERMISSIONS))
def test_no_wildcard_logs_in(kind, elements):
    (message,) = login_messages("login-as-exact-users", allowing(**elements), kind=kind)
    assert message.startswith("policy, #1: got ")


def test_what_is_not_named_does_not_log_in():
    statement = {"Effect": "Allow", "Action": "rds-db:connect", "NotResource": USER}
    assert login_messages("login-as-exact-users", statement) == [
        "policy, #1: got NotResource, want Resource with the ARN of each database user"
    ]
    other_actions = {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}
    assert len(login_messages("login-as-exact-users", other_actions)) == 1


def test_an_inline_policy_of_a_role_is_read_too():
    props = {"inlinePolicies": [{"name": "a", "policy": document(allowing(Resource="*"))}, {"name": "empty"}]}
    (message,) = RULES["login-as-exact-users"].check(ROLE, props)
    assert message.startswith("inlinePolicies.policy, #1: got '*'")


def test_an_inline_policy_of_a_permission_set_is_read_too():
    (message,) = RULES["login-as-exact-users"].check(PERMISSION_SET, {"inlinePolicy": document(allowing(Resource="*"))})
    assert message.startswith("inlinePolicy, #1: got '*'")
    assert list(RULES["login-as-exact-users"].check(PERMISSION_SET, {"inlinePolicy": document(allowing())})) == []


ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
ATTACHED = list(ATTACHMENTS.items())


@pytest.mark.parametrize(("kind", "key"), ATTACHED)
@pytest.mark.parametrize(
    "arn",
    [
        ADMINISTRATOR,
        ADMINISTRATOR.replace("arn:aws:", "arn:aws-cn:"),
        "arn:aws-us-gov:iam::aws:policy/PowerUserAccess",
    ],
)
def test_a_policy_of_aws_that_logs_in_as_every_user_is_not_attached(kind, key, arn):
    for value in (arn, [arn], [UNKNOWN, arn]):
        assert list(RULES["login-as-exact-users"].check(kind, {key: value})) == [
            f"{key}: got {arn}, want a policy that names each database user (this one logs in as all of them)"
        ]


@pytest.mark.parametrize(("kind", "key"), ATTACHED)
def test_other_policies_are_attached(kind, key):
    reads = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    own = "arn:aws:iam::222222222222:policy/AdministratorAccess"  # its document is judged where it is made
    for value in (reads, own, [reads, own], UNKNOWN, None):
        assert list(RULES["login-as-exact-users"].check(kind, {key: value})) == []


@pytest.mark.parametrize("policy", ["{", '{"Statement": {"Effect": "Perhaps"}}', None])
def test_a_policy_that_cannot_be_read_is_no_pass(policy):
    (message,) = RULES["login-as-exact-users"].check(POLICY, {"policy": policy})
    assert message.startswith("policy: ")
    assert list(RULES["login-without-condition"].check(POLICY, {"policy": policy})) == []


def test_a_login_has_no_condition():
    address = {"IpAddress": {"aws:SourceIp": "203.0.113.7/32"}}
    assert login_messages("login-without-condition", allowing()) == []
    assert login_messages("login-without-condition", allowing(Action="s3:GetObject", Condition=address)) == []
    assert login_messages("login-without-condition", allowing(Sid="In", Condition=address)) == [
        "policy, In: got condition IpAddress aws:SourceIp, want none; put it on the role's trust"
    ]


def test_a_policy_of_which_a_part_is_not_known_yet_is_judged_when_all_is_known():
    props = {"policy": {"Version": "2012-10-17", "Statement": [allowing(Resource=[UNKNOWN, "*"])]}}
    assert list(RULES["login-as-exact-users"].check(POLICY, props)) == []
    props["policy"]["Statement"][0]["Resource"] = ["*"]
    assert len(list(RULES["login-as-exact-users"].check(POLICY, props))) == 1


@pytest.mark.parametrize("kind", sorted(EXCLUSIVE))
def test_no_resource_takes_policies_off_a_role(kind):
    (message,) = RULES["shared-roles"].check(kind, {})
    assert message.startswith(f"{kind.rpartition(':')[2]}: it removes every policy it does not list")


@pytest.mark.parametrize("key", ["inlinePolicies", "managedPolicyArns"])
def test_no_argument_takes_policies_off_a_role(key):
    for value in (["one"], [], [{}], UNKNOWN):  # an empty list removes all that there are
        (message,) = RULES["shared-roles"].check(ROLE, {key: value})
        assert message.startswith(f"{key}: it removes every policy it does not list; use aws.iam.RolePolicy")
        assert list(RULES["shared-roles"].check(POLICY, {key: value})) == []
    assert list(RULES["shared-roles"].check(ROLE, {"name": "shop"})) == []
