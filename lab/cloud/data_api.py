"""The RDS Data API over the lab's own PostgreSQL servers: SQL without a network path, with a secret's login.

Amazon RDS Data Service API reference; Aurora User Guide, "Using the Amazon RDS Data API". Transactions are left out:
nothing here begins one.
"""

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import psycopg
from moto.rds.models import DBCluster, RDSBackend, rds_backends
from moto.secretsmanager.exceptions import SecretNotFoundException
from moto.secretsmanager.models import secretsmanager_backends
from psycopg.rows import TupleRow
from werkzeug.wrappers import Request, Response

from domain.iam_evaluation import Principal, may
from lab.backends.backend import LabError
from lab.cloud.accounts import Accounts
from lab.cloud.data_api_values import column, field
from lab.cloud.request_signer import sender
from lab.paths import LabPaths
from lab.services.ports import LOOPBACK
from lab.services.postgres import PostgresServer, prepare_login

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

EXECUTE = "/Execute"
STATEMENT_TIMEOUT_MS = 45_000  # API reference, ExecuteStatement: a call times out after 45 seconds

PARAMETER = re.compile(r"(?<!:):([A-Za-z_]\w*)")
"""`:name`, and not the type after the `::` of a cast."""


class DataApiError(Exception):
    """What the API answers instead; the message is shown to the caller."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class DataApi:
    """WSGI application. Fails closed: a caller needs both rights, and the cluster its HTTP endpoint."""

    def __init__(self, accounts: Accounts, paths: LabPaths) -> None:
        self._accounts = accounts
        self._databases = paths.databases

    def __call__(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environment)
        try:
            response = Response(json.dumps(self._answer(request)), content_type="application/json")
        except DataApiError as error:
            response = Response(
                json.dumps({"message": str(error)}),
                status=error.status,
                content_type="application/json",
                headers={"x-amzn-ErrorType": error.code},
            )
        return response(environment, start_response)

    def _answer(self, request: Request) -> dict[str, Any]:
        if request.path != EXECUTE:
            raise DataApiError("BadRequestException", f"{request.path}: the lab's Data API has ExecuteStatement alone")
        asked = json.loads(request.get_data())
        asking = sender(request.headers, self._accounts)
        if asking is None:
            raise DataApiError("AccessDeniedException", "The security token is not valid", status=403)
        principal = asking.credentials.principal
        _check_right(principal, "rds-data:ExecuteStatement", asked["resourceArn"])
        _check_right(principal, "secretsmanager:GetSecretValue", asked["secretArn"])
        rds = rds_backends[principal.account][asking.region]
        cluster = _cluster(rds, asked["resourceArn"])
        login = _login(principal.account, asking.region, asked["secretArn"])
        return self._execute(cluster, login, asked)

    def _execute(self, cluster: DBCluster, login: Mapping[str, str], asked: Mapping[str, Any]) -> dict[str, Any]:
        server = PostgresServer(self._databases / cluster.db_cluster_identifier)
        try:
            port = server.port
        except LabError:
            raise DataApiError("DatabaseUnavailableException", "The database is not available", status=504) from None
        # A member of rds_iam logs in by token alone (Aurora User Guide, "IAM database authentication").
        if asyncio.run(prepare_login(server.socket_directory, port, login["username"])):
            raise _refused(f'PAM authentication failed for user "{login["username"]}"')
        try:
            with psycopg.connect(
                host=LOOPBACK,
                port=port,
                user=login["username"],
                password=login["password"],
                dbname=asked.get("database") or cluster.database_name or "postgres",
                options=f"-c statement_timeout={STATEMENT_TIMEOUT_MS}",
                autocommit=True,
            ) as connection:
                return _result(connection.execute(*_statement(asked)), asked)
        except psycopg.Error as error:
            raise _refused(str(error).strip(), error.sqlstate) from None


def _check_right(principal: Principal, action: str, resource: str) -> None:
    decision = may(principal, action, resource)
    if not decision.allowed:
        caller = principal.session_arn or principal.arn
        message = f"User: {caller} is not authorized to perform: {action} on resource: {resource}"
        raise DataApiError("AccessDeniedException", message, status=403)


def _cluster(rds: RDSBackend, arn: str) -> DBCluster:
    for cluster in list(rds.clusters.values()):
        if cluster.db_cluster_arn == arn:
            if not cluster.http_endpoint_enabled:
                raise DataApiError("HttpEndpointNotEnabledException", f"HttpEndpoint is not enabled for cluster {arn}")
            return cluster
    raise DataApiError("DatabaseNotFoundException", f"The DB cluster {arn} was not found", status=404)


def _login(account: str, region: str, secret_arn: str) -> dict[str, str]:
    try:
        secret = secretsmanager_backends[account][region].get_secret_value(secret_arn, "", "")
    except SecretNotFoundException:
        raise DataApiError("SecretsErrorException", "Secrets Manager can't find the specified secret.") from None
    return dict(json.loads(secret["SecretString"]))


def _statement(asked: Mapping[str, Any]) -> tuple[Any, dict[str, Any] | None]:
    """The SQL and its parameters, `:name` in the API's way and `%(name)s` in psycopg's."""
    sql, given = str(asked["sql"]), asked.get("parameters", [])
    if not given:
        return sql.encode(), None
    named = PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))
    return named.encode(), {parameter["name"]: _value(parameter["value"]) for parameter in given}


def _value(value: Mapping[str, Any]) -> Any:
    ((kind, inner),) = value.items()
    return None if kind == "isNull" else inner


def _result(cursor: psycopg.Cursor[TupleRow], asked: Mapping[str, Any]) -> dict[str, Any]:
    if cursor.description is None:
        return {"numberOfRecordsUpdated": max(cursor.rowcount, 0), "generatedFields": []}
    names = [part.name for part in cursor.description]
    rows = cursor.fetchall()
    if asked.get("formatRecordsAs") == "JSON":
        listed = [dict(zip(names, row, strict=True)) for row in rows]
        return {"numberOfRecordsUpdated": 0, "formattedRecords": json.dumps(listed, default=str)}
    records = [[field(value) for value in row] for row in rows]
    return {"numberOfRecordsUpdated": 0, "records": records, **_metadata(cursor, asked)}


def _metadata(cursor: psycopg.Cursor[TupleRow], asked: Mapping[str, Any]) -> dict[str, Any]:
    if not asked.get("includeResultMetadata"):
        return {}
    return {"columnMetadata": [column(part.name, part.type_display) for part in cursor.description or ()]}


def _refused(message: str, sqlstate: str | None = None) -> DataApiError:
    state = f"; SQLState: {sqlstate}" if sqlstate else ""
    return DataApiError("DatabaseErrorException", f"ERROR: {message.removeprefix('ERROR:').strip()}{state}")
