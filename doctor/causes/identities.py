"""How published tables tell their rows apart, and which columns their changes carry."""

from doctor.cause import Cause

IDENTITIES = (
    Cause(
        id="L28",
        link=6,
        title="deletes do not carry the columns of the key",
        symptom=(
            "Inserts and updates arrive; every delete of a table goes to the dead letters, or arrives under a key of "
            "nulls."
        ),
        why=(
            "A delete carries the table's replica identity and nothing else. `keyColumns` names columns outside it, so "
            "there is nothing to make the record's key of."
        ),
        detect=(
            "The columns of the identity (the primary key, or the index of `relreplident` i) against `keyColumns`. "
            "With REPLICA IDENTITY FULL every column is carried. No identity at all is L18."
        ),
        fix=(
            "As the owner: `ALTER TABLE <schema>.<table> REPLICA IDENTITY FULL;`. Or set `pipelines[].keyColumns` to "
            "columns of the identity, which keys every record anew."
        ),
        source="PostgreSQL manual, 31.1 (replica identity); redpanda-data/connect 4.106.0, postgres_cdc (before)",
    ),
    Cause(
        id="L30",
        link=6,
        title="generated columns are in the snapshot and not in the stream",
        symptom=(
            "No error: records of the snapshot have a column that records of later changes lack, so a row loses it "
            "with its first update."
        ),
        why=(
            "The snapshot is a SELECT and reads generated columns. Logical decoding leaves them out: before PostgreSQL "
            "18 always, since then unless the publication has `publish_generated_columns` = stored; virtual ones "
            "always."
        ),
        detect=(
            "`attgenerated` of pg_attribute for the published tables, while the pipeline reads a snapshot. A column "
            "that is missing for another reason is a column list (L29)."
        ),
        fix=(
            "From PostgreSQL 18 on, for stored ones: `ALTER PUBLICATION pglog_stream_<slot> SET "
            "(publish_generated_columns = stored);`. Before: let readers of the topic compute it, or fill a plain "
            "column by a trigger. Where nobody reads the column, accept the finding."
        ),
        source="PostgreSQL manual, CREATE PUBLICATION (publish_generated_columns) and 5.4 (generated columns)",
    ),
)
