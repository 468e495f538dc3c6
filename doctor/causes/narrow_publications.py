"""A publication that the stream cannot read, that leaves changes out, or that is not the master's to mend."""

from doctor.cause import Cause

NARROW_PUBLICATIONS = (
    Cause(
        id="L26",
        link=6,
        title="the publication was missing behind the slot",
        symptom=(
            '`publication "<publication>" does not exist` at every start, for ever, even where the publication is '
            "there by now."
        ),
        why=(
            "Decoding looks the publication up as of each change it decodes. A publication that was dropped and made "
            "again in two transactions is missing for the changes between them, and the slot can never get past those."
        ),
        detect=(
            "The slot exists and the publication does not; or the pipeline tells this text. Before there is a slot a "
            "missing publication is L7."
        ),
        fix=(
            "The slot is dead: stop the pipeline, make the publication, `SELECT pg_drop_replication_slot('<slot>');`, "
            "start it. A snapshot brings the rows as they are now; rows deleted meanwhile stay in the topic. Next time "
            "replace a publication in one transaction, `psql --single-transaction`: then the stream goes on."
        ),
        source="PostgreSQL source, pgoutput.c (LoadPublications); redpanda-data/connect #4726; tried on PostgreSQL 16",
    ),
    Cause(
        id="L27",
        link=6,
        title="the tables or the publication belong to a role that the master is not in",
        symptom=(
            "The publication is wrong, and mending it as the master is refused: it must be owner of the table, or of "
            "the publication."
        ),
        why=(
            "Tables of an application often belong to a role of its own, and on RDS the master is no superuser: it "
            "has an owner's rights only as a member of the owner."
        ),
        detect=(
            "`pg_has_role(relowner, 'USAGE')` and the same of `pubowner` are false for the master, and the publication "
            "differs from the pipeline's tables. Where the master may alter it, a difference is L7."
        ),
        fix=(
            "`GRANT <owner> TO <master>;`, then the statement of L7, all in one transaction. Not where the owner is in "
            "rds_iam: the master would need a token from then on (I10); run it as the owner."
        ),
        source="PostgreSQL manual, ALTER PUBLICATION; Aurora User Guide, Understanding the rds_superuser role",
    ),
    Cause(
        id="L29",
        link=6,
        title="the publication leaves changes out",
        symptom=(
            "No error: the pipeline runs and the slot is active, but updates or deletes, some rows or some columns "
            "never arrive."
        ),
        why=(
            "The publication was narrowed: `publish` lists only some kinds of change, a table has a row filter or a "
            "column list. The snapshot still reads everything, so the topic and the table part slowly."
        ),
        detect=(
            "`pubinsert`, `pubupdate` and `pubdelete` of pg_publication, `prqual` and `prattrs` of pg_publication_rel. "
            "Truncates are not looked at: Connect passes none on. Other tables are L7, none L13."
        ),
        fix=(
            "`ALTER PUBLICATION pglog_stream_<slot> SET (publish = 'insert, update, delete, truncate');` and `ALTER "
            "PUBLICATION pglog_stream_<slot> SET TABLE <schema>.<table>, ...;` without filters and lists. What was "
            "left out comes back only with a new snapshot (L15)."
        ),
        source="PostgreSQL manual, CREATE PUBLICATION (publish, WHERE, column list)",
    ),
    Cause(
        id="L43",
        link=6,
        title="a listed table is of a kind that cannot be published",
        symptom=(
            '`cannot add relation "<relation>" to publication`, with what it is: a view, a foreign table, an unlogged '
            "or temporary one, a system table. Before 15 `Only tables can be added to publications`."
        ),
        why=(
            "Logical decoding reads the WAL of rows. A view has no rows of its own, an unlogged table writes no WAL, "
            "a foreign table's rows are elsewhere. Before PostgreSQL 13 a partitioned table could not be added either."
        ),
        detect="`relkind` and `relpersistence` of pg_class: only `r` and `p` that are permanent. A missing one is L40.",
        fix=(
            "List the tables that the view reads. Of an unlogged table: `ALTER TABLE <table> SET LOGGED;`, which "
            "rewrites it."
        ),
        source="PostgreSQL 13 to 18, pg_publication.c, check_publication_add_relation",
    ),
)
