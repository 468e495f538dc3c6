"""Link 1 of the chain: the process's own credentials, from where its host puts them and from nowhere else.

In the order of the AWS SDK for Go's default chain (AWS SDKs and Tools Reference Guide, "Standardized credential
providers"), without profiles, which a host of Redpanda Connect does not give, and with keys in the environment last,
where the SDK has them first: one of the operator that lies about must not open what the process cannot.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import ContainerProvider
from botocore.exceptions import BotoCoreError, ClientError
from botocore.utils import InstanceMetadataFetcher

from lab.connect.errors import CredentialsError
from lab.connect.input_config import Aws

SESSION_SECONDS = 900  # the shortest STS allows (AssumeRole, DurationSeconds), and what Connect's SDK asks for

# One try: the pipeline itself tries again, and says so.
ONE_TRY = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=15)


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """AWS credentials; those of a user have no session token."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(repr=False)


def own_credentials(aws: Aws, environment: Mapping[str, str]) -> Credentials:
    """Who the process is: a key in its configuration or environment, a pod's token, a task, or an instance.

    Raises `CredentialsError` for none, and for what AWS refuses to begin.
    """
    if aws.id is not None and aws.secret is not None:
        return Credentials(access_key_id=aws.id, secret_access_key=aws.secret, session_token=None)
    for variable, ask in WAYS.items():
        if variable in environment:
            return ask(aws.region, environment)
    raise CredentialsError(
        "no credentials: got neither aws.id and aws.secret nor any of "
        f"{', '.join(WAYS)} (the host gives a process its identity by one of them); "
        "failed to refresh cached credentials, no EC2 IMDS role found"  # as the SDK for Go ends its search
    )


def of_answer(answer: Mapping[str, Any]) -> Credentials:
    """As STS gives them."""
    given = answer["Credentials"]
    return Credentials(
        access_key_id=given["AccessKeyId"],
        secret_access_key=given["SecretAccessKey"],
        session_token=given["SessionToken"],
    )


def session_name() -> str:
    """Random, as Connect's: no trust policy may test it."""
    return f"rpcn-{secrets.token_hex(8)}"


def _of_environment(_region: str, environment: Mapping[str, str]) -> Credentials:
    try:
        return Credentials(
            access_key_id=environment["AWS_ACCESS_KEY_ID"],
            secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            session_token=environment.get("AWS_SESSION_TOKEN"),
        )
    except KeyError as unset:
        raise CredentialsError(f"no access key: {unset.args[0]} is not set, and the other half is") from None


def _of_pod(region: str, environment: Mapping[str, str]) -> Credentials:
    try:
        role_arn = environment["AWS_ROLE_ARN"]
        token = Path(environment["AWS_WEB_IDENTITY_TOKEN_FILE"]).read_text()
    except KeyError as unset:
        raise CredentialsError(
            f"no web identity: {unset.args[0]} is not set; a pod has it from its service account"
        ) from None
    except OSError as unreadable:
        raise CredentialsError(f"no web identity: AWS_WEB_IDENTITY_TOKEN_FILE: {unreadable.strerror}") from None
    try:
        sts = boto3.client(
            "sts",
            region_name=region,
            endpoint_url=environment.get("AWS_ENDPOINT_URL"),
            config=ONE_TRY.merge(Config(signature_version=UNSIGNED)),
        )
        answer = sts.assume_role_with_web_identity(
            RoleArn=role_arn, RoleSessionName=session_name(), WebIdentityToken=token, DurationSeconds=SESSION_SECONDS
        )
    except (BotoCoreError, ClientError) as refused:
        raise CredentialsError(f"the web identity may not assume '{role_arn}': {refused}") from None
    return of_answer(answer)


def _of_task(_region: str, environment: Mapping[str, str]) -> Credentials:
    try:
        given = ContainerProvider(environ=environment).load().get_frozen_credentials()
    except BotoCoreError as refused:
        raise CredentialsError(f"the container credentials endpoint gives none: {refused}") from None
    return Credentials(access_key_id=given.access_key, secret_access_key=given.secret_key, session_token=given.token)


def _of_instance(_region: str, environment: Mapping[str, str]) -> Credentials:
    given = InstanceMetadataFetcher(
        config={
            "ec2_metadata_service_endpoint": environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"],
            "ec2_metadata_v1_disabled": True,
        }
    ).retrieve_iam_role_credentials()
    if not given:
        raise CredentialsError("the instance's metadata give no credentials: it has no role, or one EC2 may not be")
    return Credentials(
        access_key_id=given["access_key"], secret_access_key=given["secret_key"], session_token=given["token"]
    )


WAYS: Mapping[str, Callable[[str, Mapping[str, str]], Credentials]] = {
    "AWS_ROLE_ARN": _of_pod,
    "AWS_WEB_IDENTITY_TOKEN_FILE": _of_pod,
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": _of_task,
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": _of_instance,
    "AWS_ACCESS_KEY_ID": _of_environment,
}
"""By the variable that a host sets."""
