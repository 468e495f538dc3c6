"""How the doctor logs in to the database, when it is given a login."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import psycopg

from doctor.facts.aws import Account, Unreadable

CONNECT_TIMEOUT_S = 4
"""Below a probe's time limit, so that what the database says is told."""

Connect = Callable[[], psycopg.Connection[Any]]


def by_managed_secret(chain: Mapping[str, Any], account: Account, address: str | None) -> Connect:
    """As the master, with the password that Secrets Manager keeps for it.

    A password that cannot be had is psycopg.OperationalError, as any other login that does not come about.
    """

    def connect() -> psycopg.Connection[Any]:
        database = chain["database"]
        if reason := chain.get("unknown", {}).get("cluster"):
            raise psycopg.OperationalError(f"whose master logs in is not known: {reason}")
        password = _password(account, database["master_secret_arn"])
        return _dialled(database, address, database["master_username"], password)

    return connect


def by_token(chain: Mapping[str, Any], account: Account, address: str | None) -> Connect:
    """As the administrator of `database.sql: iam`, without a password; raises ValueError where a chain has none.

    A token that cannot be signed is psycopg.OperationalError, too.
    """
    database, user = chain["database"], administrator(chain["database"])

    def connect() -> psycopg.Connection[Any]:
        return _dialled(database, address, user, _token(account, database, user))

    return connect


def administrator(database: Mapping[str, Any]) -> str:
    """Who of the chain's `database` logs in by token; raises ValueError where nobody does."""
    user = database.get("administrator")
    if user is None:
        raise ValueError(
            f"--admin-token: got a chain of database.sql {database.get('sql', 'unknown')}, want iam (nobody else who "
            "administers it logs in by token); give --admin-secret or --database-url instead"
        )
    return str(user)


def _dialled(database: Mapping[str, Any], address: str | None, user: str, password: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=database["endpoint"],
        hostaddr=address,
        port=database["port"],
        dbname=database["name"],
        user=user,
        password=password,
        sslmode="verify-full",
        sslrootcert=database["ca_bundle"],
        connect_timeout=CONNECT_TIMEOUT_S,
    )


def by_url(database_url: str) -> Connect:
    """As whoever the URL says; it must ask for verified TLS."""
    try:
        told = psycopg.conninfo.conninfo_to_dict(database_url)
    except psycopg.Error:
        # Its text repeats the URL, and so a password.
        raise ValueError(
            "--database-url: got what libpq does not read, want a URL such as "
            "postgres://<user>:<password>@<host>:5432/<database>?sslmode=verify-full; percent-encode the password"
        ) from None
    if told.get("sslmode") != "verify-full":
        raise ValueError("--database-url: got no sslmode=verify-full, want it (a password goes to whoever answers)")
    return lambda: psycopg.connect(database_url, connect_timeout=CONNECT_TIMEOUT_S)


def _password(account: Account, secret_arn: str) -> str:
    try:
        answer = account.read("secretsmanager", "get_secret_value", SecretId=secret_arn)
        return str(json.loads(answer["SecretString"])["password"])
    except Unreadable as error:
        raise psycopg.OperationalError(str(error)) from None
    except (KeyError, TypeError, ValueError):
        # What it holds instead may be a secret.
        raise psycopg.OperationalError(f"{secret_arn}: got no JSON object with a password") from None


def _token(account: Account, database: Mapping[str, Any], user: str) -> str:
    try:
        return account.login_token(database["endpoint"], database["port"], user)
    except Unreadable as error:
        raise psycopg.OperationalError(str(error)) from None
