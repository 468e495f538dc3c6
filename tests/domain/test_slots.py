import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import slots

POSTGRESQL_NAME_BYTES = 63


@given(st.from_regex(slots.SLOT_NAME, fullmatch=True))
def test_the_publication_of_every_slot_is_a_whole_postgresql_name(slot):
    publication = slots.publication_name(slot)
    assert publication == f"pglog_stream_{slot}"
    assert len(publication.encode()) <= POSTGRESQL_NAME_BYTES
    assert slots.IDENTIFIER.fullmatch(publication)


@given(st.text(max_size=60).filter(lambda text: not re.fullmatch(slots.SLOT_NAME, text)))
def test_nothing_but_a_slot_name_enters_sql(text):
    for statement in (slots.drop_statement, slots.drop_if_inactive):
        with pytest.raises(ValueError, match=r"^slot: got "):
            statement(text)


@pytest.mark.parametrize("name", ["Orders", '"Orders"', "orderLines", '"Order_1"'])
def test_a_name_with_capitals_is_refused_whether_it_is_quoted_or_not(name):
    with pytest.raises(ValueError, match=r"^want a name in lower case .*; rename it in the database"):
        slots.check_case(name)


@pytest.mark.parametrize("name", ["orders", "order_lines_2", "", "9 lives", "Zoë's"])
def test_the_case_of_others_is_fine_whatever_else_is_wrong_with_them(name):
    slots.check_case(name)


def test_the_statement_to_run_by_hand_is_one_line_for_psql():
    assert slots.drop_statement("rpcn_orders") == "SELECT pg_drop_replication_slot('rpcn_orders')"


def test_the_drop_looks_at_this_slot_only():
    sql = slots.drop_if_inactive("rpcn_orders")
    assert re.findall(r"slot_name = '(\w+)'", sql) == ["rpcn_orders", "rpcn_orders"]
    assert "AND active" in sql
