"""An IAM role with every policy that grants to it or limits it."""

from collections.abc import Iterator

from doctor.facts.aws import Account, Missing
from doctor.facts.facts import Absent, RoleFacts
from domain import arns
from domain.iam_evaluation import Document


def role_facts(account: Account, role_arn: str) -> RoleFacts | Absent:
    """The role of that name in the account; its ARN tells whether it has the path that was asked for.

    An attached policy goes by its ARN: its name may also be that of an inline policy. Raises Unreadable.
    """
    name = arns.parse(role_arn).resource.rpartition("/")[2]
    try:
        role = account.read("iam", "get_role", RoleName=name)["Role"]
    except Missing:
        return Absent(f"role {role_arn}")
    boundary = role.get("PermissionsBoundary")
    return RoleFacts(
        arn=role["Arn"],
        trust_policy=role["AssumeRolePolicyDocument"],
        identity_policies=dict([*_inline(account, name), *_attached(account, name)]),
        boundary=_managed(account, boundary["PermissionsBoundaryArn"]) if boundary else None,
        tags={tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
    )


def _inline(account: Account, role: str) -> Iterator[tuple[str, Document]]:
    for name in account.read_all("iam", "list_role_policies", "PolicyNames", RoleName=role):
        policy = account.read("iam", "get_role_policy", RoleName=role, PolicyName=name)
        yield name, policy["PolicyDocument"]


def _attached(account: Account, role: str) -> Iterator[tuple[str, Document]]:
    for policy in account.read_all("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role):
        yield policy["PolicyArn"], _managed(account, policy["PolicyArn"])


def _managed(account: Account, policy_arn: str) -> Document:
    """The version in force: the default one, which need not be the latest."""
    version = account.read("iam", "get_policy", PolicyArn=policy_arn)["Policy"]["DefaultVersionId"]
    answer = account.read("iam", "get_policy_version", PolicyArn=policy_arn, VersionId=version)
    document: Document = answer["PolicyVersion"]["Document"]
    return document
