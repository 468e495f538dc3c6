"""Secrets and their versions, made in the account's emulated Secrets Manager."""

from typing import Any

from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list, tag_change, tag_list
from lab.backends.backend import AutoName, Backend, Change, Created, Properties
from lab.backends.secretsmanager import CURRENT

LONGEST_NAME = 512  # AWS Secrets Manager API reference, CreateSecret, Name
GONE = ("ResourceNotFoundException",)
SECRET_SOURCE = "terraform-provider-aws internal/service/secretsmanager/secret.go, ForceNew"  # noqa: S105  a source
VERSION_SOURCE = "terraform-provider-aws internal/service/secretsmanager/secret_version.go, ForceNew"


def create_secret(provider: AwsProvider, inputs: Properties) -> Created:
    """A secret without a value."""
    made = provider.client("secretsmanager").create_secret(
        Name=inputs["name"], Description=inputs.get("description", ""), Tags=tag_list(inputs["tagsAll"])
    )
    return Created(made["ARN"])


def read_secret(provider: AwsProvider, arn: str, state: Properties) -> dict[str, Any] | None:
    """The secret as the service shows it; one that waits for its deletion is gone."""
    found = provider.client("secretsmanager").describe_secret(SecretId=arn)
    if "DeletedDate" in found:
        return None
    return {
        "arn": found["ARN"],
        "description": found.get("Description", ""),
        "name": found["Name"],
        "namePrefix": "",
        **provider.tag_outputs(state, from_tag_list(found.get("Tags", []))),
    }


def update_secret(provider: AwsProvider, arn: str, change: Change) -> None:
    """Description and tags."""
    service = provider.client("secretsmanager")
    if "description" in change:
        service.update_secret(SecretId=arn, Description=change.new.get("description", ""))
    removed, added = tag_change(change)
    if removed:
        service.untag_resource(SecretId=arn, TagKeys=removed)
    if added:
        service.tag_resource(SecretId=arn, Tags=tag_list(added))


def delete_secret(provider: AwsProvider, arn: str, _state: Properties) -> None:
    """Without the days in which it could be restored: nobody waits for them in the lab."""
    provider.client("secretsmanager").delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)


def create_version(provider: AwsProvider, inputs: Properties) -> Created:
    """A value, which becomes the current one."""
    made = provider.client("secretsmanager").put_secret_value(
        SecretId=inputs["secretId"], SecretString=inputs["secretString"]
    )
    return Created(f"{inputs['secretId']}|{made['VersionId']}", {"versionId": made["VersionId"]})


def read_version(provider: AwsProvider, version_id: str, _state: Properties) -> dict[str, Any]:
    """The value and its stages."""
    arn, _, version = version_id.rpartition("|")
    found = provider.client("secretsmanager").get_secret_value(SecretId=arn, VersionId=version)
    return {"arn": found["ARN"], "secretString": found["SecretString"], "versionStages": found["VersionStages"]}


def delete_version(provider: AwsProvider, version_id: str, _state: Properties) -> None:
    """Its stages but the current one are taken away: the service has no call to delete a version."""
    arn, _, version = version_id.rpartition("|")
    service = provider.client("secretsmanager")
    stages = service.get_secret_value(SecretId=arn, VersionId=version)["VersionStages"]
    for stage in stages:
        if stage != CURRENT:  # "you can't remove the label from the current version"
            service.update_secret_version_stage(SecretId=arn, VersionStage=stage, RemoveFromVersionId=version)


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:secretsmanager/secret:Secret": Backend(
        replaces={"name": SECRET_SOURCE},
        updates=("description", *TAGS),
        auto_name=AutoName("name", LONGEST_NAME),
        fills=all_tags,
        create=create_secret,
        read=read_secret,
        update=update_secret,
        delete=delete_secret,
        gone=(*GONE, "InvalidRequestException"),
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Backend(
        replaces={"secretId": VERSION_SOURCE, "secretString": VERSION_SOURCE},
        create=create_version,
        read=read_version,
        delete=delete_version,
        gone=(*GONE, "InvalidRequestException"),
    ),
}
