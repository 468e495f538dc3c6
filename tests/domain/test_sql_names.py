import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import sql_names

CHARACTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
NAMES = st.text(CHARACTERS, min_size=1, max_size=63).filter(lambda name: len(name.encode()) <= 63)
TEXTS = st.text(CHARACTERS)


@pytest.mark.parametrize(
    ("name", "quoted"),
    [("orders", '"orders"'), ("Orders", '"Orders"'), ("user", '"user"'), ('o"; DROP', '"o""; DROP"'), ("ä b", '"ä b"')],
)
def test_a_name_keeps_its_case_and_ends_nothing(name, quoted):
    assert sql_names.identifier(name) == quoted


@pytest.mark.parametrize(
    ("name", "as_written"), [("orders", "orders"), ("Orders", '"Orders"'), ("user", '"user"'), ("a b", '"a b"')]
)
def test_a_name_is_written_with_quotes_where_it_needs_them(name, as_written):
    assert sql_names.written(name) == as_written


@pytest.mark.parametrize(
    ("table", "as_written"), [("shop.orders", "shop.orders"), ("Sales.order", '"Sales"."order"'), ("s.a.b", 's."a.b"')]
)
def test_a_table_is_written_with_quotes_in_either_part(table, as_written):
    assert sql_names.written_table(table) == as_written


def test_a_name_in_its_schema_is_quoted_in_two_parts():
    assert sql_names.qualified("Sales.eu", "Orders") == '"Sales.eu"."Orders"'


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 64, "ä" * 32])
def test_a_name_that_postgresql_would_cut_or_not_take_is_refused(name):
    with pytest.raises(ValueError, match=r"^name: got .*want 1 to 63 bytes"):
        sql_names.identifier(name)


@pytest.mark.parametrize(
    ("text", "quoted"), [("a", "'a'"), ("it's", "'it''s'"), ("a\\b", "E'a\\\\b'"), ("\\'", "E'\\\\'''"), ("", "''")]
)
def test_a_text_ends_where_it_ends_with_a_backslash_too(text, quoted):
    assert sql_names.literal(text) == quoted


def test_a_text_without_an_end_is_refused():
    with pytest.raises(ValueError, match=r"want no zero byte"):
        sql_names.literal("a\0")


@given(NAMES)
def test_a_quoted_name_reads_back_as_itself(name):
    quoted = sql_names.identifier(name)
    assert (quoted[0], quoted[-1]) == ('"', '"')
    assert quoted[1:-1].replace('""', "") == name.replace('"', "")
    assert quoted[1:-1].replace('""', '"') == name


@given(TEXTS)
def test_no_quote_stands_alone_in_a_quoted_text(text):
    inner = sql_names.literal(text).removeprefix("E")[1:-1]
    assert "'" not in inner.replace("''", "")
    assert inner.replace("''", "'").replace("\\\\", "\\") == text


@given(st.lists(st.sampled_from(["$sql$", "$sql_$", "$", "x"])).map("".join))
def test_a_block_ends_only_where_it_ends(body):
    text = sql_names.block(body)
    tag = text.split()[1]
    assert text == f"DO {tag}\nBEGIN\n{body}\nEND\n{tag}"
    assert tag not in body


def test_a_condition_guards_a_statement_and_may_have_another_way():
    assert sql_names.only_if("c", "s") == "DO $sql$\nBEGIN\nIF c THEN\ns;\nEND IF;\nEND\n$sql$"


def test_a_script_becomes_one_statement_without_a_colon():
    text = sql_names.one_statement("SELECT '10:30'::time; SELECT 1;")
    assert text == (
        "DO $sql$\nBEGIN\nEXECUTE convert_from(decode('U0VMRUNUICcxMDozMCc6OnRpbWU7IFNFTEVDVCAxOw==', 'base64'), "
        "'UTF8');\nEND\n$sql$"
    )


def test_statements_become_one_of_which_all_is_done_or_nothing():
    text = sql_names.in_one(["DO $sql$ x $sql$", "SELECT 'a'"])
    assert text == "DO $sql_$\nBEGIN\nEXECUTE 'DO $sql$ x $sql$';\nEXECUTE 'SELECT ''a''';\nEND\n$sql_$"
