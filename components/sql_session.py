"""Database account: how SQL gets to the database. Runs while a stack is deployed, never in a program."""

import json
from collections.abc import Mapping
from typing import Any

CONNECT_TIMEOUT_S = 30  # a paused Aurora instance takes 15 s and more to resume (Aurora User Guide, auto-pause)


class SqlRefused(Exception):
    """What the database or the way to it refused, in its own words; nothing of the statement was done."""

    def __init__(self, words: str, *, in_use: bool = False) -> None:
        super().__init__(words)
        self.in_use = in_use
        """Whether something still holds what was to go, so that asking again may help."""


class SqlScriptError(SqlRefused):
    """The script did not run; the message says what to run by hand, and holds no password."""


def execute(props: Mapping[str, Any], script: str) -> None:
    """Run `props[script]` in one transaction over verified TLS, with the password the login has now.

    Raises `SqlScriptError` for what Secrets Manager or the database refuses.
    """
    try:
        rows(props, props[script])
    except SqlRefused as refused:
        advice = f"; run by hand on {props['host']}: {props['by_hand']}" if props["by_hand"] else ""
        message = f"{script} on {props['database']}: {refused}{advice}"
        raise SqlScriptError(message, in_use=refused.in_use) from refused.__cause__


def rows(login: Mapping[str, Any], statement: str) -> list[list[Any]]:
    """What a statement returns, in a transaction of its own over verified TLS; raises `SqlRefused`."""
    import psycopg
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        with psycopg.connect(
            host=login["host"],
            port=int(login["port"]),
            dbname=login["database"],
            user=login["user"],
            password=_password(login),
            sslmode="verify-full",
            sslrootcert=login["ca_bundle"],
            connect_timeout=CONNECT_TIMEOUT_S,
        ) as connection:
            cursor = connection.execute(statement)
            return [list(row) for row in cursor] if cursor.description else []
    except (psycopg.Error, Boto3Error, BotoCoreError, ClientError) as error:
        raise SqlRefused(str(error).strip(), in_use=isinstance(error, psycopg.errors.ObjectInUse)) from error


def _password(login: Mapping[str, Any]) -> str:
    """Of the managed secret, which RDS rotates every seven days: one that was kept would be an old one by then.

    A login without a secret has a token, which is signed here, for the host and port that are dialled.
    """
    import boto3

    if "password" in login:  # in the state of a stack that was last deployed when the password was kept there
        return str(login["password"])
    account = boto3.Session(profile_name=login["profile"], region_name=login["region"])
    if not login.get("secret_arn"):
        signer = account.client("rds")
        return str(signer.generate_db_auth_token(login["host"], int(login["port"]), login["user"], login["region"]))
    secret = account.client("secretsmanager").get_secret_value(SecretId=login["secret_arn"])
    return str(json.loads(secret["SecretString"])["password"])
