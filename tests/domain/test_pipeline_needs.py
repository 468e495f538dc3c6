import pytest

from domain.database_need import Need, missing_query, undo_statements
from domain.pipeline_needs import PipelineInDatabase, pipeline_needs
from domain.table_owners import foreign_table, foreign_tables_query
from domain.token_guard import guarded

ARGS = {
    "database": "shop",
    "user": "cdc_orders",
    "schema": "Sales",
    "tables": ["Orders", "order_items"],
    "slot": "rpcn_orders",
}
PIPELINE = PipelineInDatabase(**ARGS)


def test_a_pipeline_needs_a_user_its_rights_and_the_publication_and_no_more():
    assert [need.make for need in pipeline_needs(PIPELINE)] == [
        'CREATE ROLE "cdc_orders" LOGIN',
        'GRANT "rds_iam" TO "cdc_orders"',
        'GRANT "rds_replication" TO "cdc_orders"',
        'GRANT CONNECT ON DATABASE "shop" TO "cdc_orders"',
        'GRANT USAGE ON SCHEMA "Sales" TO "cdc_orders"',
        'GRANT SELECT ON TABLE "Sales"."Orders" TO "cdc_orders"',
        'GRANT SELECT ON TABLE "Sales"."order_items" TO "cdc_orders"',
        'CREATE PUBLICATION "pglog_stream_rpcn_orders" FOR TABLE "Sales"."Orders", "Sales"."order_items" '
        "WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)",
    ]


def test_each_need_is_told_by_what_is_missing():
    assert [need.what for need in pipeline_needs(PIPELINE)] == [
        'role "cdc_orders"',
        'membership of "cdc_orders" in "rds_iam"',
        'membership of "cdc_orders" in "rds_replication"',
        'CONNECT on DATABASE "shop" for "cdc_orders"',
        'USAGE on SCHEMA "Sales" for "cdc_orders"',
        'SELECT on TABLE "Sales"."Orders" for "cdc_orders"',
        'SELECT on TABLE "Sales"."order_items" for "cdc_orders"',
        'publication "pglog_stream_rpcn_orders" of exactly its tables',
    ]


def test_the_end_comes_in_the_reverse_order_and_names_what_goes():
    first, *rights, last = undo_statements(pipeline_needs(PIPELINE))
    assert (first, last) == (
        'DROP PUBLICATION IF EXISTS "pglog_stream_rpcn_orders"',
        'DROP ROLE IF EXISTS "cdc_orders"',
    )
    assert [line for right in rights for line in right.splitlines() if "REVOKE" in line] == [
        'REVOKE SELECT ON TABLE "Sales"."order_items" FROM "cdc_orders";',
        'REVOKE SELECT ON TABLE "Sales"."Orders" FROM "cdc_orders";',
        'REVOKE USAGE ON SCHEMA "Sales" FROM "cdc_orders";',
        'REVOKE CONNECT ON DATABASE "shop" FROM "cdc_orders";',
        'REVOKE "rds_replication" FROM "cdc_orders";',
        'REVOKE "rds_iam" FROM "cdc_orders";',
    ]


def test_a_signal_table_is_made_read_and_published_with_the_tables():
    pipeline = PipelineInDatabase(**ARGS, signal_table="rpcn_signal")
    made = [need.make for need in pipeline_needs(pipeline)]
    assert made[5] == 'CREATE TABLE "Sales"."rpcn_signal" (id text PRIMARY KEY, type text NOT NULL, data text)'
    assert made[8] == 'GRANT SELECT ON TABLE "Sales"."rpcn_signal" TO "cdc_orders"'
    assert '"Sales"."order_items", "Sales"."rpcn_signal" WITH' in made[9]


def test_no_statement_holds_a_colon_which_the_data_api_takes_for_a_parameter():
    needs = pipeline_needs(PipelineInDatabase(**ARGS, signal_table="s"))
    statements = [text for need in needs for text in (need.there, need.make, need.undo, need.mend)]
    assert not [text for text in [*guarded(statements), missing_query(needs)] if ":" in text]


@pytest.mark.parametrize(
    ("args", "words"),
    [({"tables": []}, "^tables: got none"), ({"signal_table": "Orders"}, "^signal_table: got 'Orders', want a table")],
)
def test_a_pipeline_that_would_stream_nothing_or_its_own_signals_is_refused(args, words):
    with pytest.raises(ValueError, match=words):
        PipelineInDatabase(**ARGS | args)


def test_who_grants_is_looked_at_before_and_after():
    remember, statement, judge = guarded(["GRANT a TO b"])
    member = "pg_has_role(session_user, 'rds_iam', 'MEMBER')"
    assert remember == f"SELECT set_config('rpcn.needed_token_before', CAST({member} AS text), true)"
    assert statement == "GRANT a TO b"
    assert f"IF {member} AND NOT CAST(current_setting('rpcn.needed_token_before') AS boolean) THEN" in judge
    assert "'the login of % would need a token after this, as a member of rds_iam; nothing was changed" in judge


def test_what_is_missing_is_asked_in_one_query_in_order():
    needs = [Need(what=what, there="true", make="", undo="") for what in ("it's", "b")]
    assert missing_query(needs) == (
        "SELECT what FROM (VALUES\n    (0, 'it''s', true),\n    (1, 'b', true)\n"
        ") AS need (place, what, there) WHERE NOT there ORDER BY place"
    )


def test_a_table_that_another_role_owns_is_said_with_the_grant():
    assert foreign_table("sales", "Orders", "app", "postgres") == (
        'table "sales"."Orders": got the owner "app", want one that "postgres" is a member of (only an owner may '
        'publish a table); run as an administrator: GRANT "app" TO "postgres"'
    )


def test_a_table_that_is_not_there_is_said():
    assert foreign_table("sales", "Orders", None, "postgres") == (
        'table "sales"."Orders": got none, want one; make it, or correct the pipeline\'s schema and tables'
    )


def test_owners_are_asked_for_the_tables_of_the_pipeline():
    assert "(VALUES ('Orders'), ('it''s')) AS wanted (name)" in foreign_tables_query("Sales", ["Orders", "it's"])
