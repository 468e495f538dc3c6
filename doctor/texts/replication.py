"""L2 to L25: a login that is not let replicate, and slots."""

from collections.abc import Mapping

# Sources: PostgreSQL 13 to 18, slot.c, logical.c, walsender.c and auth.c (names in quotes from 17 on);
# Aurora's reader; rds-proxy.troubleshooting; PgBouncer; redpanda-data/connect, internal/impl/postgresql; Debezium.
REPLICATION: Mapping[str, tuple[str, ...]] = {
    "L2": (
        "logical decoding requires wal_level >= logical",
        "logical decoding requires effective_wal_level >= logical",
        "replication slots can only be used if wal_level >= replica",
        "wal_level is insufficient to publish logical changes",
        "Postgres server wal_level property must be logical but is",
        "logical decoding on standby requires wal_level >= logical on the primary",
        "logical decoding on a standby requires wal_level >= logical on the primary",
    ),
    "L3": (
        "must be superuser or replication role to use replication slots",
        "must be superuser or replication role to start walsender",
        "must be superuser or replication role",
        "permission denied to use replication slots",
        "permission denied to start WAL sender",
        "Only roles with the REPLICATION attribute may use replication slots",
        "Only roles with the REPLICATION attribute may start a WAL sender process",
        "Postgres roles LOGIN and REPLICATION are not assigned to user",
    ),
    "L4": (
        "all replication slots are in use",
        "number of requested standby connections exceeds max_wal_senders",
        "replication slots can only be used if max_replication_slots > 0",
    ),
    "L5": (
        'replication slot "<slot>" is active for PID <pid>',
        'replication slot "<slot>" is already active',
        "please make sure to use a distinct replication slot name for each",
    ),
    "L6": (
        "logical decoding cannot be used while in recovery",
        "logical decoding can not be used while in recovery",
        "cannot execute ... during recovery",
        "not possible during recovery",
        "canceling statement due to conflict with recovery",
        "replication slots cannot be used on RO (Read Only) node",
        "Create the replication slot from the writer node instead",
        "recovery is in progress... WAL control functions cannot be executed during recovery",
        "WAL control functions cannot be executed during recovery",
    ),
    "L10": (
        "RDS Proxy currently doesn't support streaming replication mode",
        'syntax error at or near "START_REPLICATION"',
        'syntax error at or near "IDENTIFY_SYSTEM"',
        'syntax error at or near "CREATE_REPLICATION_SLOT"',
        'syntax error at or near "DROP_REPLICATION_SLOT"',
        "RDS Proxy currently doesn't support the option replication",
        "unsupported startup parameter: replication",
    ),
    "L11": (
        "unable to write heartbeat message... PAM authentication failed for user",
        "unable to write heartbeat message... PAM authentication failed",
    ),
    "L12": ("invalid monitoring interval: 0s",),
    "L17": (
        'replication slot name "<slot>" contains invalid character',
        'replication slot name "<slot>" is too long',
        'replication slot name "<slot>" is too short',
        "Replication slot names may only contain lower case letters",
    ),
    "L20": (
        "replication slot <slot> already exists with different output plugin",
        "option proto_version = <version> is unknown",
        "option publication_names = <publication> is unknown",
        "cannot use physical replication slot for logical decoding",
    ),
    "L24": (
        'can no longer get changes from replication slot "<slot>"',
        'can no longer access replication slot "<slot>"',
        "This slot has been invalidated because",
        "This replication slot has been invalidated due to",
        "requested WAL segment <segment> has already been removed",
        'invalidating obsolete replication slot "<slot>"',
        'invalidating slot "<slot>" because its restart_lsn',
        "terminating process <pid> to release replication slot",
        'cannot read from logical replication slot "<slot>"',
        'cannot alter invalid replication slot "<slot>"',
        'cannot copy invalidated replication slot "<slot>"',
        "trying to read change stream starting at PostgresOffsetContext",
    ),
    "L25": ('replication slot "<slot>" was not created in this database',),
    "L42": ('replication slot "<slot>" does not exist',),
}
