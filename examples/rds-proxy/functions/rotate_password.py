"""Gives a database user a new password and puts it into its secret, in the four steps of Secrets Manager.

AWS Secrets Manager User Guide, "Rotation by Lambda function". The user changes its own password, so no other login is
needed. Reads DATABASE_HOST, DATABASE_PORT and DATABASE_NAME; `rds-ca.pem` lies beside the package.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
from pg8000.exceptions import DatabaseError
from pg8000.native import Connection, identifier, literal

from functions.login import connect

CURRENT, PENDING = "AWSCURRENT", "AWSPENDING"
PASSWORD_BYTES = 24
ITERATIONS = 4096  # PostgreSQL documentation, scram_iterations
SALT_BYTES = 16
CA_FILE = Path(__file__).resolve().parent.parent / "rds-ca.pem"

Login = Mapping[str, str]
"""A secret: `username` and `password`."""


def handler(event: Mapping[str, str], _context: object) -> None:
    """One step, for one version of one secret; each may be called again."""
    step = {"createSecret": create, "setSecret": set_password, "testSecret": test, "finishSecret": finish}[
        event["Step"]
    ]
    step(boto3.client("secretsmanager"), event["SecretId"], event["ClientRequestToken"])


def create(manager: Any, secret_id: str, token: str) -> None:
    """Put a new password beside the current one."""
    try:
        _read(manager, secret_id, PENDING, token)
    except manager.exceptions.ResourceNotFoundException:
        login = {**_read(manager, secret_id, CURRENT), "password": secrets.token_urlsafe(PASSWORD_BYTES)}
        manager.put_secret_value(
            SecretId=secret_id, ClientRequestToken=token, SecretString=json.dumps(login), VersionStages=[PENDING]
        )


def set_password(manager: Any, secret_id: str, token: str) -> None:
    """Log in with a password that is good, and make the new one good instead."""
    wanted = _read(manager, secret_id, PENDING, token)
    with closing(_first_that_logs_in(manager, secret_id, wanted)) as connection:
        verifier = scram_verifier(wanted["password"], secrets.token_bytes(SALT_BYTES))
        connection.run(f"ALTER ROLE {identifier(wanted['username'])} PASSWORD {literal(verifier)}")


def test(manager: Any, secret_id: str, token: str) -> None:
    """Log in with the new password."""
    with closing(_log_in(_read(manager, secret_id, PENDING, token))) as connection:
        connection.run("SELECT 1")


def finish(manager: Any, secret_id: str, token: str) -> None:
    """The new version is the current one from now on; the proxy reads it at its next login."""
    stages = manager.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    current = next(version for version, labels in stages.items() if CURRENT in labels)
    if current != token:
        manager.update_secret_version_stage(
            SecretId=secret_id, VersionStage=CURRENT, MoveToVersionId=token, RemoveFromVersionId=current
        )


def scram_verifier(password: str, salt: bytes) -> str:
    """What PostgreSQL keeps of a password (its documentation, pg_authid): no statement and no log holds the password.

    The passwords made here are ASCII, so there is nothing to normalise.
    """
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    parts = [base64.b64encode(part).decode() for part in (salt, stored, hmac.digest(salted, b"Server Key", "sha256"))]
    return f"SCRAM-SHA-256${ITERATIONS}:{parts[0]}${parts[1]}:{parts[2]}"


def _first_that_logs_in(manager: Any, secret_id: str, wanted: Login) -> Connection:
    """By the new password if an earlier try has set it already, else by the one of the current version."""
    try:
        return _log_in(wanted)
    except DatabaseError:
        return _log_in(_read(manager, secret_id, CURRENT))


def _log_in(login: Login) -> Connection:
    return connect(
        host=os.environ["DATABASE_HOST"],
        port=int(os.environ["DATABASE_PORT"]),
        user=login["username"],
        password=login["password"],
        database=os.environ["DATABASE_NAME"],
        ca_file=str(CA_FILE),
    )


def _read(manager: Any, secret_id: str, stage: str, version: str | None = None) -> Login:
    which = {"VersionId": version} if version else {}
    found = manager.get_secret_value(SecretId=secret_id, VersionStage=stage, **which)
    login: Login = json.loads(found["SecretString"])
    return login
