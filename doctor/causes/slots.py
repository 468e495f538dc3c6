"""The replication slot: free, ours alone, permanent, and gone when it should be."""

from doctor.cause import Cause

SLOTS = (
    Cause(
        id="L4",
        link=6,
        title="no free replication slot or WAL sender",
        symptom=(
            "Expected text: `all replication slots are in use`, or `number of requested standby connections exceeds "
            "max_wal_senders`."
        ),
        why=(
            "`max_replication_slots` or `max_wal_senders` is used up. A pipeline with a snapshot needs two slots while "
            "it starts (`<slot>_tmp`), and left-over slots count too."
        ),
        detect=(
            "Rows of pg_replication_slots against `SHOW max_replication_slots`; for a start with a snapshot fewer than "
            "two free ones is already a failure."
        ),
        fix=(
            "Drop slots without a pipeline: `SELECT pg_drop_replication_slot('<slot>');` (L9, S4). Otherwise raise "
            "both parameters, which are static: reboot the writer."
        ),
        source=(
            "Aurora User Guide, AuroraPostgreSQL.Replication.Logical.Configure; redpanda-data/connect 4.106.0, "
            "pglogicalstream"
        ),
    ),
    Cause(
        id="L5",
        link=6,
        title="the slot is held by another consumer",
        symptom='Expected text: `replication slot "<slot>" is active for PID <pid>` (55006).',
        why=(
            "A slot serves one consumer. Two pipelines share its name, or the old pod has not gone, or its connection "
            "has not timed out yet."
        ),
        detect=(
            "`active_pid` of the slot in pg_replication_slots, with its row in pg_stat_replication: client address and "
            "start. A start before the present pipeline's is the old one."
        ),
        fix=(
            "Stop the other pipeline, or end its connection with `SELECT pg_terminate_backend(<pid>);`. Give each "
            "pipeline a slot of its own."
        ),
        source="PostgreSQL manual, 49.2.2 (replication slots)",
    ),
    Cause(
        id="L9",
        link=6,
        title="an inactive slot keeps WAL",
        symptom="No error. `OldestReplicationSlotLag` and storage grow, and vacuum cannot clean up.",
        why=(
            "The slot's pipeline is stopped or deleted, and Connect never drops its slot. WAL since `restart_lsn` is "
            "kept for it, without a limit."
        ),
        detect=(
            "`active` is false while `pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)` grows. An active slot whose "
            "lag grows is a consumer that is stuck, often K13."
        ),
        fix=(
            "Start the pipeline again; or, if its position is no longer wanted, `SELECT "
            "pg_drop_replication_slot('<slot>');`."
        ),
        source=(
            "Aurora User Guide, AuroraPostgreSQL.Replication.Logical-monitoring; Aurora User Guide, "
            "Aurora.AuroraMonitoring.Metrics"
        ),
    ),
    Cause(
        id="L15",
        link=6,
        title="no snapshot because the slot exists",
        symptom="`stream_snapshot: true`, no error, and rows older than the pipeline never arrive.",
        why=(
            "Connect reads the snapshot only when it creates the slot. An existing slot, made by an earlier pipeline "
            'or by hand, means "resume".'
        ),
        detect=(
            "The slot is held, the tables have rows, and the topic never held a record: the end of every partition is "
            "0. Before the slot is held the snapshot may still be at work; a pipeline with an error is that error."
        ),
        fix=(
            "Name a new slot in `pipelines[].slot` and `pulumi up`; or stop the pipeline, drop the slot, start it "
            "again. Either reads every row once more."
        ),
        source="redpanda-data/connect 4.106.0, internal/impl/postgresql/pglogicalstream",
    ),
    Cause(
        id="L16",
        link=6,
        title="the slot does not remember",
        symptom="No error. Rows that were changed while the pipeline was down are missing from the topic.",
        why=(
            "`temporary_slot: true` ends with its connection, and every update of a pipeline is a stop and a start. A "
            "slot created late, without a snapshot, does not see what came before it either."
        ),
        detect=(
            "`temporary_slot` in the YAML, or `temporary` in pg_replication_slots, is true. Missing rows with a "
            "permanent slot: look at L15, then L13."
        ),
        fix="`temporary_slot: false`, then a new slot with a snapshot to fetch what was lost (L15).",
        source="redpanda-data/connect 4.106.0, postgres_cdc (temporary_slot)",
    ),
    Cause(
        id="L17",
        link=6,
        title="the slot's name is not allowed",
        symptom=(
            '`replication slot name "<slot>" contains invalid character`, or Connect refuses the name, or the DDL of '
            "the publication fails."
        ),
        why=(
            "PostgreSQL allows lower-case letters, digits and underscores. Connect also builds `pglog_stream_<slot>` "
            "from it without quotes, which must fit in 63 bytes."
        ),
        detect="The name is matched against `^[a-z_][a-z0-9_]{0,49}$`; offline.",
        fix=(
            "Choose another name in `pipelines[].slot`. It is a new slot: the snapshot is read again, and the old slot "
            "must be dropped."
        ),
        source="PostgreSQL manual, 27.2.6 (replication slots); redpanda-data/connect 4.106.0, pglogicalstream",
    ),
    Cause(
        id="L20",
        link=6,
        title="the slot belongs to another plugin",
        symptom=(
            "`replication slot <slot> already exists with different output plugin`, or a start that fails on the "
            "plugin's options."
        ),
        why=(
            "The name was taken by another tool, such as Debezium with `wal2json` or `decoderbufs`. Connect reads "
            "`pgoutput` only."
        ),
        detect="`plugin` of the slot in pg_replication_slots is not `pgoutput`.",
        fix="Name another slot in `pipelines[].slot`. Do not drop the existing one unless its owner agrees.",
        source="redpanda-data/connect 4.106.0, internal/impl/postgresql/pglogicalstream",
    ),
)
