"""What a login needs to become a replication connection, and what keeps it one."""

from doctor.cause import Cause

REPLICATION = (
    Cause(
        id="L1",
        link=6,
        title="IAM is not enabled for replication connections",
        symptom=(
            "A plain login with the token works, and with `replication=database` it fails as 28P01 `password "
            "authentication failed` or `PAM authentication failed`. Which of the two Aurora says is not settled."
        ),
        why=(
            "`rds.iam_auth_for_replication` is 0, its default, so a replication connection wants a password. The "
            "parameter has an effect only with IAM authentication and `rds.logical_replication` on."
        ),
        detect=(
            "Both logins are tried with one token. Only the replication one fails: this, then L3. Both fail: I1 to "
            "I13. SHOW and DescribeDBClusterParameters give the value."
        ),
        fix=(
            "`aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name <group> --parameters "
            "ParameterName=rds.iam_auth_for_replication,ParameterValue=1,ApplyMethod=immediate`. It is dynamic: no "
            "reboot."
        ),
        source="Aurora User Guide, AuroraPostgreSQL.Replication.Logical.IAM-auth; psycopg/psycopg2 #1391",
    ),
    Cause(
        id="L2",
        link=6,
        title="logical replication is off",
        symptom=(
            "Expected text: `logical decoding requires wal_level >= logical`, with quotes around the names in newer "
            "versions."
        ),
        why=(
            "`rds.logical_replication` is 0, or was set and the writer has not been rebooted since: the parameter is "
            "static."
        ),
        detect=(
            "`SHOW wal_level` is not `logical`. DBClusterParameterGroupStatus `pending-reboot` with the value 1 in the "
            "group means only the reboot is missing (S3); a value of 0 means the parameter is."
        ),
        fix=(
            "Set `rds.logical_replication` to 1 with ApplyMethod=pending-reboot, then `aws rds reboot-db-instance "
            "--db-instance-identifier <writer>`."
        ),
        source="Aurora User Guide, AuroraPostgreSQL.Replication.Logical.Configure",
    ),
    Cause(
        id="L3",
        link=6,
        title="the user may not replicate",
        symptom=(
            "Expected text: `must be superuser or replication role to use replication slots`, or `permission denied to "
            "use replication slots` (42501)."
        ),
        why="The user is a member of `rds_iam` but not of `rds_replication`, and has no REPLICATION attribute.",
        detect=(
            "The login itself works. `pg_has_role('<user>', 'rds_replication', 'MEMBER')` and `rolreplication` of "
            "pg_roles are both false."
        ),
        fix="As the master: `GRANT rds_replication TO <user>;`.",
        source="Aurora User Guide, AuroraPostgreSQL.Replication.Logical.IAM-auth",
    ),
    Cause(
        id="L6",
        link=6,
        title="the reader endpoint is dialled",
        symptom=(
            "Expected text: `logical decoding cannot be used while in recovery`, or `cannot execute ... during "
            "recovery`."
        ),
        why=(
            "PostgreSQL decodes on the writer, and MySQL's binary log is the writer's. The DSN has the reader endpoint "
            "(`.cluster-ro-`), or an instance's endpoint whose instance lost the writer's part in a failover."
        ),
        detect=(
            "`SELECT pg_is_in_recovery()` on the dialled host is true. Read it after a failover too, since the "
            "instance's part changes."
        ),
        fix="Dial the cluster's writer endpoint (`.cluster-`) in `dsn` and `aws.endpoint`.",
        source=(
            "PostgreSQL manual, 49.2 (logical decoding); cyrilgdn/terraform-provider-postgresql #537; AWS DMS User "
            "Guide, CHAP_Source.MySQL (limitations)"
        ),
    ),
    Cause(
        id="L10",
        link=6,
        title="replication through RDS Proxy",
        symptom='Expected text: a syntax error, or "unsupported", on START_REPLICATION or IDENTIFY_SYSTEM.',
        why="RDS Proxy does not support replication connections in streaming mode.",
        detect=(
            "The host has `.proxy-`, or is among DescribeDBProxyEndpoints. No other endpoint fails so early in the "
            "replication protocol."
        ),
        fix=(
            "Dial the cluster's writer endpoint for `postgres_cdc`; give the connect role `rds-db:connect` on the "
            "`cluster-` id (I4)."
        ),
        source="RDS User Guide, rds-proxy (limitations)",
    ),
    Cause(
        id="L11",
        link=6,
        title="the heartbeat dials with a dead token",
        symptom=(
            "`unable to write heartbeat message: ... PAM authentication failed` as a WARN in the pipeline's log; data "
            "still flows."
        ),
        why=(
            "The heartbeat has a pool of its own, which first dials after `heartbeat_interval`. The default of 1h is "
            "past the 15 minutes that its token lives."
        ),
        detect=(
            "`heartbeat_interval` is absent or 15 minutes or more, and `aws.enabled` is true. The warning comes at "
            "that interval after the start, while the stream is untouched; that tells it from I6."
        ),
        fix=(
            "`heartbeat_interval: 5m`: the pool dials while the token lives and keeps the connection. Do not try `0s` "
            "(L12)."
        ),
        source="redpanda-data/connect #4668 and #4710",
    ),
    Cause(
        id="L12",
        link=6,
        title="a heartbeat interval of `0s`",
        symptom="The input fails to start as soon as `heartbeat_interval: 0s` is set.",
        why=(
            "Zero does not switch heartbeats off: the monitor tests another field, and then refuses an interval of "
            "zero."
        ),
        detect="`heartbeat_interval` parses to zero.",
        fix="`heartbeat_interval: 5m`.",
        source="redpanda-data/connect 4.106.0, internal/impl/postgresql/pglogicalstream/monitor.go",
    ),
)
