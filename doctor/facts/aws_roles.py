"""An IAM role or user with every policy that grants to it or limits it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from doctor.chain import is_user
from doctor.facts.aws import Account, Missing
from doctor.facts.facts import Absent, RoleFacts
from domain import arns
from domain.iam_evaluation import Document


@dataclass(frozen=True)
class _Owner:
    """Whose policies are read: IAM has the same calls for roles and users, under other names."""

    noun: str
    name: str

    @property
    def named(self) -> dict[str, str]:
        return {f"{self.noun.capitalize()}Name": self.name}


def identity_facts(account: Account, arn: str) -> RoleFacts | Absent:
    """Whoever begins a chain; raises Unreadable."""
    return _user_facts(account, arn) if is_user(arn) else role_facts(account, arn)


def _user_facts(account: Account, user_arn: str) -> RoleFacts | Absent:
    """The user of that name in the account. What its groups may is not asked: the program puts it in none."""
    owner = _Owner("user", arns.parse(user_arn).resource.rpartition("/")[2])
    try:
        user = account.read("iam", "get_user", **owner.named)["User"]
    except Missing:
        return Absent(f"user {user_arn}")
    return _facts(account, owner, user, trust_policy={})


def role_facts(account: Account, role_arn: str) -> RoleFacts | Absent:
    """The role of that name in the account; its ARN tells whether it has the path that was asked for.

    An attached policy goes by its ARN: its name may also be that of an inline policy. Raises Unreadable.
    """
    owner = _Owner("role", arns.parse(role_arn).resource.rpartition("/")[2])
    try:
        role = account.read("iam", "get_role", **owner.named)["Role"]
    except Missing:
        return Absent(f"role {role_arn}")
    return _facts(account, owner, role, trust_policy=role["AssumeRolePolicyDocument"])


def _facts(account: Account, owner: _Owner, told: Mapping[str, Any], trust_policy: Document) -> RoleFacts:
    boundary = told.get("PermissionsBoundary")
    return RoleFacts(
        arn=told["Arn"],
        trust_policy=trust_policy,
        identity_policies=dict([*_inline(account, owner), *_attached(account, owner)]),
        boundary=_managed(account, boundary["PermissionsBoundaryArn"]) if boundary else None,
        tags={tag["Key"]: tag["Value"] for tag in told.get("Tags", [])},
    )


def _inline(account: Account, owner: _Owner) -> Iterator[tuple[str, Document]]:
    for name in account.read_all("iam", f"list_{owner.noun}_policies", "PolicyNames", **owner.named):
        policy = account.read("iam", f"get_{owner.noun}_policy", **owner.named, PolicyName=name)
        yield name, policy["PolicyDocument"]


def _attached(account: Account, owner: _Owner) -> Iterator[tuple[str, Document]]:
    for policy in account.read_all("iam", f"list_attached_{owner.noun}_policies", "AttachedPolicies", **owner.named):
        yield policy["PolicyArn"], _managed(account, policy["PolicyArn"])


def _managed(account: Account, policy_arn: str) -> Document:
    """The version in force: the default one, which need not be the latest."""
    version = account.read("iam", "get_policy", PolicyArn=policy_arn)["Policy"]["DefaultVersionId"]
    answer = account.read("iam", "get_policy_version", PolicyArn=policy_arn, VersionId=version)
    document: Document = answer["PolicyVersion"]["Document"]
    return document
