"""Links 1 to 4 of the chain: from the pod's web identity through each role to a login token, as Connect walks them."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from lab.connect.errors import CredentialsError
from lab.connect.input_config import Aws, Role

SESSION_SECONDS = 900  # the shortest STS allows (AssumeRole, DurationSeconds), and what Connect's SDK asks for

# One try: the pipeline itself tries again, and says so.
_ONE_TRY = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=15)


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """Temporary AWS credentials."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)


def mint_login_token(aws: Aws, user: str) -> str:
    """The password for one login: valid for 15 minutes, for `user` at `aws.endpoint` only.

    The pod's identity comes from AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE alone: a key of the operator that lies
    about in the environment must not open what the pod cannot. Raises `CredentialsError` in Connect's words.
    """
    credentials = _pod_credentials(aws.region)
    for role in aws.roles:
        try:
            credentials = _assume(role, credentials, aws.region)
        except (BotoCoreError, ClientError) as refused:
            raise CredentialsError(
                "unable to generate IAM auth token: assuming role based on configured roles: "
                f"verifying role assumption for '{role.role}': {refused}"
            ) from None
    host, _, port = aws.endpoint.rpartition(":")
    signer = _client("rds", aws.region, credentials)
    return str(signer.generate_db_auth_token(DBHostname=host, Port=int(port), DBUsername=user, Region=aws.region))


def _pod_credentials(region: str) -> Credentials:
    try:
        role_arn = os.environ["AWS_ROLE_ARN"]
        token = Path(os.environ["AWS_WEB_IDENTITY_TOKEN_FILE"]).read_text()
    except KeyError as unset:
        raise CredentialsError(
            f"no web identity: {unset.args[0]} is not set; a pod has it from its service account"
        ) from None
    except OSError as unreadable:
        raise CredentialsError(f"no web identity: AWS_WEB_IDENTITY_TOKEN_FILE: {unreadable.strerror}") from None
    try:
        sts = boto3.client("sts", region_name=region, config=_ONE_TRY.merge(Config(signature_version=UNSIGNED)))
        answer = sts.assume_role_with_web_identity(
            RoleArn=role_arn, RoleSessionName=_session_name(), WebIdentityToken=token, DurationSeconds=SESSION_SECONDS
        )
    except (BotoCoreError, ClientError) as refused:
        raise CredentialsError(f"the web identity may not assume '{role_arn}': {refused}") from None
    return _credentials(answer)


def _assume(role: Role, credentials: Credentials, region: str) -> Credentials:
    external_id = {"ExternalId": role.role_external_id} if role.role_external_id else {}
    answer = _client("sts", region, credentials).assume_role(
        RoleArn=role.role, RoleSessionName=_session_name(), DurationSeconds=SESSION_SECONDS, **external_id
    )
    assumed = _credentials(answer)
    _client("sts", region, assumed).get_caller_identity()
    return assumed


def _client(service: str, region: str, credentials: Credentials) -> Any:
    return boto3.client(
        service,
        region_name=region,
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        aws_session_token=credentials.session_token,
        config=_ONE_TRY,
    )


def _credentials(answer: Any) -> Credentials:
    given = answer["Credentials"]
    return Credentials(
        access_key_id=given["AccessKeyId"],
        secret_access_key=given["SecretAccessKey"],
        session_token=given["SessionToken"],
    )


def _session_name() -> str:
    return f"rpcn-{secrets.token_hex(8)}"  # random, as Connect's: no trust policy may test it
