"""Users, their inline policies and their access keys, made in the account's emulated IAM."""

from typing import Any

from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list, tag_change, tag_list
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.iam_inline_policies import InlinePolicies
from lab.backends.values import secret

LONGEST_USER_NAME = 64  # IAM and AWS STS quotas, "IAM name requirements"
MOST_KEYS = 2  # IAM and AWS STS quotas: access keys assigned to an IAM user
ACTIVE = "Active"
GONE = ("NoSuchEntity",)
POLICIES = InlinePolicies("user")
KEY_SOURCE = "terraform-provider-aws internal/service/iam/access_key.go, ForceNew"


def create_user(provider: AwsProvider, inputs: Properties) -> Created:
    """A user without any right; a second one of the name is refused."""
    provider.client("iam").create_user(UserName=inputs["name"], Tags=tag_list(inputs["tagsAll"]))
    return Created(inputs["name"])


def read_user(provider: AwsProvider, name: str, state: Properties) -> dict[str, Any]:
    """The user as IAM shows it."""
    user = provider.client("iam").get_user(UserName=name)["User"]
    return {
        "arn": user["Arn"],
        "forceDestroy": False,
        "name": name,
        "path": user["Path"],
        "uniqueId": user["UserId"],
        **provider.tag_outputs(state, from_tag_list(user.get("Tags", []))),
    }


def update_user(provider: AwsProvider, name: str, change: Change) -> None:
    """Tags; IAM renames a user too, with its keys."""
    iam = provider.client("iam")
    if "name" in change:
        raise LabError(f"name: the lab's IAM cannot rename the user {name}; destroy it first")
    removed, added = tag_change(change)
    if removed:
        iam.untag_user(UserName=name, TagKeys=removed)
    if added:
        iam.tag_user(UserName=name, Tags=tag_list(added))


def delete_user(provider: AwsProvider, name: str, _state: Properties) -> None:
    """Refused while the user has policies or keys: moto would let it go."""
    iam = provider.client("iam")
    if iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        raise LabError(f"DeleteConflict: Cannot delete entity, must delete access keys first: user {name}")
    if POLICIES.names(provider, name):
        raise LabError(f"DeleteConflict: Cannot delete entity, must delete policies first: user {name}")
    iam.delete_user(UserName=name)


def create_access_key(provider: AwsProvider, inputs: Properties) -> Created:
    """A key; a third one of a user is refused. IAM tells the secret half once."""
    iam, user = provider.client("iam"), inputs["user"]
    if len(iam.list_access_keys(UserName=user)["AccessKeyMetadata"]) >= MOST_KEYS:
        raise LabError(f"LimitExceeded: Cannot exceed quota for AccessKeysPerUser: {MOST_KEYS}")
    key = iam.create_access_key(UserName=user)["AccessKey"]
    if inputs.get("status", ACTIVE) != ACTIVE:
        iam.update_access_key(UserName=user, AccessKeyId=key["AccessKeyId"], Status=inputs["status"])
    told = {"secret": secret(key["SecretAccessKey"]), "createDate": key["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ")}
    return Created(key["AccessKeyId"], told)


def read_access_key(provider: AwsProvider, key_id: str, state: Properties) -> dict[str, Any] | None:
    """Whether it is there, and active; its secret half nobody tells again."""
    for key in provider.client("iam").list_access_keys(UserName=state["user"])["AccessKeyMetadata"]:
        if key["AccessKeyId"] == key_id:
            return {"status": key["Status"]}
    return None


def update_access_key(provider: AwsProvider, key_id: str, change: Change) -> None:
    """Active or not."""
    status = change.new.get("status", ACTIVE)
    provider.client("iam").update_access_key(UserName=change.new["user"], AccessKeyId=key_id, Status=status)


def delete_access_key(provider: AwsProvider, key_id: str, state: Properties) -> None:
    """Nobody is let in by it from now on."""
    provider.client("iam").delete_access_key(UserName=state["user"], AccessKeyId=key_id)


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:iam/user:User": Backend(
        replaces={},
        updates=("name", *TAGS),
        auto_name=AutoName("name", LONGEST_USER_NAME),
        fills=all_tags,
        create=create_user,
        read=read_user,
        update=update_user,
        delete=delete_user,
        gone=GONE,
    ),
    "aws:iam/userPolicy:UserPolicy": POLICIES.backend(),
    "aws:iam/accessKey:AccessKey": Backend(
        replaces={"user": KEY_SOURCE},
        updates=("status",),
        create=create_access_key,
        read=read_access_key,
        update=update_access_key,
        delete=delete_access_key,
        gone=GONE,
    ),
}
