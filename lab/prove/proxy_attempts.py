"""Clients that must not get through RDS Proxy, and what no client may do behind it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
from psycopg import sql

from domain import arns, iam_documents, rds_proxy
from lab.prove import function_program
from lab.prove.attempts import ACCESS_DENIED, PAM_FAILED, Attempt, Attempts, Refused
from lab.prove.login_attempts import STRANGER, LoginAttempts
from lab.prove.surroundings import Surroundings

IAM_FAILED = ("The IAM authentication failed for the role",)
NO_REPLICATION = ("RDS Proxy currently doesn't support streaming replication mode",)
NO_OPTIONS = ("RDS Proxy currently doesn't support command-line options",)
READS_ALONE = ("cannot execute CREATE TABLE in a read-only transaction",)


class ProxyAttempts:
    """Attempts of the function's connect role, and of who is near it."""

    _logins: LoginAttempts

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._workload = surroundings.workload
        self._chain = self._workload.chain
        self._hosts = {entry["target_role"]: entry["endpoint"] for entry in self._chain["proxy"]["endpoints"]}

    def listed(self) -> Attempts:
        """Who tries what, and the words of the refusal."""
        own_role = function_program.session(self._around)
        self._logins = LoginAttempts(
            workload=self._workload,
            own_role=own_role,
            connect_role=self._workload.connect_role(own_role, self._chain["trust"]["external_id"]),
            user=self._chain["users"][0]["user"],
            master_login=self._around.master_login,
        )
        database = self._chain["database"]
        of_cluster = {"host": database["endpoint"], "port": database["port"]}
        write = {"a write through READ_ONLY": (self._write, READS_ALONE)} if "READ_ONLY" in self._hosts else {}
        return {
            **self._logins.assumptions(),
            "the function with a wrong ExternalId": (self._function_with_a_wrong_id, ACCESS_DENIED),
            "the client's own credentials, no assume": (self._login(session=own_role), IAM_FAILED),
            "a cluster-... policy at the proxy": (self._by_a_policy_of_the_cluster, IAM_FAILED),
            "past the proxy, to the cluster": (self._past_the_proxy, PAM_FAILED),
            "a token for the cluster's endpoint": (self._login(signed_for=of_cluster), IAM_FAILED),
            "the master, by token": (self._login(user=database["master_username"]), IAM_FAILED),
            "the master, by password": (self._as_master_by_password, IAM_FAILED),
            "another database user": (self._as_a_stranger, IAM_FAILED),
            "replication through the proxy": (self._login(replication="database"), NO_REPLICATION),
            "command-line options": (self._login(options="-c default_transaction_read_only=off"), NO_OPTIONS),
            **write,
            "no TLS": (self._login(sslmode="disable", sslrootcert=""), ("no encryption",)),
        }

    def _login(
        self,
        *,
        session: boto3.Session | None = None,
        user: str | None = None,
        signed_for: Mapping[str, Any] | None = None,
        **options: str,
    ) -> Attempt:
        """A login at the proxy's first endpoint with a token for it, unless the token is signed for another."""
        host, name = next(iter(self._hosts.values())), user or self._logins.user

        def log_in() -> None:
            token = self._workload.login_token(
                session or self._logins.connect_role, name, **signed_for or {"host": host, "port": rds_proxy.PORT}
            )
            with self._workload.login(name, token, host=host, **options):
                pass

        return log_in

    def _function_with_a_wrong_id(self) -> None:
        verdict = function_program.invoke(self._around, EXTERNAL_ID=f"{self._chain['trust']['external_id']}-wrong")
        if not verdict["ok"]:
            raise Refused(verdict["error"])

    def _past_the_proxy(self) -> None:
        user = self._logins.user
        with self._workload.login(user, self._workload.login_token(self._logins.connect_role, user)):
            pass

    def _as_master_by_password(self) -> None:
        user, password = self._around.master_login
        with self._workload.login(user, password, host=next(iter(self._hosts.values()))):
            pass

    def _as_a_stranger(self) -> None:
        with self._logins.stranger():
            self._login(user=STRANGER)()

    def _by_a_policy_of_the_cluster(self) -> None:
        with self._policy_of_the_cluster():
            self._login()()

    def _write(self) -> None:
        user, host = self._logins.user, self._hosts["READ_ONLY"]
        token = self._workload.login_token(self._logins.connect_role, user, host=host, port=rds_proxy.PORT)
        with self._workload.login(user, token, host=host) as connection:
            connection.execute(sql.SQL("CREATE TABLE written (id int)"))

    @contextmanager
    def _policy_of_the_cluster(self) -> Iterator[None]:
        """While the connect role may log in as its user at the cluster, and no longer at the proxy."""
        database, iam = self._chain["database"], self._around.operator("database").client("iam")
        role = self._chain["trust"]["connect_role_arn"].rpartition("/")[2]
        (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        named = {"RoleName": role, "PolicyName": name}
        before = iam.get_role_policy(**named)["PolicyDocument"]
        region, account = database["region"], database["account_id"]
        at_cluster = arns.dbuser_arn_at(
            arns.partition_of(region), region, account, database["resource_id"], self._logins.user
        )
        iam.put_role_policy(**named, PolicyDocument=json.dumps(iam_documents.database_login([at_cluster])))
        try:
            yield
        finally:
            iam.put_role_policy(**named, PolicyDocument=json.dumps(before))
