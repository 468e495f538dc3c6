"""A database that cannot be read, or not as it would have to be."""

import psycopg
import pytest

from doctor.reconcile.database import DatabaseReader
from doctor.reconcile.unreadable import Unreadable


@pytest.mark.parametrize(
    ("statement", "pipeline", "words"),
    [
        ("SELECT", {"tables": ["nothing"], "key_columns": {"nothing": ["x"]}}, "Shop.nothing: there is no such table"),
        ("SELECT", {"tables": ["orders"], "key_columns": {"orders": ["x"]}}, "Shop.orders: there is no column x"),
        (
            'ALTER TABLE "Shop".orders ADD k bytea',
            {"tables": ["orders"], "key_columns": {"orders": ["k"]}},
            "Shop.orders: key column k is bytea, whose text in a record is not known",
        ),
        (
            """INSERT INTO "Shop".orders VALUES (1, 'secret'), (2, 'secret')""",
            {"tables": ["orders"], "key_columns": {"orders": ["note"]}},
            "Shop.orders: several rows have one key (note)",
        ),
        (
            'ALTER TABLE "Shop".orders DROP CONSTRAINT orders_pkey',
            {"key_columns": {}},
            "Shop.orders: it has no primary key, and nobody tells the columns of its records' keys",
        ),
        ('REVOKE SELECT ON "Shop".orders FROM master', {}, "database: permission denied for table orders"),
        (
            """
            CREATE POLICY mine ON "Shop".orders USING (id > 5);
            ALTER TABLE "Shop".orders ENABLE ROW LEVEL SECURITY
            """,
            {},
            "database: query would be affected by row-level security policy",
        ),
    ],
    ids=["table", "column", "bytea", "not unique", "no key", "no right", "row security"],
)
def test_what_cannot_be_read_is_told_without_a_value(shop, reader, statement, pipeline, words):
    shop.execute(statement)
    with pytest.raises(Unreadable) as refused:
        reader(**pipeline).snapshot(None)
    assert words in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_snapshot_ends_at_its_time_limit(shop, reader):
    shop.execute("""INSERT INTO "Shop".orders VALUES (1, 'x')""")
    with pytest.raises(Unreadable, match=r"Shop\.orders: not read within -1 s; give --sample-above fewer rows"):
        reader(limit_s=-1).snapshot(None)


def test_a_login_that_is_refused_is_told():
    def refused():
        raise psycopg.OperationalError("connection failed:\n no route")

    reader = DatabaseReader(
        refused,
        {"schema": "Shop", "tables": [], "key_columns": {}, "slot": "rpcn_orders"},
        most_rows=1,
        limit_s=1,
        say=print,
    )
    with pytest.raises(Unreadable, match="database: connection failed: no route"):
        reader.confirmed_lsn()
