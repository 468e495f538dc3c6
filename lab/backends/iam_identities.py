"""Instance profiles and OIDC providers, made in the account's emulated IAM: how a workload becomes a role."""

from typing import Any

from lab.backends import as_written
from lab.backends.arguments import required
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list, tag_change, tag_list
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties

LONGEST_PROFILE_NAME = 128  # IAM API reference, CreateInstanceProfile
GONE = ("NoSuchEntity",)
PROFILE_SOURCE = "terraform-provider-aws internal/service/iam/instance_profile.go, ForceNew"
OIDC_SOURCE = "terraform-provider-aws internal/service/iam/openid_connect_provider.go, ForceNew"


def check_instance_profile(_provider: AwsProvider, inputs: Properties) -> None:
    """A profile without a role is of no use to anybody."""
    required(inputs, "role")


def create_instance_profile(provider: AwsProvider, inputs: Properties) -> Created:
    """A profile that holds one role, which exists."""
    iam, name = provider.client("iam"), inputs["name"]
    iam.create_instance_profile(InstanceProfileName=name, Tags=tag_list(inputs["tagsAll"]))
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=inputs["role"])
    return Created(name)


def read_instance_profile(provider: AwsProvider, name: str, state: Properties) -> dict[str, Any]:
    """The profile as IAM shows it."""
    profile = provider.client("iam").get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    return {
        "arn": profile["Arn"],
        "name": name,
        "namePrefix": "",
        "path": profile["Path"],
        "role": profile["Roles"][0]["RoleName"] if profile["Roles"] else None,
        "uniqueId": profile["InstanceProfileId"],
        **provider.tag_outputs(state, from_tag_list(profile.get("Tags", []))),
    }


def update_instance_profile(provider: AwsProvider, name: str, change: Change) -> None:
    """Another role, other tags."""
    iam = provider.client("iam")
    if "role" in change:
        if change.old.get("role"):
            iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=change.old["role"])
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=change.new["role"])
    removed, added = tag_change(change)
    if removed:
        iam.untag_instance_profile(InstanceProfileName=name, TagKeys=removed)
    if added:
        iam.tag_instance_profile(InstanceProfileName=name, Tags=tag_list(added))


def delete_instance_profile(provider: AwsProvider, name: str, state: Properties) -> None:
    """Take the role out first, as the provider does."""
    iam = provider.client("iam")
    iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=state["role"])
    iam.delete_instance_profile(InstanceProfileName=name)


def check_open_id_connect_provider(_provider: AwsProvider, inputs: Properties) -> None:
    """Both arguments are required by the provider's schema."""
    required(inputs, "url")
    required(inputs, "clientIdLists")


def create_open_id_connect_provider(provider: AwsProvider, inputs: Properties) -> Created:
    """An issuer whose tokens the account takes; a second one for the same URL is refused, as IAM does."""
    # IAM fetches a thumbprint by itself where none is given (IAM API reference, CreateOpenIDConnectProvider).
    arn = provider.client("iam").create_open_id_connect_provider(
        Url=inputs["url"], ClientIDList=inputs["clientIdLists"], Tags=tag_list(inputs["tagsAll"])
    )["OpenIDConnectProviderArn"]
    return Created(arn)


def read_open_id_connect_provider(provider: AwsProvider, arn: str, state: Properties) -> dict[str, Any]:
    """The issuer as IAM shows it: without its scheme."""
    found = provider.client("iam").get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    return {
        "arn": arn,
        "clientIdLists": as_written.in_any_order(found["ClientIDList"], state["clientIdLists"]),
        "url": found["Url"].removeprefix("https://"),
        **provider.tag_outputs(state, from_tag_list(found.get("Tags", []))),
    }


def update_open_id_connect_provider(provider: AwsProvider, arn: str, change: Change) -> None:
    """Tags; IAM changes audiences in place too, moto has no call for it."""
    iam = provider.client("iam")
    if "clientIdLists" in change:
        raise LabError("clientIdLists: the lab's IAM cannot change the audiences of a provider; destroy it first")
    removed, added = tag_change(change)
    if removed:
        iam.untag_open_id_connect_provider(OpenIDConnectProviderArn=arn, TagKeys=removed)
    if added:
        iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=tag_list(added))


def delete_open_id_connect_provider(provider: AwsProvider, arn: str, _state: Properties) -> None:
    """Roles that trust it stay, and let nobody in by it any more."""
    provider.client("iam").delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:iam/instanceProfile:InstanceProfile": Backend(
        replaces={"name": PROFILE_SOURCE},
        updates=("role", *TAGS),
        auto_name=AutoName("name", LONGEST_PROFILE_NAME),
        fills=all_tags,
        check=check_instance_profile,
        create=create_instance_profile,
        read=read_instance_profile,
        update=update_instance_profile,
        delete=delete_instance_profile,
        gone=GONE,
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Backend(
        replaces={"url": OIDC_SOURCE},
        updates=("clientIdLists", *TAGS),
        fills=all_tags,
        check=check_open_id_connect_provider,
        create=create_open_id_connect_provider,
        read=read_open_id_connect_provider,
        update=update_open_id_connect_provider,
        delete=delete_open_id_connect_provider,
        gone=GONE,
    ),
}
