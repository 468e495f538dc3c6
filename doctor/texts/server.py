"""L33 to L41, S6: what the server itself is at: waiting, failing over, full, being upgraded, or wrong."""

from collections.abc import Mapping

# Sources: PostgreSQL 13 to 18, snapbuild.c, postgres.c, postmaster.c, postinit.c, proc.c, mcxt.c and
# relfilenumbermap.c; pg_upgrade, check.c; RDS, upgrade precheck; aws-advanced-jdbc-wrapper; MySQL, errmsg (1290, 1836);
# Debezium, PostgresReplicationConnection; peerdb #3220 and repost.aws QU4RXUrLNQS_2oSwV34pmwww (L35).
SERVER: Mapping[str, tuple[str, ...]] = {
    "L33": (
        "Waiting for transactions (approximately <count>) older than <transaction> to end",
        "logical decoding found initial starting point at",
        "logical decoding found initial consistent point at",
        "concurrent tx probably blocks taking snapshot",
        "query to create replication slot timed out",
        "creating temporary replication slot for snapshot: ... canceling statement due to statement timeout",
        "creating replication slot: ... canceling statement due to statement timeout",
        "creating temporary replication slot for snapshot: ... canceling statement due to lock timeout",
        "creating streaming replication slot: ... canceling statement due to statement timeout",
        "creating streaming replication slot: ... canceling statement due to lock timeout",
        "creating temporary replication slot for snapshot: ... context deadline exceeded",
    ),
    "L34": (
        "unable to write heartbeat message... the database system is shutting down",
        "unable to write heartbeat message... terminating connection due to administrator command",
        "unable to write heartbeat message... the database system is starting up",
        "unable to write heartbeat message... connection refused",
        "unable to write heartbeat message... unexpected EOF",
        "terminating connection due to administrator command",
        "Could not execute heartbeat action (Error: 57P01)",
        "terminating connection because of crash of another server process",
        "terminating walsender process after promotion",
        "the database system is shutting down",
        "the database system is starting up",
        "the database system is in recovery mode",
        "the database system is not yet accepting connections",
        "the database system is not accepting connections",
        "running with the --read-only option so it cannot execute this statement",
        "The active SQL connection has changed due to a connection failure",
        "The active SQL connection was lost",
        "Server shutdown in progress",
    ),
    "L35": (
        "invalid memory alloc request size <size>",
        "could not map filenumber <number>",
        "could not map filenode <number>",
    ),
    "L38": (
        "sorry, too many clients already",
        "remaining connection slots are reserved for",
        "too many connections for role",
        "too many connections for database",
        "The maximum number of client connections to the proxy exceeded",
        "Number simultaneous connections exceeded",
        "Too many connections",
    ),
    "L41": (
        "terminating connection due to idle-in-transaction timeout",
        "terminating connection due to idle-session timeout",
        "terminating connection due to transaction timeout",
        "terminating walsender process due to replication timeout",
        "processing snapshot: ... canceling statement due to statement timeout",
        "invalid snapshot identifier",
        "canceling statement due to statement timeout",
    ),
    "S6": (
        "one or more databases have logical replication slots",
        "Please drop all logical replication slots and try again",
        "Your installation contains logical replication slots that cannot be upgraded",
        "The slot <slot> has not consumed the WAL yet",
        "expected 0 logical replication slots but found",
        "must be greater than or equal to the number of logical replication slots",
    ),
}
