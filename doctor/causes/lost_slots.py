"""A slot that cannot be used any more, is somebody else's, or is far behind."""

from doctor.cause import Cause

LOST_SLOTS = (
    Cause(
        id="L24",
        link=6,
        title="the slot is lost",
        symptom=(
            'The pipeline cannot start: `can no longer get changes from replication slot "<slot>"`, or since 18 '
            '`can no longer access replication slot "<slot>"`, often with `This slot has been invalidated because '
            "it exceeded the maximum reserved size`."
        ),
        why=(
            "The server gave up what the slot needed: its WAL went beyond `max_slot_wal_keep_size`, nobody held it for "
            "longer than `idle_replication_slot_timeout`, rows it needed were removed, or logical replication was "
            "turned off. No setting brings it back."
        ),
        detect=(
            "`wal_status` of pg_replication_slots is lost, or since PostgreSQL 17 `invalidation_reason` is set. A slot "
            "that is only idle is L9, one that is held and far behind is L32."
        ),
        fix=(
            "Only a new slot and a new snapshot help: stop the pipeline, `SELECT pg_drop_replication_slot('<slot>');`, "
            "start it. Every change since `confirmed_flush_lsn` is lost: rows come back as they are now, rows deleted "
            "meanwhile stay in the topic, and what was between is never seen. Logical replication comes first "
            "where that was turned off (L2)."
        ),
        source="PostgreSQL manual, pg_replication_slots, max_slot_wal_keep_size and idle_replication_slot_timeout",
    ),
    Cause(
        id="L25",
        link=6,
        title="the slot belongs to another database",
        symptom='`replication slot "<slot>" was not created in this database` when the stream starts.',
        why=(
            "Names of slots are those of the whole cluster, and a logical slot reads one database. Somebody made one "
            "of this name in another, or the pipeline's database was changed while its slot stayed."
        ),
        detect="`database` of pg_replication_slots is not the pipeline's. Another plugin is L20.",
        fix=(
            "Name another slot in `pipelines[].slot`. Whoever made this one may need it: it is never the doctor's, nor "
            "the stack's, to drop."
        ),
        source="PostgreSQL manual, pg_replication_slots; PostgreSQL source, logical.c",
    ),
    Cause(
        id="L32",
        link=6,
        title="the slot is held, and far behind",
        symptom=(
            "No error: the pipeline runs and its slot is active, while `OldestReplicationSlotLag` grows and records "
            "come late or not at all."
        ),
        why=(
            "The consumer holds the slot and does not confirm: its output waits for the brokers, one record is refused "
            "for ever, the process hangs, or it is slower than the writers."
        ),
        detect=(
            "For an active slot: `pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)` against "
            "`alarms.slotLagGib`, `flush_lag` of pg_stat_replication against `alarms.lastingMinutes`, and "
            "`reply_time`: Connect answers every 10 s. `wal_status` unreserved is the last warning before L24."
        ),
        fix=(
            "Read the pipeline's log: dead letters that are refused (K13), rights (K5), brokers. Then restart it: it "
            "goes on where it was. A consumer that is only slow wants more compute units or a larger batch."
        ),
        source=(
            "PostgreSQL manual, pg_stat_replication; redpanda-data/connect 4.106.0, postgres_cdc (pg_standby_timeout)"
        ),
    ),
    Cause(
        id="L42",
        link=6,
        title="the slot is gone",
        symptom='`replication slot "<slot>" does not exist` (42704), mostly in a stream that had been running.',
        why=(
            "Somebody dropped it, often for an upgrade (S6), or the database is a restored or a cloned one: slots are "
            "in no snapshot. Outside of Aurora a failover loses it, unless it is a failover slot of 17 or later."
        ),
        detect=(
            "pg_replication_slots has no row of this name. One that is there and cannot be used is L24, one of another "
            "database L25."
        ),
        fix=(
            "Start the pipeline again: it makes a new slot, and reads a snapshot where `stream_snapshot` says so. "
            "Every change between the old slot's `confirmed_flush_lsn` and the new slot is lost: rows deleted "
            "meanwhile stay in the topic. Without a snapshot what was written meanwhile is missing too."
        ),
        source=(
            "PostgreSQL source, slot.c; PostgreSQL manual, Logical Decoding Concepts; xtdb/xtdb #5828; "
            "yugabyte/yugabyte-db #30631"
        ),
    ),
)
