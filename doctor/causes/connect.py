"""What Redpanda Connect itself refuses to do."""

from doctor.cause import Cause

CONNECT = (
    Cause(
        id="K18",
        link=7,
        title="the enterprise licence is missing or has expired",
        symptom=(
            "A pipeline that is hosted by yourself ends at its start with `this feature requires a valid Redpanda "
            "Enterprise Edition license`, or the log says `license expired on <date>`."
        ),
        why=(
            "`postgres_cdc` and `mysql_cdc` are enterprise inputs. Without a licence a trial lasts 30 days; then the "
            "next start is refused, often at a rollout that changed nothing else. The brokers' licence is another one."
        ),
        detect=(
            "The line `Successfully loaded Redpanda license` of the start tells `license_type` and `expires_at`; "
            "`open_source` means that none was found. Redpanda Cloud needs none."
        ),
        fix="Give REDPANDA_LICENSE or REDPANDA_LICENSE_FILEPATH a licence that includes Connect, and restart.",
        source="redpanda-data/connect, internal/license; Redpanda documentation, get-started/licensing",
    ),
    Cause(
        id="K19",
        link=7,
        title="the signal for a backfill was rejected",
        symptom=(
            "Expected text, after a signal and no backfill: `signal row: rejected`, `payload lists no tables`, "
            "or that `a snapshot-execute signal needs incremental_snapshot.enabled set to true`."
        ),
        why=(
            "The signal names a table that the pipeline does not read, that has no primary key, one of type bytea, or "
            "leaves without `publish_via_partition_root`; or its `data` is no text. One such table rejects all of them."
        ),
        detect=(
            "The text names the table and the reason. A signal older than the slot is never seen "
            "and leaves no text; a table that this run has covered is skipped."
        ),
        fix=(
            'Insert a new row: type `snapshot-execute`, data `{"tables": ["<table>"]}` as TEXT, tables of the '
            "pipeline only, without schema."
        ),
        source="redpanda-data/connect 4.112, pglogicalstream/incremental_snapshot.go",
    ),
)
