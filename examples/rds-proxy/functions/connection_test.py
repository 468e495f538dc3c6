"""Goes the whole way from the application's account to the database, and says how far it came.

Reads CONNECT_ROLE_ARN, EXTERNAL_ID, DATABASE_NAME, DATABASE_USERS (a JSON list), ENDPOINTS (JSON: target role to host)
and ENDPOINT_PORT; none is a secret. The credentials are the function's own.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping
from typing import Any

import boto3

from functions.login import connect

QUERY = "SELECT current_user, current_setting('transaction_read_only')"
READS_ONLY = {"READ_WRITE": "off", "READ_ONLY": "on"}


def handler(_event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """The verdict: `ok`, and each login with `ok`, what it found or its `error`, and how long it took."""
    started = time.monotonic()
    try:
        session = _assume()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the verdict
        return {"ok": False, "step": "assume", "error": _told(error), "milliseconds": _since(started)}
    logins = list(_log_in_everywhere(session))
    return {"ok": all(login["ok"] for login in logins), "logins": logins, "milliseconds": _since(started)}


def _assume() -> boto3.Session:
    """The connect role of the database's account."""
    given = boto3.client("sts").assume_role(
        RoleArn=os.environ["CONNECT_ROLE_ARN"],
        RoleSessionName=os.environ["AWS_LAMBDA_FUNCTION_NAME"],
        ExternalId=os.environ["EXTERNAL_ID"],
    )["Credentials"]
    return boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])


def _log_in_everywhere(session: boto3.Session) -> Iterator[dict[str, Any]]:
    for target_role, host in json.loads(os.environ["ENDPOINTS"]).items():
        for user in json.loads(os.environ["DATABASE_USERS"]):
            started = time.monotonic()
            login = {"target_role": target_role, "endpoint": host, "user": user}
            try:
                found: dict[str, Any] = {"ok": True, **_log_in(session, target_role, host, user)}
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the verdict
                found = {"ok": False, "error": _told(error)}
            yield login | found | {"milliseconds": _since(started)}


def _log_in(session: boto3.Session, target_role: str, host: str, user: str) -> dict[str, str]:
    port = int(os.environ["ENDPOINT_PORT"])
    token = session.client("rds").generate_db_auth_token(DBHostname=host, Port=port, DBUsername=user)
    connection = connect(host=host, port=port, user=user, password=token, database=os.environ["DATABASE_NAME"])
    try:
        ((name, read_only),) = connection.run(QUERY)
    finally:
        connection.close()
    if (name, read_only) != (user, READS_ONLY[target_role]):
        raise ValueError(f"got {name}, transaction_read_only {read_only}, want {user}, {READS_ONLY[target_role]}")
    return {"transaction_read_only": read_only}


def _told(error: Exception) -> str:
    """What went wrong, in one line; neither boto3 nor the driver puts a credential into an error."""
    server = error.args[0] if error.args and isinstance(error.args[0], dict) else None  # pg8000: fields by letter
    return f"{type(error).__name__}: {server['M'] if server and 'M' in server else error}"


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
