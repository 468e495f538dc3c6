"""Read-only calls to one AWS account, and what is said when a call gives no answer."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import boto3
from botocore import exceptions
from botocore.config import Config

ONE_TRY = Config(connect_timeout=3, read_timeout=3, retries={"total_max_attempts": 1})
"""Below the time limit of a probe, so that an unreachable endpoint is named as such."""

REFUSALS = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
"""Error codes of a missing permission (IAM and RDS API references, "Common errors"; EC2's "Error codes")."""

NOT_FOUND = {
    *("NoSuchEntity", "DBClusterNotFoundFault", "DBInstanceNotFound", "DBProxyNotFoundFault"),
    *("ClusterNotFoundException", "ServiceNotFoundException", "ResourceNotFoundException"),
    "InvalidVpcPeeringConnectionID.NotFound",
}
"""IAM GetRole; RDS DescribeDBClusters, DescribeDBInstances, DescribeDBProxies; ECS DescribeServices, ListTasks; EKS;
EC2's "Error codes"."""

T = TypeVar("T")


class Unreadable(Exception):
    """A call gave no answer; the text says which and why, for the report."""


class Missing(Unreadable):
    """What a call asked for does not exist."""


class Account:
    """The account behind a profile of the AWS configuration files.

    One session serves all threads, so that a profile that asks for a one-time code or assumes a role does it once.
    """

    def __init__(self, profile: str, region: str) -> None:
        self.profile = profile
        self.region = region
        self._session: boto3.Session | None = None
        self._clients: dict[str, Any] = {}
        self._one_at_a_time = threading.Lock()

    def read(self, service: str, operation: str, **parameters: object) -> dict[str, Any]:
        """The answer to `("iam", "get_role", RoleName="reader")`; raises Unreadable, Missing."""
        return self._call(service, operation, lambda client: getattr(client, operation)(**parameters))

    def read_all(self, service: str, operation: str, member: str, **parameters: object) -> list[Any]:
        """All pages of one list of the answer; raises Unreadable, Missing."""

        def pages(client: Any) -> list[Any]:
            answers = client.get_paginator(operation).paginate(**parameters)
            return [entry for answer in answers for entry in answer[member]]

        return self._call(service, operation, pages)

    def login_token(self, host: str, port: int, user: str) -> str:
        """A token for a login to a database as a user; no call: it is signed here. Raises Unreadable."""
        return str(
            self._call("rds", "generate_db_auth_token", lambda rds: rds.generate_db_auth_token(host, port, user))
        )

    def _call(self, service: str, operation: str, send: Callable[[Any], T]) -> T:
        command = f"aws {service} {operation.replace('_', '-')}"
        try:
            return send(self._client(service))
        except exceptions.ClientError as error:
            raise self._refused(f"{service}:{error.operation_name}", error.response["Error"]["Code"]) from error
        except exceptions.ProfileNotFound as error:
            raise Unreadable(f"profile {self.profile!r} is not in the AWS configuration files") from error
        except exceptions.BotoCoreError as error:
            unreachable = isinstance(error, exceptions.HTTPClientError | exceptions.ConnectionError)
            what = "got no answer from AWS" if unreachable else "could not be made"
            # The type is enough: the text of a credential process's failure is that program's own.
            raise Unreadable(f"{command} with profile {self.profile!r} {what} ({type(error).__name__})") from error

    def _client(self, service: str) -> Any:
        # A session must not make clients on two threads at once (boto3 documentation, "Multithreading").
        with self._one_at_a_time:
            if self._session is None:
                self._session = boto3.Session(profile_name=self.profile, region_name=self.region)
            if service not in self._clients:
                self._clients[service] = self._session.client(service, config=ONE_TRY)
            return self._clients[service]

    def _refused(self, action: str, code: str) -> Unreadable:
        if code in NOT_FOUND:
            return Missing(f"{action} with profile {self.profile!r} found nothing ({code})")
        if code in REFUSALS:
            return Unreadable(
                f"profile {self.profile!r} lacks {action} ({code}); attach what `python -m doctor permissions` prints"
            )
        return Unreadable(f"{action} with profile {self.profile!r} was refused ({code})")


def account_id(account: Account) -> str:
    """The twelve digits of the account that the profile reaches; raises Unreadable."""
    return str(account.read("sts", "get_caller_identity")["Account"])
