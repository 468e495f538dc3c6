"""What the master sees of a pipeline's publication, and of how its tables tell their rows apart."""

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import dict_row

from doctor.facts.facts import Identity

KINDS_OF_CHANGE = ("insert", "update", "delete")
"""Those that Redpanda Connect passes on."""

PUBLICATION = """
SELECT puballtables AS publishes_all_tables, pubviaroot AS publishes_by_root, pubinsert, pubupdate, pubdelete
FROM pg_publication WHERE pubname = %(publication)s
"""

PUBLISHED_TABLES = """
SELECT schemaname || '.' || tablename FROM pg_publication_tables WHERE pubname = %(publication)s ORDER BY 1
"""

# Columns since PostgreSQL 15 (PostgreSQL manual, "pg_publication_rel").
NARROWED_TABLES = """
SELECT nspname || '.' || relname,
    CASE WHEN to_jsonb(published) ->> 'prqual' IS NOT NULL THEN 'a row filter' ELSE 'a column list' END
FROM pg_publication_rel AS published
JOIN pg_publication ON pg_publication.oid = prpubid
JOIN pg_class ON pg_class.oid = prrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE pubname = %(publication)s
AND (to_jsonb(published) ->> 'prqual' IS NOT NULL OR to_jsonb(published) ->> 'prattrs' IS NOT NULL)
ORDER BY 1
"""

OWNERS_APART = """
WITH owned (what, owner) AS (
    SELECT nspname || '.' || relname, relowner FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = %(schema)s AND relname = ANY (%(tables)s)
    UNION ALL SELECT pubname, pubowner FROM pg_publication WHERE pubname = %(publication)s
)
SELECT what, owners.rolname, NOT owners.rolsuper AND EXISTS (
    SELECT FROM pg_roles WHERE rolname = 'rds_iam' AND pg_has_role(owner, oid, 'MEMBER')
)
FROM owned JOIN pg_roles AS owners ON oid = owner
WHERE NOT pg_has_role(owner, 'USAGE')
ORDER BY 1
"""

# PostgreSQL manual, "pg_class", relreplident, and "pg_index": only an index that is unique at once is an identity.
# Stored columns may be published since PostgreSQL 18 (CREATE PUBLICATION, publish_generated_columns).
IDENTITIES = """
SELECT schemaname || '.' || tablename AS name, relreplident AS kind,
    coalesce(primary_key, ARRAY[]::name[])::text[] AS primary_key, coalesce(own.deferrable, false) AS deferrable,
    CASE relreplident WHEN 'f' THEN everything WHEN 'd' THEN by_key WHEN 'i' THEN by_index END::text[] AS columns,
    coalesce(generated, ARRAY[]::name[])::text[] AS generated
FROM pg_publication_tables
JOIN pg_namespace ON nspname = schemaname
JOIN pg_class ON relnamespace = pg_namespace.oid AND relname = tablename
JOIN pg_publication ON pg_publication.pubname = pg_publication_tables.pubname
CROSS JOIN LATERAL (
    SELECT array_agg(attname ORDER BY attnum) FILTER (WHERE attgenerated = '') AS everything,
        array_agg(attname ORDER BY attnum) FILTER (
            WHERE attgenerated = 'v'
            OR attgenerated = 's' AND to_jsonb(pg_publication) ->> 'pubgencols' IS DISTINCT FROM 's'
        ) AS generated
    FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
) AS columns
CROSS JOIN LATERAL (
    SELECT array_agg(attname ORDER BY attnum) FILTER (WHERE indisprimary) AS primary_key,
        array_agg(attname ORDER BY attnum) FILTER (WHERE indisprimary AND indimmediate) AS by_key,
        array_agg(attname ORDER BY attnum) FILTER (WHERE indisreplident AND indisvalid) AS by_index,
        bool_or(NOT indimmediate) FILTER (WHERE indisprimary) AS deferrable
    FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
    WHERE indrelid = pg_class.oid
) AS own
WHERE pg_publication_tables.pubname = %(publication)s
ORDER BY 1
"""


def publication_facts(connection: psycopg.Connection[Any], names: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of DatabaseFacts that are about the publication and its tables."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(PUBLICATION.encode(), names).fetchone()
        rows = cursor.execute(IDENTITIES.encode(), names).fetchall()
    owners = connection.execute(OWNERS_APART.encode(), names).fetchall()
    tables = connection.execute(PUBLISHED_TABLES.encode(), names).fetchall()
    return {
        "published_tables": None if found is None else tuple(table for (table,) in tables),
        "publishes_all_tables": found is not None and found["publishes_all_tables"],
        "publishes_by_root": found is not None and found["publishes_by_root"],
        "unpublished": tuple(kind for kind in KINDS_OF_CHANGE if found and not found[f"pub{kind}"]),
        "narrowed_tables": dict(connection.execute(NARROWED_TABLES.encode(), names).fetchall()),
        "owners_apart": {what: owner for what, owner, _ in owners},
        "token_owners": frozenset(owner for _, owner, by_token in owners if by_token),
        "identities": {row.pop("name"): Identity(**_tuples(row)) for row in rows},
    }


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
