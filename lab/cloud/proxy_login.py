"""What RDS Proxy makes of a login: what it refuses of the client, and as whom it goes on to the database.

The words are RDS Proxy's (Amazon RDS User Guide, "Troubleshooting RDS Proxy", and for command-line options what clients
report), except where nothing is printed of them.
"""

from collections.abc import Callable
from dataclasses import replace

from domain.iam_evaluation import Decision, Principal
from lab.cloud.aurora_cluster import AuroraCluster, ProxyFront
from lab.cloud.postgres_wire import Startup

MayConnect = Callable[[Principal, str], Decision]

# PostgreSQL documentation, "PostgreSQL Error Codes"
NOT_SUPPORTED = "0A000"
INVALID_AUTHORIZATION = "28000"
CANNOT_CONNECT_NOW = "57P03"


class ProxyRefused(Exception):
    """Why the proxy refuses, for the log; the client reads `message`."""

    def __init__(self, sqlstate: str, message: str, why: str) -> None:
        super().__init__(why)
        self.sqlstate = sqlstate
        self.message = message


def wrong_token(user: str, why: str) -> ProxyRefused:
    """The client's token does not let it in."""
    message = f"The IAM authentication failed for the role {user}. Check the IAM token for this role and try again."
    return ProxyRefused(INVALID_AUTHORIZATION, message, why)


def check_startup(startup: Startup) -> None:
    """No replication, and no command-line options, which would also undo what an endpoint sets."""
    for asked, what in (
        (startup.replication, "streaming replication mode"),
        ("options" in startup.parameters, "command-line options"),
    ):
        if asked:
            message = f"Feature not supported: RDS Proxy currently doesn't support {what}."
            raise ProxyRefused(NOT_SUPPORTED, message, f"{startup.user!r} asked for {what}")


def check_own_login(
    cluster: AuroraCluster, proxy: ProxyFront, user: str, *, by_token: bool, may_connect: MayConnect
) -> None:
    """Whether the proxy itself gets in to the cluster, as the client's user; `by_token`: the user is in `rds_iam`."""
    if proxy.target_role == "READ_ONLY" and not proxy.readers:
        raise ProxyRefused(CANNOT_CONNECT_NOW, "no reader is available", "the cluster has no reader")
    if not by_token:
        raise _failed_login(user, f"{user!r} is not in rds_iam, and the proxy has no password of it")
    if proxy.role is None:
        raise _failed_login(user, "the proxy has no role that RDS may assume")
    decision = may_connect(proxy.role, cluster.behind_proxy.dbuser_arn(user))
    if not decision.allowed:
        raise _failed_login(user, f"the proxy's own role: {decision.reason}")


def onwards(startup: Startup, proxy: ProxyFront) -> Startup:
    """What the proxy sends to the database; on a READ_ONLY endpoint each session begins as on a reader.

    The lab's one server takes the reader's place, and a client that sets the session back could write, unlike there.
    """
    if proxy.target_role == "READ_WRITE":
        return startup
    return replace(startup, parameters={**startup.parameters, "options": "-c default_transaction_read_only=on"})


def _failed_login(user: str, why: str) -> ProxyRefused:
    message = f'Request returned an error: PAM authentication failed for user "{user}"'
    return ProxyRefused(INVALID_AUTHORIZATION, message, why)
