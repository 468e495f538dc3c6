"""What differs in `mysql_cdc`: L21 to L23, L37, L39."""

from doctor.cause import Cause

MYSQL = (
    Cause(
        id="L21",
        link=6,
        title="MySQL: the position is lost at restart",
        symptom="After a restart the pipeline reads the snapshot again, or misses what happened meanwhile.",
        why=(
            "`mysql_cdc` keeps its binlog position in the cache that `checkpoint_cache` names, and a `memory` cache "
            "ends with the pod."
        ),
        detect="The cache resource that `checkpoint_cache` names is of type `memory`; offline.",
        fix="A durable cache: type `redpanda`, with a topic of its own.",
        source="redpanda-data/connect 4.106.0, mysql_cdc (checkpoint_cache)",
    ),
    Cause(
        id="L22",
        link=5,
        title="MySQL: reconnects replay an old token",
        symptom=(
            "Expected, not yet seen live: the login fails again and again after a dropped connection, and works after "
            "a restart of the pipeline."
        ),
        why=(
            "Within `max_reconnect_attempts` the same connection settings are tried, token included. With 0 or less it "
            "tries for ever and never mints a new one."
        ),
        detect=(
            "`max_reconnect_attempts` is 0, negative or high, with `aws.enabled`. A wrong permission would also fail "
            "right after a restart."
        ),
        fix="`max_reconnect_attempts: 3`: the input then starts over, with a new token.",
        source="redpanda-data/connect 4.106.0, mysql_cdc (max_reconnect_attempts); redpanda-data/connect #4258",
    ),
    Cause(
        id="L23",
        link=6,
        title="MySQL: no row events in the binlog",
        symptom=(
            "Expected, not yet seen live: no changes arrive, or the position is said to be no longer in the binlog."
        ),
        why=(
            "`binlog_format` is not ROW, so that the binlog holds statements; or the binlog was purged past the "
            "pipeline's position."
        ),
        detect="`SHOW VARIABLES LIKE 'binlog_format'` and the retention hours, against how long the pipeline was down.",
        fix=(
            "`binlog_format` ROW in the cluster parameter group and a reboot of the writer; `CALL "
            "mysql.rds_set_configuration('binlog retention hours', <hours>);` for longer than an outage may last."
        ),
        source="Aurora User Guide, AuroraMySQL.Replication.MySQL; redpanda-data/connect 4.106.0, mysql_cdc",
    ),
    Cause(
        id="L37",
        link=5,
        title="MySQL: the client does not send a token in clear text",
        symptom=(
            "`this user requires clear text authentication` from Go, or `Authentication plugin mysql_clear_password "
            "cannot be loaded` from MySQL's own clients."
        ),
        why=(
            "A token is sent by the plugin `mysql_clear_password`, which clients keep off: within TLS it is safe, "
            "without TLS it is not."
        ),
        detect="The DSN lacks `allowCleartextPasswords=true` (Go) or the client `--enable-cleartext-plugin`.",
        fix="`?tls=true&allowCleartextPasswords=true` in the DSN, never without `tls=true` (T1).",
        source="go-sql-driver/mysql, DSN (allowCleartextPasswords); Aurora User Guide, UsingWithRDS.IAMDBAuth",
    ),
    Cause(
        id="L39",
        link=6,
        title="MySQL: the user may not replicate",
        symptom=(
            "`Access denied; you need (at least one of) the REPLICATION SLAVE privilege(s) for this operation` (1227), "
            "or the same for RELOAD during the snapshot."
        ),
        why="Reading the binlog wants REPLICATION SLAVE and REPLICATION CLIENT, a snapshot under a lock RELOAD.",
        detect="`SHOW GRANTS FOR '<user>'@'%';`. Error 1045 is a refused login (I3), not this.",
        fix="`GRANT SELECT, RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '<user>'@'%';` as the master.",
        source="MySQL 8.0 reference manual, privileges provided; redpanda-data/connect, mysql_cdc",
    ),
)
