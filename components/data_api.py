"""Database account: SQL over the RDS Data API. Runs while a stack is deployed, never in a program.

It needs no way into the database's network, and no password: Secrets Manager hands that to RDS itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.sql_session import SqlRefused


@dataclass(frozen=True, kw_only=True)
class DataApiLogin:
    """An Aurora cluster whose Data API is on, and the secret it logs in with."""

    resource_arn: pulumi.Input[str]
    """Of the cluster."""
    secret_arn: pulumi.Input[str]
    """Of a secret with a user name and a password, which never leave Secrets Manager and RDS."""
    database: str
    profile: str
    """The AWS profile that may call `rds-data` and read the secret."""
    region: str
    """Of the cluster."""


OBJECT_IN_USE = "55006"  # PostgreSQL manual, Appendix A; the Data API ends its messages with `SQLState: ...`


def run(login: Mapping[str, Any], statement: str) -> list[list[Any]]:
    """One statement, which is one transaction; its rows. Raises `SqlRefused`."""
    import boto3
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        account = boto3.Session(profile_name=login["profile"], region_name=login["region"])
        answer = account.client("rds-data").execute_statement(
            resourceArn=login["resource_arn"],
            secretArn=login["secret_arn"],
            database=login["database"],
            sql=statement,
        )
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise SqlRefused(str(error), in_use=f"SQLState: {OBJECT_IN_USE}" in str(error)) from error
    return [[_value(field) for field in row] for row in answer.get("records", [])]


def _value(field: Mapping[str, Any]) -> Any:
    """A field holds its value under the name of its type (RDS Data API reference, Field)."""
    return None if field.get("isNull") else next(iter(field.values()))
