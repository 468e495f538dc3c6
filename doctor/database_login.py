"""How the doctor logs in to the database, when it is given a login."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import psycopg

from doctor.facts.aws import Account

CONNECT_TIMEOUT_S = 4
"""Below a probe's time limit, so that what the database says is told."""

Connect = Callable[[], psycopg.Connection[Any]]


def by_managed_secret(chain: Mapping[str, Any], account: Account, address: str | None) -> Connect:
    """As the master, with the password that Secrets Manager keeps for it."""

    def password() -> str:
        answer = account.read("secretsmanager", "get_secret_value", SecretId=chain["database"]["master_secret_arn"])
        return str(json.loads(answer["SecretString"])["password"])

    return lambda: _dialled(chain["database"], address, chain["database"]["master_username"], password())


def by_token(chain: Mapping[str, Any], account: Account, address: str | None) -> Connect:
    """As the administrator of `database.sql: iam`, without a password; raises ValueError where a chain has none."""
    database = chain["database"]
    administrator = database.get("administrator")
    if administrator is None:
        raise ValueError(
            f"--admin-token: got a chain of database.sql {database.get('sql', 'unknown')}, want iam (nobody else who "
            "administers it logs in by token); give --admin-secret or --database-url instead"
        )
    where = database["endpoint"], database["port"]
    return lambda: _dialled(database, address, administrator, account.login_token(*where, administrator))


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
    if psycopg.conninfo.conninfo_to_dict(database_url).get("sslmode") != "verify-full":
        raise ValueError("--database-url: got no sslmode=verify-full, want it (a password goes to whoever answers)")
    return lambda: psycopg.connect(database_url, connect_timeout=CONNECT_TIMEOUT_S)
