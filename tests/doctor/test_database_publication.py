"""What the master reads of a publication, of whoever owns it, and of how its tables tell their rows apart."""

import pytest

from doctor.facts.facts import Identity


def test_published_tables_are_told_with_their_schema(shop, read):
    shop.execute('CREATE PUBLICATION orders_publication FOR TABLE "Shop".lines, "Shop".orders')
    assert (read().published_tables, read().publishes_all_tables) == (("Shop.lines", "Shop.orders"), False)


def test_an_empty_publication_is_not_a_missing_one(shop, read):
    shop.execute("CREATE PUBLICATION orders_publication")
    assert read().published_tables == ()


def test_a_publication_for_all_tables_is_told(shop, read):
    shop.execute("CREATE PUBLICATION orders_publication FOR ALL TABLES")
    assert read().publishes_all_tables


@pytest.mark.parametrize(
    ("actions", "kind", "columns", "deferrable"),
    [
        ("REPLICA IDENTITY DEFAULT", "d", ("x",), False),
        ("REPLICA IDENTITY NOTHING", "n", None, False),
        ("REPLICA IDENTITY FULL", "f", ("x", "y"), False),
        ("DROP CONSTRAINT lines_pkey", "d", None, False),
        ("DROP CONSTRAINT lines_pkey; ADD PRIMARY KEY (x) DEFERRABLE", "d", None, True),
        ("DROP CONSTRAINT lines_pkey; ADD PRIMARY KEY (x) DEFERRABLE; REPLICA IDENTITY FULL", "f", ("x", "y"), True),
        ("ADD CONSTRAINT one UNIQUE (y); REPLICA IDENTITY USING INDEX one", "i", ("y",), False),
        ("ADD CONSTRAINT one UNIQUE (y); REPLICA IDENTITY USING INDEX one; DROP CONSTRAINT one", "i", None, False),
    ],
)
def test_published_rows_are_told_apart_by_their_replica_identity(shop, read, actions, kind, columns, deferrable):
    shop.execute('ALTER TABLE "Shop".lines ADD COLUMN y integer NOT NULL DEFAULT 1')
    shop.execute('CREATE PUBLICATION orders_publication FOR TABLE "Shop".lines, "Shop".orders')
    for action in actions.split("; "):
        shop.execute(f'ALTER TABLE "Shop".lines {action}'.encode())
    primary_key = () if actions == "DROP CONSTRAINT lines_pkey" else ("x",)
    wanted = Identity(kind=kind, columns=columns, primary_key=primary_key, deferrable=deferrable)
    untouched = Identity(kind="d", columns=("x",), primary_key=("x",), deferrable=False)
    assert read().identities == {"Shop.lines": wanted, "Shop.orders": untouched}


def test_columns_of_an_identity_are_told_in_the_order_of_the_table(shop, read):
    shop.execute('ALTER TABLE "Shop".lines DROP CONSTRAINT lines_pkey, ADD COLUMN b integer, ADD COLUMN a integer')
    shop.execute('ALTER TABLE "Shop".lines ADD PRIMARY KEY (a, b), DROP COLUMN x')
    shop.execute('CREATE PUBLICATION orders_publication FOR TABLE "Shop".lines')
    assert read().identities["Shop.lines"].columns == ("b", "a")


def test_generated_columns_are_told(shop, read):
    shop.execute('ALTER TABLE "Shop".lines ADD COLUMN twice integer GENERATED ALWAYS AS (2 * x) STORED')
    shop.execute('CREATE PUBLICATION orders_publication FOR TABLE "Shop".lines')
    assert read().identities["Shop.lines"].generated == ("twice",)


def test_a_partitioned_table_is_told_and_by_whose_name_its_changes_come(shop, read):
    shop.execute('DROP TABLE "Shop".orders')
    shop.execute('CREATE TABLE "Shop".orders (x integer PRIMARY KEY) PARTITION BY RANGE (x)')
    shop.execute('CREATE TABLE "Shop".orders_1 PARTITION OF "Shop".orders DEFAULT')
    shop.execute('CREATE PUBLICATION orders_publication FOR TABLE "Shop".lines, "Shop".orders')
    seen = read()
    assert (seen.partitioned_tables, seen.publishes_by_root) == (("Shop.orders",), False)
    assert seen.published_tables == ("Shop.lines", "Shop.orders_1")
    shop.execute("ALTER PUBLICATION orders_publication SET (publish_via_partition_root = true)")
    seen = read()
    assert (seen.publishes_by_root, seen.published_tables) == (True, ("Shop.lines", "Shop.orders"))


def test_objects_of_roles_that_the_reader_is_not_in_are_told_with_their_owners(shop, read):
    assert read().owners_apart == {}
    shop.execute("CREATE ROLE team; CREATE ROLE app; GRANT team TO master; GRANT rds_iam TO app")
    shop.execute('ALTER TABLE "Shop".lines OWNER TO team; ALTER TABLE "Shop".orders OWNER TO app')
    shop.execute("CREATE PUBLICATION orders_publication")
    seen = read()
    assert seen.owners_apart == {"Shop.orders": "app", "orders_publication": "rdsadmin"}
    assert seen.token_owners == {"app"}
    shop.execute("DROP OWNED BY team")


@pytest.mark.parametrize(
    ("tables", "options", "unpublished", "narrowed"),
    [
        ("orders, {}.lines", "", (), {}),
        ("orders", "publish = 'insert'", ("update", "delete"), {}),
        ("orders", "publish = 'insert, update, delete'", (), {}),  # Redpanda Connect passes no truncate on
        ("orders WHERE (x > 1), {}.lines", "", (), {"Shop.orders": "a row filter"}),
        ("orders, {}.lines (x)", "", (), {"Shop.lines": "a column list"}),
    ],
)
def test_what_a_publication_leaves_out_is_told(shop, read, tables, options, unpublished, narrowed):
    listed = '"Shop".' + tables.format('"Shop"')
    shop.execute(f"CREATE PUBLICATION orders_publication FOR TABLE {listed} {f'WITH ({options})' if options else ''}")
    seen = read()
    assert (seen.unpublished, seen.narrowed_tables) == (unpublished, narrowed)
