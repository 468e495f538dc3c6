"""Reading secrets of the account's emulated Secrets Manager."""

from typing import Any

from lab.backends.arguments import only
from lab.backends.aws_provider import AwsProvider
from lab.backends.backend import Properties
from lab.backends.package import Function
from lab.backends.values import secret

CURRENT = "AWSCURRENT"


def get_secret_version(provider: AwsProvider, arguments: Properties) -> dict[str, Any]:
    """A version of a secret, by stage; its text is marked secret, as the real provider does."""
    only(arguments, "secretId", "versionStage", "region")
    stage = arguments.get("versionStage") or CURRENT
    found = provider.client("secretsmanager").get_secret_value(SecretId=arguments["secretId"], VersionStage=stage)
    return {
        "arn": found["ARN"],
        "createdDate": found["CreatedDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "id": f"{arguments['secretId']}|{stage}",
        "region": provider.region,
        "secretArn": found["ARN"],
        "secretBinary": secret(""),
        "secretId": arguments["secretId"],
        "secretString": secret(found["SecretString"]),
        "versionId": found["VersionId"],
        "versionStage": stage,
        "versionStages": found["VersionStages"],
    }


FUNCTIONS: dict[str, Function] = {"aws:secretsmanager/getSecretVersion:getSecretVersion": get_secret_version}
