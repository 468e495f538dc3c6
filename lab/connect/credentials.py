"""Links 1 to 4 of the chain: from the process's own identity through each role to a login token, as Connect has it."""

import os
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from lab.connect.errors import CredentialsError
from lab.connect.input_config import Aws, Role
from lab.connect.own_credentials import (
    ONE_TRY,
    SESSION_SECONDS,
    Credentials,
    of_answer,
    own_credentials,
    session_name,
)


def mint_login_token(aws: Aws, user: str) -> str:
    """The password for one login: valid for 15 minutes, for `user` at `aws.endpoint` only.

    Raises `CredentialsError` in Connect's words.
    """
    credentials = own_credentials(aws, os.environ)
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


def _assume(role: Role, credentials: Credentials, region: str) -> Credentials:
    external_id = {"ExternalId": role.role_external_id} if role.role_external_id else {}
    answer = _client("sts", region, credentials).assume_role(
        RoleArn=role.role, RoleSessionName=session_name(), DurationSeconds=SESSION_SECONDS, **external_id
    )
    assumed = of_answer(answer)
    _client("sts", region, assumed).get_caller_identity()
    return assumed


def _client(service: str, region: str, credentials: Credentials) -> Any:
    return boto3.client(
        service,
        region_name=region,
        aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key,
        aws_session_token=credentials.session_token,
        config=ONE_TRY,
    )
