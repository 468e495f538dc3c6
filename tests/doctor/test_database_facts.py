"""The facts of a database, read by its master on a real PostgreSQL with Aurora's roles."""

from pathlib import Path

import psycopg

from doctor.facts.database import database_facts
from doctor.facts.facts import AsksForToken, Unavailable
from tests.doctor.shop_database import PIPELINE


def test_what_was_not_made_yet_is_told_as_such(superuser, read):
    seen = read()
    assert (seen.user_exists, seen.memberships, seen.may_connect, seen.has_usage) == (False, frozenset(), False, False)
    assert (seen.published_tables, seen.publishes_all_tables, seen.slot) == (None, False, None)
    assert (seen.unreadable_tables, seen.identities) == ((), {})
    assert (seen.wal_level, seen.in_recovery, seen.master_needs_token) == ("logical", False, False)


def test_rights_are_told_as_they_are_granted(shop, read):
    bare = read()
    assert (bare.user_exists, bare.may_connect, bare.has_usage) == (True, True, False)  # PUBLIC may connect
    assert bare.unreadable_tables == ("Shop.lines", "Shop.orders")
    shop.execute('GRANT USAGE ON SCHEMA "Shop" TO "Reader"; GRANT SELECT ON "Shop".lines TO "Reader"')
    granted = read()
    assert (granted.has_usage, granted.unreadable_tables) == (True, ("Shop.orders",))


def test_a_user_kept_out_of_the_database_may_not_connect(shop, read):
    shop.execute("REVOKE CONNECT ON DATABASE shop_db FROM PUBLIC")
    try:
        assert not read().may_connect
    finally:
        shop.execute("GRANT CONNECT ON DATABASE shop_db TO PUBLIC")


def test_a_table_that_is_missing_is_not_an_unreadable_one(shop, read):
    shop.execute('DROP TABLE "Shop".lines')
    assert read().unreadable_tables == ("Shop.orders",)


def test_roles_count_when_their_rights_are_inherited_directly_or_not(shop, read):
    shop.execute('CREATE ROLE team; GRANT rds_iam TO team; GRANT team TO "Reader"')
    shop.execute('GRANT rds_replication TO "Reader" WITH INHERIT FALSE')
    assert read().memberships == {"team", "rds_iam"}


def test_the_master_needs_a_token_once_it_inherits_rds_iam(shop, read):
    shop.execute("CREATE ROLE team; GRANT rds_iam TO team; GRANT team TO master")
    assert read().master_needs_token


def test_a_reader_who_logs_in_by_token_says_nothing_of_the_master(shop, read):
    shop.execute('GRANT rds_iam TO "Reader"')
    assert read(master="Reader").master_needs_token
    assert not read(master="master").master_needs_token


def test_one_row_in_any_table_is_enough_to_say_that_there_are_rows(shop, read):
    assert read().has_rows is False
    shop.execute('INSERT INTO "Shop".lines VALUES (1)')
    assert read().has_rows is True


def test_rows_that_the_reader_may_not_see_are_not_told(shop, read):
    shop.execute('ALTER TABLE "Shop".lines OWNER TO "Reader"; ALTER TABLE "Shop".orders OWNER TO "Reader"')
    assert read().has_rows is None


def test_users_of_tokens_are_told_with_the_role_that_was_granted(shop, read):
    shop.execute(
        """
        CREATE ROLE team; CREATE ROLE app LOGIN; CREATE ROLE deploy LOGIN;
        GRANT team TO app; GRANT team TO deploy WITH INHERIT FALSE;
        GRANT rds_iam TO team; GRANT rds_iam TO "Reader"; GRANT team TO "Reader"
        """
    )
    assert read().token_users == {"app": "team", "Reader": "Reader"}


def test_everything_is_read_in_one_read_only_transaction_with_a_time_limit(server, read):
    log = Path(server.socket_directory).parent / "log"
    before = len(log.read_text())
    read()
    statements = log.read_text()[before:]
    assert statements.count("BEGIN READ ONLY") == statements.count("BEGIN") == 1
    assert "set_config('statement_timeout'" in statements


def test_a_refused_login_is_no_fact():
    def refused():
        raise psycopg.OperationalError('connection failed:\n FATAL:  password authentication failed for user "master"')

    assert database_facts(refused, "master", PIPELINE) == Unavailable(
        'connection failed: FATAL: password authentication failed for user "master"'
    )


def test_a_password_that_pam_answers_is_told_as_a_user_that_needs_a_token():
    def refused():
        raise psycopg.OperationalError('FATAL:  PAM authentication failed for user "master"')

    seen = database_facts(refused, "master", PIPELINE)
    assert isinstance(seen, AsksForToken)
    assert seen.user == "master"
