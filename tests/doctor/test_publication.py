"""A publication that is missing, narrow or somebody else's: the cause, and a fix that leaves the stream alive."""

import re
import shlex

import pytest

from doctor.causes import CAUSES
from doctor.checks import publication
from doctor.finding import Result
from tests.doctor.healthy_chain import SLOT, facts, with_database

NAME = "pglog_stream_rpcn_orders"
TABLES = "shop.lines, shop.orders"
APART = {"shop.orders": "shop_owner"}


def finding(**database):
    (found,) = publication.check_publication(with_database(**database))
    return found


def test_a_publication_for_all_tables_is_replaced_in_one_transaction():
    found = finding(publishes_all_tables=True)
    assert found.cause == "L14"
    assert "psql --single-transaction " in found.fix
    assert found.fix.index(f"DROP PUBLICATION {NAME}") < found.fix.index(
        f"CREATE PUBLICATION {NAME} FOR TABLE {TABLES}"
    )
    assert found.fix.count("psql ") == 1


@pytest.mark.parametrize("changed", [{"publishes_all_tables": True}, {"published_tables": None, "slot": None}])
def test_a_publication_is_made_as_the_program_makes_it(changed):
    options = "WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)"
    assert f"FOR TABLE {TABLES} {options}" in " ".join(shlex.split(finding(**changed).fix))


def test_names_that_need_quotes_have_them_in_every_statement():
    known = with_database(publishes_all_tables=True, owners_apart={"Shop.Order": "Owner"})
    known.chain["pipelines"][0].update(schema="Shop", tables=["Order", "lines"])
    (found,) = publication.check_publication(known)
    said = " ".join(shlex.split(found.fix))
    assert 'GRANT "Owner" TO master' in said
    assert 'FOR TABLE "Shop"."Order", "Shop".lines' in said


def test_a_missing_publication_before_there_is_a_slot_is_made():
    found = finding(published_tables=None, slot=None)
    assert (found.cause, f"CREATE PUBLICATION {NAME} FOR TABLE {TABLES}" in found.fix) == ("L7", True)
    assert "pg_drop_replication_slot" not in found.fix


@pytest.mark.parametrize("active", [True, False])
def test_a_missing_publication_behind_a_slot_is_l26_the_slot_is_dead(active):
    found = finding(published_tables=None, slot=SLOT.__class__(**{**vars(SLOT), "active": active}))
    assert found.cause == "L26"
    assert "slot rpcn_orders is dead" in found.saw
    create, drop = found.fix.index(f"CREATE PUBLICATION {NAME}"), found.fix.index("pg_drop_replication_slot")
    assert found.fix.index("stop pipeline pipeline-1") < create < drop
    assert "no row that was deleted meanwhile" in found.fix


def test_a_slot_of_another_database_is_not_dropped_with_a_missing_publication():
    found = finding(published_tables=None, slot=SLOT.__class__(**{**vars(SLOT), "database": "bills"}))
    assert (found.cause, "pg_drop_replication_slot" in found.fix) == ("L7", False)


@pytest.mark.parametrize("published", [None, ("shop.lines",)])
def test_tables_of_a_role_that_the_master_is_not_in_are_l27_and_the_owner_is_named(published):
    found = finding(published_tables=published, slot=None, owners_apart=APART)
    assert found.cause == "L27"
    assert "shop.orders belongs to shop_owner" in found.saw
    grant = found.fix.index("GRANT shop_owner TO master")
    assert grant < found.fix.index(f"PUBLICATION {NAME}")
    assert found.fix.count("psql ") == 1


def test_a_publication_of_another_owner_is_l27_too():
    found = finding(published_tables=("shop.lines",), owners_apart={NAME: "deploy"})
    assert (found.cause, f"{NAME} belongs to deploy" in found.saw) == ("L27", True)


def test_each_owner_is_granted_once_and_first_whatever_the_cause():
    found = finding(published_tables=(), owners_apart={"shop.orders": "a", "shop.lines": "a", NAME: "b"})
    assert found.cause == "L13"
    assert found.fix.count("GRANT ") == 2
    assert found.fix.index("GRANT a TO master") < found.fix.index("GRANT b TO master") < found.fix.index("ALTER")


def test_an_owner_that_logs_in_by_token_is_granted_to_nobody():
    found = finding(published_tables=("shop.lines",), owners_apart=APART, token_owners=frozenset({"shop_owner"}))
    assert found.cause == "L27"
    assert "GRANT" not in found.fix
    assert "user=shop_owner" in found.fix
    assert "I10" in found.fix


def test_another_owner_of_a_publication_that_is_right_is_no_fault():
    assert finding(owners_apart=APART).result is Result.PASS


@pytest.mark.parametrize(
    ("narrow", "saw", "fix"),
    [
        ({"unpublished": ("update", "delete")}, "publishes no update, no delete", "SET (publish = "),
        ({"narrowed_tables": {"shop.orders": "a row filter"}}, "shop.orders has a row filter", f"SET TABLE {TABLES}"),
        ({"narrowed_tables": {"shop.lines": "a column list"}}, "shop.lines has a column list", f"SET TABLE {TABLES}"),
    ],
)
def test_a_publication_that_leaves_changes_out_is_l29(narrow, saw, fix):
    found = finding(**narrow)
    assert found.cause == "L29"
    assert saw in found.saw
    assert fix in found.fix
    assert found.fix.count("ALTER PUBLICATION") == 1


def test_other_tables_of_a_narrow_publication_are_mended_together():
    found = finding(published_tables=("shop.lines",), unpublished=("update",))
    assert (found.cause, found.fix.count("ALTER PUBLICATION"), "--single-transaction" in found.fix) == ("L7", 2, True)


def test_the_right_publication_passes():
    (found,) = publication.check_publication(facts())
    assert (found.result, found.saw) == (Result.PASS, f"{NAME} holds exactly {TABLES}")


def test_every_publication_that_a_page_makes_is_one_by_the_roots():
    made = [
        text
        for cause in CAUSES.values()
        for text in re.findall(r"CREATE PUBLICATION [^`;]* FOR TABLE[^`;]*", cause.fix)
    ]
    assert made
    assert [text for text in made if "WITH (publish_via_partition_root = true)" not in text] == []
