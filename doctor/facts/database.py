"""What an administrator sees of a pipeline's user, grants and slot, and of the server."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from doctor.facts.facts import AsksForToken, DatabaseFacts, Slot, Unavailable
from doctor.facts.publication import publication_facts

STATEMENT_TIMEOUT_MS = 3000

# PostgreSQL 16 tells for each membership whether rights are inherited; before it they were, by default.
INHERITED_ROLES = """
WITH RECURSIVE held (role) AS (
    SELECT oid FROM pg_roles WHERE rolname = %(user)s
    UNION
    SELECT m.roleid FROM pg_auth_members AS m JOIN held ON m.member = held.role
    WHERE coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
)
SELECT rolname FROM held JOIN pg_roles ON oid = role
"""

PRIVILEGES = """
SELECT
    coalesce(has_database_privilege(role, current_database(), 'CONNECT'), false) AS may_connect,
    coalesce(has_schema_privilege(role, to_regnamespace(quote_ident(%(schema)s)), 'USAGE'), false) AS has_usage
FROM (SELECT (SELECT oid FROM pg_roles WHERE rolname = %(user)s) AS role) AS subject
"""

UNREADABLE_TABLES = """
SELECT nspname || '.' || relname
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = %(schema)s AND relname = ANY (%(tables)s)
AND NOT coalesce(
    has_table_privilege((SELECT oid FROM pg_roles WHERE rolname = %(user)s), pg_class.oid, 'SELECT'), false
)
ORDER BY 1
"""

# PostgreSQL manual, "pg_class", relkind: `p` is a partitioned table.
PARTITIONED_TABLES = """
SELECT nspname || '.' || relname
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = %(schema)s AND relname = ANY (%(tables)s) AND relkind = 'p'
ORDER BY 1
"""

TABLES_TO_LOOK_INTO = """
SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = %(schema)s AND relname = ANY (%(tables)s) AND has_table_privilege(pg_class.oid, 'SELECT')
"""

FIRST_ROW = sql.SQL("SELECT 1 AS one FROM {} LIMIT 1")

# As INHERITED_ROLES, from the other end. A user with a grant of its own is not there by somebody else's.
MEMBERS_OF_RDS_IAM = """
WITH RECURSIVE inheriting (member, role) AS (
    SELECT member, roleid FROM pg_auth_members AS m
    WHERE coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
), held (member, granted_to) AS (
    SELECT member, member FROM inheriting WHERE role = (SELECT oid FROM pg_roles WHERE rolname = 'rds_iam')
    UNION
    SELECT inheriting.member, granted_to FROM inheriting JOIN held ON inheriting.role = held.member
)
SELECT DISTINCT ON (users.rolname) users.rolname, grantees.rolname
FROM held JOIN pg_roles AS users ON users.oid = member JOIN pg_roles AS grantees ON grantees.oid = granted_to
WHERE users.rolcanlogin
ORDER BY users.rolname, member <> granted_to, grantees.rolname
"""

# The program names slots `rpcn_<pipeline>`, and Redpanda Connect's publication holds the slot's name.
LEFT_SLOTS = """
SELECT slot_name FROM pg_replication_slots
WHERE NOT active AND plugin = 'pgoutput' AND database = current_database() AND (
    starts_with(slot_name, 'rpcn_')
    OR EXISTS (SELECT FROM pg_publication WHERE pubname = 'pglog_stream_' || slot_name)
)
ORDER BY 1
"""

# A reader has no current position of its own. Columns that a server does not have are read as absent: wal_status and
# safe_wal_size are of 13, invalidation_reason and inactive_since of 17 (PostgreSQL manual, "pg_replication_slots").
SLOT = """
WITH position (now) AS (SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_lsn() END)
SELECT slot_type, plugin, temporary, active, database, confirmed_flush_lsn::text AS confirmed,
    pg_wal_lsn_diff(now, restart_lsn)::bigint AS kept_wal_bytes,
    pg_wal_lsn_diff(now, confirmed_flush_lsn)::bigint AS behind_bytes,
    to_jsonb(slots) ->> 'wal_status' AS wal_status,
    to_jsonb(slots) ->> 'invalidation_reason' AS invalidation_reason,
    (to_jsonb(slots) ->> 'safe_wal_size')::bigint AS safe_wal_size,
    extract(epoch FROM clock_timestamp() - (to_jsonb(slots) ->> 'inactive_since')::timestamptz)::float AS idle_s,
    extract(epoch FROM clock_timestamp() - reply_time)::float AS silent_s,
    extract(epoch FROM flush_lag)::float AS lag_s
FROM position, pg_replication_slots AS slots LEFT JOIN pg_stat_replication AS senders ON senders.pid = active_pid
WHERE slot_name = %(slot)s
"""

SERVER = """
SELECT
    current_setting('max_replication_slots')::bigint - (SELECT count(*) FROM pg_replication_slots) AS free_slots,
    current_setting('max_wal_senders')::bigint - (SELECT count(*) FROM pg_stat_replication) AS free_senders,
    current_setting('wal_level') AS wal_level,
    pg_is_in_recovery() AS in_recovery
"""

PAM_FAILED = re.compile(r'PAM authentication failed for user "(?P<user>[^"]+)"')

Connection = psycopg.Connection[Any]


def database_facts(
    connect: Callable[[], Connection], master: str | None, pipeline: Mapping[str, Any]
) -> DatabaseFacts | Unavailable:
    """What an administrator's login shows of one entry of the chain's `pipelines`, in one read-only transaction."""
    try:
        with connect() as connection:
            connection.read_only = True
            with connection.transaction():
                connection.execute("SELECT set_config('statement_timeout', %s, true)", [str(STATEMENT_TIMEOUT_MS)])
                return _read(connection, master, pipeline)
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        if by_pam := PAM_FAILED.search(reason):
            return AsksForToken(reason, by_pam["user"])
        return Unavailable(reason)


def _read(connection: Connection, master: str | None, pipeline: Mapping[str, Any]) -> DatabaseFacts:
    names = {name: pipeline[name] for name in ("user", "schema", "tables", "publication", "slot")}
    server = _row(connection, SERVER, names) or {}
    roles = _column(connection, INHERITED_ROLES, names)
    slot = _row(connection, SLOT, names)
    return DatabaseFacts(
        **server,
        **(_row(connection, PRIVILEGES, names) or {}),
        user_exists=names["user"] in roles,
        memberships=frozenset(roles) - {names["user"]},
        unreadable_tables=_column(connection, UNREADABLE_TABLES, names),
        **publication_facts(connection, names),
        slot=None if slot is None else Slot(**slot),
        master_needs_token="rds_iam" in _column(connection, INHERITED_ROLES, {"user": master}),
        partitioned_tables=_column(connection, PARTITIONED_TABLES, names),
        has_rows=_has_rows(connection, names),
        token_users=dict(connection.execute(MEMBERS_OF_RDS_IAM.encode()).fetchall()),
        left_slots=_column(connection, LEFT_SLOTS, names),
    )


def _has_rows(connection: Connection, names: Mapping[str, Any]) -> bool | None:
    """Whether any of the tables that the reader may look into has a row; None: there is no such table, or no answer."""
    tables = _column(connection, TABLES_TO_LOOK_INTO, names)
    try:
        with connection.transaction():
            found = [_row(connection, FIRST_ROW.format(sql.Identifier(names["schema"], table)), {}) for table in tables]
    except psycopg.errors.QueryCanceled:
        return None
    return any(found) if tables else None


def _row(connection: Connection, query: str | sql.Composed, names: Mapping[str, Any]) -> dict[str, Any] | None:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode() if isinstance(query, str) else query, names).fetchone()


def _column(connection: Connection, query: str, names: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(value for (value,) in connection.execute(query.encode(), names).fetchall())
