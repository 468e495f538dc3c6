"""Reading roles and policies of the account's emulated IAM that are not the program's own."""

import json
from typing import Any

from lab.backends.arguments import only
from lab.backends.aws_provider import AwsProvider, from_tag_list
from lab.backends.backend import Properties
from lab.backends.package import Function


def get_role(provider: AwsProvider, arguments: Properties) -> dict[str, Any]:
    """A role by its name; a role without a permissions boundary has an empty one."""
    only(arguments, "name")
    role = provider.client("iam").get_role(RoleName=arguments["name"])["Role"]
    return {
        "arn": role["Arn"],
        "assumeRolePolicy": json.dumps(role["AssumeRolePolicyDocument"]),
        "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "description": role.get("Description", ""),
        "id": role["RoleName"],
        "maxSessionDuration": role["MaxSessionDuration"],
        "name": role["RoleName"],
        "path": role["Path"],
        "permissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""),
        "roleLastUseds": [],
        "tags": from_tag_list(role.get("Tags", [])),
        "uniqueId": role["RoleId"],
    }


def get_policy(provider: AwsProvider, arguments: Properties) -> dict[str, Any]:
    """A managed policy by its ARN, with the document of its default version."""
    only(arguments, "arn")
    iam, arn = provider.client("iam"), arguments["arn"]
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    return {
        "arn": arn,
        "attachmentCount": policy["AttachmentCount"],
        "description": policy.get("Description", ""),
        "id": arn,
        "name": policy["PolicyName"],
        "path": policy["Path"],
        "policy": json.dumps(version["Document"]),
        "policyId": policy["PolicyId"],
        "tags": from_tag_list(policy.get("Tags", [])),
    }


FUNCTIONS: dict[str, Function] = {"aws:iam/getRole:getRole": get_role, "aws:iam/getPolicy:getPolicy": get_policy}
