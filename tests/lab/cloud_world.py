"""Two accounts behind the judge, in this process, and what a test needs to fill them and to call them."""

import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.iam.models import iam_backends

from lab.cloud.accounts import Accounts
from lab.cloud.administrators import administrator_key
from lab.cloud.issuer import Issuer
from lab.cloud.server import AwsServer
from lab.paths import LabPaths

REDPANDA, DATABASE, REGION = "111111111111", "222222222222", "us-east-2"
_numbers = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class Key:
    """An access key, and its session token if it has one."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


@dataclass(frozen=True, kw_only=True)
class World:
    server: AwsServer
    accounts: Accounts
    issuer: Issuer
    log: list[str]
    administrators: dict[str, Key]
    """By account id."""

    @property
    def endpoint_url(self) -> str:
        return self.server.url

    def client(self, key: Key, service: str = "sts") -> Any:
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.endpoint_url,
            aws_access_key_id=key.access_key_id,
            aws_secret_access_key=key.secret_access_key,
            aws_session_token=key.session_token,
            config=Config(parameter_validation=False),  # other clients do not check before they ask
        )

    def iam(self, account: str) -> Any:
        return self.client(self.administrators[account], "iam")

    def role(
        self,
        account: str,
        trust: Any,
        *,
        policy: Any = None,
        boundary: Any = None,
        tags: Mapping[str, str] = MappingProxyType({}),
        **settings: Any,
    ) -> str:
        """A new role's ARN; `policy` becomes inline, `boundary` a managed policy of its own."""
        settings["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
        iam, name = self.iam(account), f"role-{next(_numbers)}"
        if boundary is not None:
            settings["PermissionsBoundary"] = self.managed_policy(account, boundary)
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust), **settings)["Role"]
        if policy is not None:
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=json.dumps(policy))
        return str(role["Arn"])

    def managed_policy(self, account: str, document: Any) -> str:
        name = f"policy-{next(_numbers)}"
        return str(
            self.iam(account).create_policy(PolicyName=name, PolicyDocument=json.dumps(document))["Policy"]["Arn"]
        )

    def assume(self, key: Key, role_arn: str, **parameters: Any) -> Key:
        parameters = {"RoleSessionName": "test", **parameters}
        return as_key(self.client(key).assume_role(RoleArn=role_arn, **parameters))

    def session_of(self, role_arn: str, **parameters: Any) -> Key:
        """A session of a role that trusts its own account's administrator."""
        return self.assume(self.administrators[role_arn.split(":")[4]], role_arn, **parameters)


@contextmanager
def running_world(directory: Path) -> Iterator[World]:
    log: list[str] = []
    accounts, issuer = Accounts(), Issuer(directory)
    server = AwsServer(accounts, issuer, LabPaths(directory), log.append)
    server.start()
    keys = {account: administrator_key(account, REGION) for account in (REDPANDA, DATABASE)}
    administrators = {
        account: Key(access_key_id=key.access_key_id, secret_access_key=key.secret_access_key)
        for account, key in keys.items()
    }
    yield World(server=server, accounts=accounts, issuer=issuer, log=log, administrators=administrators)
    server.stop()
    for account, key in administrators.items():  # at most two keys a user
        iam_backends[account]["aws"].delete_access_key_by_name(key.access_key_id)


def as_key(answer: Any) -> Key:
    given = answer["Credentials"]
    return Key(
        access_key_id=given["AccessKeyId"],
        secret_access_key=given["SecretAccessKey"],
        session_token=given["SessionToken"],
    )


def error_of(error: ClientError) -> tuple[str, str]:
    """Code and message."""
    return error.response["Error"]["Code"], error.response["Error"]["Message"]


def root_of(account: str) -> str:
    return f"arn:aws:iam::{account}:root"


def statement(effect: str = "Allow", **elements: Any) -> dict[str, Any]:
    """A policy of one statement."""
    return {"Version": "2012-10-17", "Statement": [{"Effect": effect, **elements}]}


def trust_in(principal: str, action: Any = "sts:AssumeRole", **elements: Any) -> dict[str, Any]:
    return statement(Principal={"AWS": principal}, Action=action, **elements)
