import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.connect_names import in_configuration, in_database
from domain.slots import IDENTIFIER_IN_ANY_CASE


@pytest.mark.parametrize(
    ("name", "configured"),
    [("orders", "orders"), ("Orders", '"Orders"'), ("orderLines", '"orderLines"'), ("order_2", "order_2")],
)
def test_only_a_name_with_capitals_is_configured_in_quotes(name, configured):
    assert in_configuration(name) == configured


@pytest.mark.parametrize(
    ("configured", "name"),
    [
        ("orders", "orders"),
        ("Orders", "orders"),
        ('"Orders"', "Orders"),
        ('"orders"', "orders"),
        ('"', '"'),
        ('""', '""'),
    ],
)
def test_connect_reads_a_name_without_quotes_in_lower_case(configured, name):
    assert in_database(configured) == name


@given(st.from_regex(IDENTIFIER_IN_ANY_CASE, fullmatch=True))
def test_what_is_configured_is_what_is_read(name):
    assert in_database(in_configuration(name)) == name
