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

    def connect() -> psycopg.Connection[Any]:
        database = chain["database"]
        answer = account.read("secretsmanager", "get_secret_value", SecretId=database["master_secret_arn"])
        return psycopg.connect(
            host=database["endpoint"],
            hostaddr=address,
            port=database["port"],
            dbname=database["name"],
            user=database["master_username"],
            password=json.loads(answer["SecretString"])["password"],
            sslmode="verify-full",
            sslrootcert=database["ca_bundle"],
            connect_timeout=CONNECT_TIMEOUT_S,
        )

    return connect


def by_url(database_url: str) -> Connect:
    """As whoever the URL says; it must ask for verified TLS."""
    if psycopg.conninfo.conninfo_to_dict(database_url).get("sslmode") != "verify-full":
        raise ValueError("--database-url: got no sslmode=verify-full, want it (a password goes to whoever answers)")
    return lambda: psycopg.connect(database_url, connect_timeout=CONNECT_TIMEOUT_S)
