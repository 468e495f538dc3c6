"""Logs in to the database as the pod's service account does, through SQLAlchemy, and prints one verdict as JSON.

For the service's container: it needs boto3, psycopg and SQLAlchemy, the variables of the stack output
`pod_environment`, and `CA_BUNDLE`, the path of the region's RDS certificate bundle. Who the pod is comes from its own
environment, by IRSA or by EKS Pod Identity, as boto3 finds it. Exit code 0: it read a row; 1: it did not.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from botocore.session import get_session
from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

CONNECT_TIMEOUT_S = 30  # a paused Aurora instance takes 15 s and more to resume (Aurora User Guide, auto-pause)
SESSION_NAME = "connection-test"


@dataclass(frozen=True, kw_only=True)
class Database:
    """Where the database is, and as whom the service logs in."""

    endpoint: str
    """The cluster's own name: the token is signed for it and the certificate is checked against it, so no alias."""
    port: int
    name: str
    user: str
    region: str
    ca_bundle: str
    connect_role_arn: str | None
    """Role of the database's account; None: the pod's own role logs in."""
    external_id: str | None

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> "Database":
        """Raises KeyError with the name of a variable that is not set."""
        return cls(
            endpoint=variables["DATABASE_ENDPOINT"],
            port=int(variables["DATABASE_PORT"]),
            name=variables["DATABASE_NAME"],
            user=variables["DATABASE_USER"],
            region=variables["DATABASE_REGION"],
            ca_bundle=variables["CA_BUNDLE"],
            connect_role_arn=variables.get("CONNECT_ROLE_ARN"),
            external_id=variables.get("EXTERNAL_ID"),
        )


class LoginTokens:
    """Mints login tokens with credentials that renew themselves: the pod's, or those of the connect role."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._signer = boto3.Session(botocore_session=_session(database)).client("rds", region_name=database.region)

    def mint(self) -> str:
        """A password for one login, good for 15 minutes; it is made offline, so it proves nothing by itself."""
        database = self._database
        return str(
            self._signer.generate_db_auth_token(
                DBHostname=database.endpoint,
                Port=database.port,
                DBUsername=database.user,
                Region=database.region,
            )
        )


def engine_for(database: Database, tokens: LoginTokens, **pool: Any) -> Engine:
    """An engine that mints a token for each connection its pool opens.

    There is no `pool_recycle`: the database looks at a token when a connection begins, and an open connection outlives
    it (Aurora User Guide, "IAM database authentication"). A URL with a token in it would work for 15 minutes, until
    the pool next has to grow; so the URL holds none, and no error or log that shows it does.
    """
    engine = create_engine(
        URL.create(
            "postgresql+psycopg",
            username=database.user,
            host=database.endpoint,
            port=database.port,
            database=database.name,
        ),
        connect_args={
            "sslmode": "verify-full",
            "sslrootcert": database.ca_bundle,
            "connect_timeout": CONNECT_TIMEOUT_S,
        },
        **pool,
    )

    @event.listens_for(engine, "do_connect")
    def connect_with_a_token(dialect: Any, _record: Any, arguments: Any, parameters: dict[str, Any]) -> Any:
        # Returned rather than put into `parameters`, which every connection of the engine shares and keeps.
        return dialect.connect(*arguments, **parameters, password=tokens.mint())

    return engine


def verdict(database: Database) -> dict[str, Any]:
    """What one query says, or why there was none; no secret in either."""
    asked = {"user": database.user, "endpoint": database.endpoint, "through": database.connect_role_arn}
    try:
        engine = engine_for(database, LoginTokens(database))
        with engine.connect() as connection:
            user, version = connection.execute(text("SELECT current_user, current_setting('server_version')")).one()
            driver: Any = connection.connection.driver_connection
            tls = driver.pgconn.ssl_in_use
        engine.dispose()
    except (BotoCoreError, ClientError) as error:
        return {"connected": False, **asked, "failed_at": "credentials", "error": str(error)}
    except DBAPIError as error:
        return {"connected": False, **asked, "failed_at": "login", "error": " ".join(str(error.orig).split())}
    return {"connected": True, **asked, "logged_in_as": user, "server_version": version, "tls": tls}


def main() -> int:
    """Print the verdict; returns the exit code."""
    try:
        told = verdict(Database.from_environment(os.environ))
    except KeyError as unset:
        told = {"connected": False, "failed_at": "environment", "error": f"{unset.args[0]}: got none, want one"}
    print(json.dumps(told))
    return 0 if told["connected"] else 1


def _session(database: Database) -> Any:
    own = get_session()
    if database.connect_role_arn is None:
        return own
    credentials = own.get_credentials()
    if credentials is None:
        raise NoCredentialsError
    presented = {"ExternalId": database.external_id} if database.external_id else {}
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=own.create_client,
        source_credentials=credentials,
        role_arn=database.connect_role_arn,
        extra_args={"RoleSessionName": SESSION_NAME, **presented},
    )
    through = get_session()
    through._credentials = DeferredRefreshableCredentials(method="assume-role", refresh_using=fetcher.fetch_credentials)
    return through


if __name__ == "__main__":
    sys.exit(main())
