"""A workload as a client: its own role, the role behind it, its database login, and nobody else's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import psycopg
from botocore import UNSIGNED
from botocore.config import Config

CONNECT_TIMEOUT_S = 10


@dataclass(frozen=True, kw_only=True)
class Workload:
    """What a pod of the pipeline, or another client of the database, can reach."""

    chain: Mapping[str, Any]
    """The stack's `chain` output."""
    endpoint_url: str
    """Of the lab's AWS APIs."""
    ca_bundle: Path

    @property
    def database(self) -> Mapping[str, Any]:
        """The chain's database section."""
        section: Mapping[str, Any] = self.chain["database"]
        return section

    @property
    def own_role_arn(self) -> str:
        """The role it runs as: the pipeline role, or the application's."""
        pipelines = self.chain.get("redpanda")
        return str(pipelines["pipeline_role_arn"] if pipelines else self.chain["application"]["role_arn"])

    @property
    def region(self) -> str:
        """Where it runs."""
        return str((self.chain.get("redpanda") or self.chain["application"])["region"])

    def web_identity(self, token: str, role_arn: str | None = None) -> boto3.Session:
        """Link 1: its own role, or the one named, for whoever holds a token that the role trusts."""
        sts = boto3.client(
            "sts",
            region_name=self.region,
            endpoint_url=self.endpoint_url,
            config=Config(signature_version=UNSIGNED),
        )
        answer = sts.assume_role_with_web_identity(
            RoleArn=role_arn or self.own_role_arn, RoleSessionName="prove", WebIdentityToken=token
        )
        return _session(answer, self.region)

    def connect_role(self, own_role: boto3.Session, external_id: str | None) -> boto3.Session:
        """Links 2 and 3: the connect role of the other account."""
        presented = {} if external_id is None else {"ExternalId": external_id}
        answer = self.client(own_role, "sts").assume_role(
            RoleArn=self.chain["trust"]["connect_role_arn"], RoleSessionName="prove", **presented
        )
        return _session(answer, self.database["region"])

    def identity(self, session: boto3.Session) -> Mapping[str, str]:
        """Who a session is: `Account` and `Arn`."""
        answer: Mapping[str, str] = self.client(session, "sts").get_caller_identity()
        return answer

    def login_token(
        self,
        session: boto3.Session,
        user: str,
        *,
        host: str | None = None,
        port: int | None = None,
        region: str | None = None,
    ) -> str:
        """Link 4: a login token for the cluster's endpoint; made offline, so it proves nothing by itself."""
        region = region or self.database["region"]
        return str(
            session.client("rds", region_name=region).generate_db_auth_token(
                DBHostname=host or self.database["endpoint"],
                Port=port or self.database["port"],
                DBUsername=user,
                Region=region,
            )
        )

    @contextmanager
    def login(self, user: str, password: str, **options: Any) -> Iterator[psycopg.Connection[Any]]:
        """Links 5 and 6: a connection to the endpoint under its real name, which the lab keeps on this machine."""
        parameters = {
            "host": self.database["endpoint"],
            "hostaddr": "127.0.0.1",
            "port": self.database["port"],
            "dbname": self.database["name"],
            "sslmode": "verify-full",
            "sslrootcert": str(self.ca_bundle),
            "connect_timeout": CONNECT_TIMEOUT_S,
        }
        with psycopg.connect(
            **parameters | options | {"user": user, "password": password}, autocommit=True
        ) as connection:
            yield connection

    def client(self, session: boto3.Session, service: str) -> Any:
        """An AWS client of a session, for the lab's endpoint."""
        return session.client(service, endpoint_url=self.endpoint_url)


def _session(answer: Mapping[str, Any], region: str) -> boto3.Session:
    given = answer["Credentials"]
    return boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name=region,
    )
