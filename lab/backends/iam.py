"""Roles and their inline policies, made in the account's emulated IAM."""

import re
from typing import Any

from lab.backends import as_written
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list, tag_change, tag_list
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.iam_inline_policies import InlinePolicies
from lab.backends.trust_documents import check_trust, invalid_principal

LONGEST_ROLE_NAME = 64  # IAM and AWS STS quotas, "IAM name requirements"
GONE = ("NoSuchEntity",)
SOURCE = "terraform-provider-aws internal/service/iam/role.go, ForceNew"


def check_role(_provider: AwsProvider, inputs: Properties) -> None:
    """The name's length."""
    if len(inputs["name"]) > LONGEST_ROLE_NAME:
        raise LabError(
            "ValidationError: 1 validation error detected: Value at 'roleName' failed to satisfy constraint: "
            f"Member must have length less than or equal to {LONGEST_ROLE_NAME}"
        )


def create_role(provider: AwsProvider, inputs: Properties) -> Created:
    """A role; its trust policy is judged as IAM does, and stored as given (IAM shows a role as its unique id)."""
    _judge_trust(provider, inputs["assumeRolePolicy"])
    provider.client("iam").create_role(
        RoleName=inputs["name"],
        AssumeRolePolicyDocument=inputs["assumeRolePolicy"],
        Description=inputs.get("description", ""),
        Tags=tag_list(inputs["tagsAll"]),
    )
    return Created(inputs["name"])


def read_role(provider: AwsProvider, role_name: str, state: Properties) -> dict[str, Any]:
    """The role as IAM shows it."""
    role = provider.client("iam").get_role(RoleName=role_name)["Role"]
    return {
        "arn": role["Arn"],
        "assumeRolePolicy": as_written.document(role["AssumeRolePolicyDocument"], state["assumeRolePolicy"]),
        "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "description": role.get("Description", ""),
        "forceDetachPolicies": False,
        "managedPolicyArns": [],
        "maxSessionDuration": role["MaxSessionDuration"],
        "name": role_name,
        "namePrefix": "",
        "path": role["Path"],
        "uniqueId": role["RoleId"],
        **provider.tag_outputs(state, from_tag_list(role.get("Tags", []))),
    }


def update_role(provider: AwsProvider, role_name: str, change: Change) -> None:
    """Trust, description and tags."""
    iam = provider.client("iam")
    if "assumeRolePolicy" in change:
        document = change.new["assumeRolePolicy"]
        _judge_trust(provider, document)
        iam.update_assume_role_policy(RoleName=role_name, PolicyDocument=document)
    if "description" in change:
        iam.update_role(RoleName=role_name, Description=change.new.get("description", ""))
    removed, added = tag_change(change)
    if removed:
        iam.untag_role(RoleName=role_name, TagKeys=removed)
    if added:
        iam.tag_role(RoleName=role_name, Tags=tag_list(added))


def delete_role(provider: AwsProvider, role_name: str, _state: Properties) -> None:
    """Refused while the role has policies."""
    provider.client("iam").delete_role(RoleName=role_name)


def _judge_trust(provider: AwsProvider, document: str) -> None:
    """IAM knows the principals of every account: a role or user that does not exist is refused."""
    for principal in check_trust(document):
        _check_principal_exists(provider, principal)


def _check_principal_exists(provider: AwsProvider, principal: str) -> None:
    found = re.fullmatch(r"arn:[^:]+:iam::(?P<account>\d+):(?P<kind>role|user)/(?:.*/)?(?P<name>[^/]+)", principal)
    if not found:
        return
    iam = provider.client("iam", account_id=found["account"])
    try:
        stored = (
            iam.get_role(RoleName=found["name"])["Role"]
            if found["kind"] == "role"
            else iam.get_user(UserName=found["name"])["User"]
        )
    except iam.exceptions.NoSuchEntityException:
        raise invalid_principal(principal) from None
    if stored["Arn"] != principal:
        raise invalid_principal(principal)


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:iam/role:Role": Backend(
        replaces={"name": SOURCE},
        updates=("assumeRolePolicy", "description", *TAGS),
        auto_name=AutoName("name", LONGEST_ROLE_NAME),
        fills=all_tags,
        check=check_role,
        create=create_role,
        read=read_role,
        update=update_role,
        delete=delete_role,
        gone=GONE,
    ),
    "aws:iam/rolePolicy:RolePolicy": InlinePolicies("role").backend(),
}
