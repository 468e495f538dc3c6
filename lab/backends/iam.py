"""Roles, their inline policies, instance profiles and OIDC providers, made in the account's emulated IAM."""

import json
import re

from lab.backends.arguments import only, required
from lab.backends.aws_provider import AwsProvider, physical_name, tag_list
from lab.backends.backend import Backend, Created, LabError, Properties
from lab.backends.trust_documents import check_trust, invalid_principal

LONGEST_ROLE_NAME = 64  # IAM and AWS STS quotas, "IAM name requirements"
LONGEST_POLICY_NAME = 128  # IAM API reference, PutRolePolicy; CreateInstanceProfile has the same limit
LARGEST_INLINE_POLICIES = 10_240  # IAM and AWS STS quotas: all inline policies of a role, white space not counted


def create_role(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A role; its trust policy is judged as IAM does, and stored as given (IAM shows a role as its unique id)."""
    only(inputs, "assumeRolePolicy", "description", "name", "tags")
    role_name = physical_name(inputs, "name", name, longest=LONGEST_ROLE_NAME)
    if len(role_name) > LONGEST_ROLE_NAME:
        raise LabError(
            "ValidationError: 1 validation error detected: Value at 'roleName' failed to satisfy constraint: "
            f"Member must have length less than or equal to {LONGEST_ROLE_NAME}"
        )
    for principal in check_trust(inputs["assumeRolePolicy"]):
        _check_principal_exists(provider, principal)
    tags = provider.tags(inputs)
    role = provider.client("iam").create_role(
        RoleName=role_name,
        AssumeRolePolicyDocument=inputs["assumeRolePolicy"],
        Description=inputs.get("description", ""),
        Tags=tag_list(tags),
    )["Role"]
    outputs = {
        "arn": role["Arn"],
        "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "description": inputs.get("description", ""),
        "forceDetachPolicies": False,
        "managedPolicyArns": [],
        "maxSessionDuration": role["MaxSessionDuration"],
        "name": role_name,
        "namePrefix": "",
        "path": role["Path"],
        "tagsAll": tags,
        "uniqueId": role["RoleId"],
    }
    return Created(id=role_name, outputs=outputs)


def delete_role(provider: AwsProvider, role_name: str, _state: Properties) -> None:
    """Refused while the role has policies."""
    provider.client("iam").delete_role(RoleName=role_name)


def create_role_policy(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """One inline policy on a role that exists."""
    only(inputs, "role", "name", "policy")
    iam = provider.client("iam")
    role = inputs["role"]
    policy_name = physical_name(inputs, "name", name, longest=LONGEST_POLICY_NAME)
    documents = [inputs["policy"]]
    for other in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        if other != policy_name:
            documents.append(json.dumps(iam.get_role_policy(RoleName=role, PolicyName=other)["PolicyDocument"]))
    if sum(len(re.sub(r"\s", "", document)) for document in documents) > LARGEST_INLINE_POLICIES:
        raise LabError(
            f"LimitExceeded: Maximum policy size of {LARGEST_INLINE_POLICIES} bytes exceeded for role {role}"
        )
    iam.put_role_policy(RoleName=role, PolicyName=policy_name, PolicyDocument=inputs["policy"])
    return Created(id=f"{role}:{policy_name}", outputs={"name": policy_name, "namePrefix": ""})


def delete_role_policy(provider: AwsProvider, _id: str, state: Properties) -> None:
    """Take this policy off the role, and no other."""
    provider.client("iam").delete_role_policy(RoleName=state["role"], PolicyName=state["name"])


def create_instance_profile(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A profile that holds one role, which exists."""
    only(inputs, "name", "role", "tags")
    role = required(inputs, "role")
    profile_name = physical_name(inputs, "name", name, longest=LONGEST_POLICY_NAME)
    tags = provider.tags(inputs)
    iam = provider.client("iam")
    profile = iam.create_instance_profile(InstanceProfileName=profile_name, Tags=tag_list(tags))["InstanceProfile"]
    iam.add_role_to_instance_profile(InstanceProfileName=profile_name, RoleName=role)
    outputs = {
        "arn": profile["Arn"],
        "name": profile_name,
        "namePrefix": "",
        "path": profile["Path"],
        "tagsAll": tags,
        "uniqueId": profile["InstanceProfileId"],
    }
    return Created(id=profile_name, outputs=outputs)


def delete_instance_profile(provider: AwsProvider, profile_name: str, state: Properties) -> None:
    """Take the role out first, as the provider does."""
    iam = provider.client("iam")
    iam.remove_role_from_instance_profile(InstanceProfileName=profile_name, RoleName=state["role"])
    iam.delete_instance_profile(InstanceProfileName=profile_name)


def create_open_id_connect_provider(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """An issuer whose tokens the account takes; a second one for the same URL is refused, as IAM does."""
    only(inputs, "clientIdLists", "url", "tags")
    url, audiences = required(inputs, "url"), required(inputs, "clientIdLists")
    tags = provider.tags(inputs)
    # IAM fetches a thumbprint by itself where none is given (IAM API reference, CreateOpenIDConnectProvider).
    arn = provider.client("iam").create_open_id_connect_provider(Url=url, ClientIDList=audiences, Tags=tag_list(tags))[
        "OpenIDConnectProviderArn"
    ]
    return Created(id=arn, outputs={"arn": arn, "url": url.removeprefix("https://"), "tagsAll": tags})


def delete_open_id_connect_provider(provider: AwsProvider, arn: str, _state: Properties) -> None:
    """Roles that trust it stay, and let nobody in by it any more."""
    provider.client("iam").delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)


def _check_principal_exists(provider: AwsProvider, principal: str) -> None:
    """IAM knows the principals of every account: a role or user that does not exist is refused."""
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
    "aws:iam/instanceProfile:InstanceProfile": Backend(create_instance_profile, delete_instance_profile),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Backend(
        create_open_id_connect_provider, delete_open_id_connect_provider
    ),
    "aws:iam/role:Role": Backend(create_role, delete_role),
    "aws:iam/rolePolicy:RolePolicy": Backend(create_role_policy, delete_role_policy),
}
