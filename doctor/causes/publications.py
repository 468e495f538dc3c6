"""The publication and the tables in it."""

from doctor.cause import Cause

PUBLICATIONS = (
    Cause(
        id="L7",
        link=6,
        title="the publication does not hold exactly the tables",
        symptom=(
            "`must be owner of publication pglog_stream_<slot>` or `must be owner of table <table>` when the input "
            "starts."
        ),
        why=(
            "Connect wants the publication `pglog_stream_<slot>` with the pipeline's tables, no more and no fewer. Any "
            "difference makes it run CREATE or ALTER PUBLICATION, which its user may not."
        ),
        detect=(
            "pg_publication_tables against the schema and `tables` of the pipeline, as sets. An empty one is L13, FOR "
            "ALL TABLES is L14."
        ),
        fix=(
            "As the owner: `ALTER PUBLICATION pglog_stream_<slot> SET TABLE <schema>.<table>, ...;`, or CREATE "
            "PUBLICATION with that list, or `pulumi up --refresh --run-program`."
        ),
        source="redpanda-data/connect #3834 and #4726",
    ),
    Cause(
        id="L8",
        link=6,
        title="the user may not read the table",
        symptom="`permission denied for table <table>` or `permission denied for schema <schema>` during the snapshot.",
        why=(
            "The snapshot reads with SELECT, which needs USAGE on the schema too. Streaming afterwards needs neither, "
            "so without a snapshot it goes unnoticed."
        ),
        detect="`has_schema_privilege` and `has_table_privilege` for the user; each table without SELECT is named.",
        fix="`GRANT USAGE ON SCHEMA <schema> TO <user>; GRANT SELECT ON <schema>.<table> TO <user>;`.",
        source="PostgreSQL manual, 5.7 (privileges); redpanda-data/connect 4.106.0, postgres_cdc",
    ),
    Cause(
        id="L13",
        link=6,
        title="the publication is empty",
        symptom="No error: the pipeline runs, the slot is active, and nothing arrives.",
        why=(
            "Connect accepts a publication without tables and streams nothing. It was made before its tables, or they "
            "were dropped and made anew."
        ),
        detect="The publication exists and pg_publication_tables has no row for it, while the pipeline lists tables.",
        fix=(
            "As the tables' owner: `ALTER PUBLICATION pglog_stream_<slot> SET TABLE <schema>.<table>, ...;`. Changes "
            "made before that are not in the stream."
        ),
        source="redpanda-data/connect 4.106.0, internal/impl/postgresql/pglogicalstream; redpanda-data/connect #4621",
    ),
    Cause(
        id="L14",
        link=6,
        title="the publication is FOR ALL TABLES",
        symptom=(
            '`publication "pglog_stream_<slot>" is defined as FOR ALL TABLES`; tables cannot be added to or dropped '
            "from it."
        ),
        why=(
            "The pipeline lists tables, so Connect tries to narrow the publication, and PostgreSQL does not alter a "
            "FOR ALL TABLES publication."
        ),
        detect="`puballtables` of pg_publication is true while the pipeline lists tables.",
        fix=(
            "As the owner, in one transaction (`psql --single-transaction`), or the slot is lost (L26): `DROP "
            "PUBLICATION pglog_stream_<slot>; CREATE PUBLICATION pglog_stream_<slot> FOR TABLE <schema>.<table>, ... "
            "WITH (publish_via_partition_root = true);`."
        ),
        source="PostgreSQL manual, ALTER PUBLICATION; redpanda-data/connect #4726",
    ),
    Cause(
        id="L18",
        link=6,
        title="a published table has no replica identity",
        symptom=(
            'The application\'s own UPDATE or DELETE fails: `cannot update table "<table>" because it does not have a '
            "replica identity and publishes updates` (55000)."
        ),
        why=(
            "A table that publishes updates must identify its rows by a primary key or another replica identity, and "
            "one that is DEFERRABLE does not count. "
            "Publishing it took the right to update away from everybody."
        ),
        detect=(
            "`relreplident` is d without a primary key that is checked at once (`indimmediate`), i without its index, "
            "or n. The application's log shows it; the pipeline's does not."
        ),
        fix=(
            "With a primary key, after NOTHING or a dropped index: `ALTER TABLE <schema>.<table> REPLICA IDENTITY "
            "DEFAULT;`. Where the key is DEFERRABLE: a unique index on the same columns, and `REPLICA IDENTITY USING "
            "INDEX <index>`. Without one: add it. At once: `REPLICA IDENTITY FULL`."
        ),
        source="PostgreSQL manual, 31.1 (publication, replica identity)",
    ),
    Cause(
        id="L19",
        link=6,
        title="a partitioned table is published by its leaves",
        symptom=(
            "Expected, not yet seen live: the parent table stays silent, or Connect rejects the publication as "
            "different."
        ),
        why=(
            "Without `publish_via_partition_root` changes come under the partitions' names, and the catalog lists the "
            "leaves, not the table of the pipeline."
        ),
        detect=(
            "`pubviaroot` of pg_publication is false, and one of the pipeline's tables has `relkind` `p`. Without a "
            "partitioned table a difference is L7."
        ),
        fix=(
            "`ALTER PUBLICATION pglog_stream_<slot> SET (publish_via_partition_root = true);` as the owner, then "
            "restart the pipeline."
        ),
        source="PostgreSQL manual, CREATE PUBLICATION (publish_via_partition_root)",
    ),
)
