"""What the server itself is at: it waits, fails over, is full, runs out of patience, is being upgraded, or errs."""

from doctor.cause import Cause

SERVER = (
    Cause(
        id="L33",
        link=6,
        title="a long transaction holds up the making of the slot",
        symptom=(
            "The pipeline runs and nothing arrives, not even the snapshot. The server's log says `logical decoding "
            "found initial starting point at <lsn>` and `Waiting for transactions (approximately <count>) older than "
            "<transaction> to end`."
        ),
        why=(
            "A logical slot starts where no older transaction is open. A session that is idle in a transaction, a long "
            "report or a prepared transaction makes CREATE_REPLICATION_SLOT wait for as long as it lasts."
        ),
        detect=(
            "`SELECT pid, state, xact_start, query FROM pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY "
            "xact_start;` and pg_prepared_xacts show a transaction older than the pipeline's start; the walsender "
            "is `active`. A slot that exists already is L5 or L15."
        ),
        fix=(
            "End it: commit, `SELECT pg_terminate_backend(<pid>);`, or `ROLLBACK PREPARED '<gid>';`. Then set "
            "`idle_in_transaction_session_timeout`. The pipeline goes on by itself."
        ),
        source="PostgreSQL source, snapbuild.c; dimitri/pgcopydb #819",
    ),
    Cause(
        id="L34",
        link=6,
        title="the writer failed over or was restarted",
        symptom=(
            "A stream that worked breaks with `terminating connection due to administrator command` (57P01) or `the "
            "database system is shutting down`, then `the database system is starting up`. For a client that kept the "
            "old address: `cannot execute <command> in a read-only transaction` (25006)."
        ),
        why=(
            "A failover, a reboot, an upgrade or a scaling event replaced the writer. The endpoint's DNS name follows "
            "within seconds, and the old writer comes back as a reader; a resolver or a pool that keeps addresses "
            "longer stays with it. A heartbeat that fails meanwhile is this, and not L11."
        ),
        detect=(
            "`aws rds describe-events --source-type db-cluster --duration 60` tells of a failover or restart at that "
            "time. `SELECT pg_is_in_recovery();` is false at the writer endpoint; true for ever is L6."
        ),
        fix=(
            "Wait a minute: the slot is on the cluster's storage, and Connect reconnects with a new token. If it does "
            "not, restart the pipeline. Keep DNS answers for 5 s at most, and dial the cluster endpoint."
        ),
        source=(
            "Aurora User Guide, Aurora.Managing.Backups (failover) and AuroraPostgreSQL.BestPractices.FastFailover; "
            "aws/aws-advanced-nodejs-wrapper #673"
        ),
    ),
    Cause(
        id="L35",
        link=6,
        title="this minor version errs at logical decoding",
        symptom=(
            "The stream ends again and again at one place with `invalid memory alloc request size <size>` (XX000), or "
            "with `could not map filenumber <number>`."
        ),
        why=(
            "PostgreSQL 13.21, 14.18, 15.13, 16.9 and 17.5 add up cache invalidations without end when many tables are "
            "altered or made; Aurora 16.1 loses a mapping. A row of a gigabyte fails with the first text too."
        ),
        detect=(
            "`SELECT version();` is one of these. A row that is too large fails on any version, and only while it is "
            "in the slot."
        ),
        fix=(
            "Upgrade to the next minor version (`database.engineVersion`); the slot is kept. Until then fewer DDL and "
            "temporary tables beside the stream."
        ),
        source="PostgreSQL commit d87d07b7; PeerDB-io/peerdb #3220; MaterializeInc/materialize #31845",
    ),
    Cause(
        id="L38",
        link=5,
        title="the server has no connection left",
        symptom=(
            "`sorry, too many clients already` or `remaining connection slots are reserved for ...` "
            "(53300); `Too many connections` from MySQL."
        ),
        why=(
            "`max_connections` follows the memory, and at low capacity units it is small. A pipeline needs one for the "
            "stream, one for its monitor, one for the heartbeat, and one for each table read in parallel."
        ),
        detect="`SELECT count(*), usename, state FROM pg_stat_activity GROUP BY 2, 3;` and `SHOW max_connections;`.",
        fix=(
            "End what is idle, put a pooler before the applications (not before the pipeline: L10), or raise "
            "`database.minAcu` and `database.maxAcu`."
        ),
        source="PostgreSQL source, proc.c and postinit.c; Aurora User Guide, aurora-serverless-v2.setting-capacity",
    ),
    Cause(
        id="L41",
        link=6,
        title="a timeout of the server ends the session",
        symptom=(
            "`terminating connection due to idle-in-transaction timeout` or `canceling statement due to statement "
            "timeout` while the snapshot is read; `terminating walsender process due to replication timeout` later."
        ),
        why=(
            "The snapshot holds one transaction open for as long as it reads. A limit on transactions or statements "
            "that suits applications ends it, and the snapshot begins anew. The walsender ends when a consumer says "
            "nothing for `wal_sender_timeout`."
        ),
        detect=(
            "`SELECT name, setting, source FROM pg_settings WHERE name LIKE '%timeout';` as the pipeline's user. A "
            "timeout while the slot is made is L33."
        ),
        fix=(
            "`ALTER ROLE <user> SET statement_timeout = 0; ALTER ROLE <user> SET idle_in_transaction_session_timeout = "
            "0;`, and the like for `transaction_timeout`: for this user alone."
        ),
        source="PostgreSQL manual, 19.11 (client connection defaults); PostgreSQL source, postgres.c and walsender.c",
    ),
    Cause(
        id="S6",
        link=None,
        title="an upgrade is held up by slots",
        symptom=(
            "The upgrade's precheck ends with `one or more databases have logical replication slots. Please drop all "
            "logical replication slots and try again`."
        ),
        why=(
            "From a version before 17 no logical slot survives a major upgrade, and one of them, active or not, stops "
            "it. From 17 on slots are kept, and one that has not been read to its end fails the upgrade after the "
            "cluster went offline."
        ),
        detect=(
            "`SELECT slot_name, active, database, pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn) FROM "
            "pg_replication_slots;`, in the log `pg_upgrade_precheck.log` of the instance."
        ),
        fix=(
            "Pause the writers, wait until the slot's lag is 0, stop the pipeline, drop the slot, upgrade, start the "
            "pipeline so that it makes its slot, and only then let the writers go on. Otherwise what was written in "
            "between needs a new snapshot."
        ),
        source=(
            "Aurora User Guide, USER_UpgradeDBInstance.PostgreSQL and "
            "Appendix.PostgreSQL.CommonDBATasks.pglogical.recover-replication-after-upgrade"
        ),
    ),
)
