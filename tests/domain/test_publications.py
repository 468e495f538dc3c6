from domain import publications

TABLES = ["shop.orders", 'shop."Lines"']


def test_a_publication_is_made_of_its_tables_with_every_change_by_their_roots():
    assert publications.create("p", TABLES) == (
        'CREATE PUBLICATION p FOR TABLE shop.orders, shop."Lines" '
        "WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)"
    )


def test_what_it_is_is_changed_by_itself():
    assert publications.set_tables("p", TABLES) == 'ALTER PUBLICATION p SET TABLE shop.orders, shop."Lines"'
    assert publications.set_options("p", publications.BY_ROOT, publications.GENERATED_TOO) == (
        "ALTER PUBLICATION p SET (publish_via_partition_root = true, publish_generated_columns = stored)"
    )
    assert publications.drop("p") == "DROP PUBLICATION p"
