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


@pytest.mark.parametrize("name", ['"Orders"', '"orders"', '""'])
def test_the_quotes_of_a_name_are_no_part_of_it(name):
    with pytest.raises(ValueError, match=r"^want the name without double quotes .*; its capitals are kept"):
        slots.check_quotes(name)


@pytest.mark.parametrize("name", ["orders", "Orders", "", 'an "odd" one', "Zoë's"])
def test_other_names_have_no_quotes_whatever_else_is_wrong_with_them(name):
    slots.check_quotes(name)


def test_the_statement_to_run_by_hand_is_one_line_for_psql():
    assert slots.drop_statement("rpcn_orders") == "SELECT pg_drop_replication_slot('rpcn_orders')"


def test_the_drop_looks_at_this_slot_only():
    sql = slots.drop_if_inactive("rpcn_orders")
    assert re.findall(r"slot_name = '(\w+)'", sql) == ["rpcn_orders", "rpcn_orders"]
    assert "AND active" in sql
