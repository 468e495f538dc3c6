"""Database account: how SQL gets to the database as its master. Runs while a stack is deployed, never in a program."""

import json
from collections.abc import Mapping
from typing import Any

CONNECT_TIMEOUT_S = 30  # a paused Aurora instance takes 15 s and more to resume (Aurora User Guide, auto-pause)


class SqlScriptError(Exception):
    """The script did not run; the message says what to run by hand, and holds no password."""


def execute(props: Mapping[str, Any], script: str) -> None:
    """Run `props[script]` in one transaction over verified TLS, with the password the master has now.

    Raises `SqlScriptError` for what Secrets Manager or the database refuses.
    """
    import psycopg
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        with psycopg.connect(
            host=props["host"],
            port=int(props["port"]),
            dbname=props["database"],
            user=props["user"],
            password=_password(props),
            sslmode="verify-full",
            sslrootcert=props["ca_bundle"],
            connect_timeout=CONNECT_TIMEOUT_S,
        ) as connection:
            connection.execute(props[script])
    except (psycopg.Error, Boto3Error, BotoCoreError, ClientError) as error:
        advice = f"; run by hand on {props['host']}: {props['by_hand']}" if props["by_hand"] else ""
        raise SqlScriptError(f"{script} on {props['database']}: {str(error).strip()}{advice}") from error


def _password(props: Mapping[str, Any]) -> str:
    """Of the managed secret, which RDS rotates every seven days: one that was kept would be an old one by then."""
    import boto3

    if "secret_arn" not in props:  # in the state of a stack that was last deployed when the password was kept there
        return str(props["password"])
    account = boto3.Session(profile_name=props["profile"], region_name=props["region"])
    secret = account.client("secretsmanager").get_secret_value(SecretId=props["secret_arn"])
    return str(json.loads(secret["SecretString"])["password"])
