"""What differs in `mysql_cdc`: L21 to L23."""

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
)
