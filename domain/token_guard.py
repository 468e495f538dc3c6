"""Keeps whoever grants `rds_iam` from being caught by it: a password user that becomes a member has no password more.

Membership counts through other roles as well (Aurora User Guide, "IAM authentication for logical replication"), and who
makes a role may thereby become a member of it (PostgreSQL 16 manual, CREATE ROLE): seen on PostgreSQL 16, not on 15,
and not looked at on Aurora.
"""

from collections.abc import Sequence

from domain.pipeline_needs import IAM_LOGIN
from domain.sql_names import block

BEFORE = "rpcn.needed_token_before"
"""A parameter of the transaction, which ends with it (PostgreSQL manual, 20.16)."""

_MEMBER = f"pg_has_role(session_user, '{IAM_LOGIN}', 'MEMBER')"

SAID = (
    f"the login of % would need a token after this, as a member of {IAM_LOGIN}; nothing was changed; let a role "
    "that logs in by token run it"
)


def guarded(statements: Sequence[str]) -> list[str]:
    """The statements of one transaction, which fails as a whole if it would take the password of who runs it.

    Who was a member before is logged in nevertheless, and loses nothing.
    """
    remember = f"SELECT set_config('{BEFORE}', CAST({_MEMBER} AS text), true)"
    judge = block(
        f"IF {_MEMBER} AND NOT CAST(current_setting('{BEFORE}') AS boolean) THEN\n"
        f"RAISE EXCEPTION '{SAID}', session_user USING ERRCODE = 'invalid_grant_operation';\nEND IF;"
    )
    return [remember, *statements, judge]
