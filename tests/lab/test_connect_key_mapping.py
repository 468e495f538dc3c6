import pytest

from lab.connect.errors import ConfigError
from lab.connect.interpolation import interpolate
from lab.connect.key_mapping import UnkeyableError, parse_key_mapping

LAST = '  _ => throw("no key columns for this table")\n}'


def mapping(*cases: str) -> str:
    return "\n".join(["meta key = match {", *(f"  {case}" for case in cases), LAST])


ONE = '@table == "orders" => this.id.not_null().string()'
TWO = '@table == "items" => [this.order_id.not_null(), this.line.not_null()].format_json(no_indent: true).string()'


@pytest.mark.parametrize(
    ("table", "row", "key"),
    [
        ("orders", {"id": 7}, "7"),
        ("orders", {"id": -(2**63)}, "-9223372036854775808"),
        ("orders", {"id": "7"}, "7"),
        ("orders", {"id": 'a "quoted" <é>'}, 'a "quoted" <é>'),
        ("orders", {"id": True}, "true"),
        ("items", {"order_id": 7, "line": "a"}, '[7,"a"]'),
        ("items", {"line": "a", "order_id": "7"}, '["7","a"]'),
        ("items", {"order_id": 7, "line": 'é "<&>"'}, '[7,"é \\"\\u003c\\u0026\\u003e\\""]'),
    ],
)
def test_one_column_is_its_text_and_several_are_a_json_array(table: str, row: dict[str, object], key: str) -> None:
    assert parse_key_mapping(mapping(ONE, TWO))[table].key(row) == key


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("orders", {}),
        ("orders", {"id": None}),
        ("items", {"order_id": 7, "line": None}),
        ("items", {"line": "a"}),
    ],
)
def test_a_row_without_one_of_its_key_columns_cannot_be_keyed(table: str, row: dict[str, object]) -> None:
    with pytest.raises(UnkeyableError, match="value is null"):
        parse_key_mapping(mapping(ONE, TWO))[table].key(row)


def test_falsy_values_are_keys() -> None:
    keys = parse_key_mapping(mapping(ONE))
    assert [keys["orders"].key({"id": value}) for value in (0, "", False)] == ["0", "", "false"]


def test_comment_lines_may_stand_anywhere() -> None:
    assert parse_key_mapping(f"# what makes a key\n\n{mapping('# per table', ONE)}").keys() == {"orders"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "root = this",
        "meta key = match {\n}",
        mapping(ONE) + "\nroot = this",
        mapping(ONE).replace("meta key", "meta other"),
        mapping(ONE).replace("match {", "match @table {"),
        mapping(ONE).replace(LAST, "}"),
        mapping(ONE).replace(LAST, "  _ => null\n}"),
        mapping(ONE, ONE),
        mapping('"orders" => this.id.not_null().string()'),
        mapping('@table == "orders" => this.id.string()'),
        mapping('@table == "orders" => this.id.not_null()'),
        mapping('@table == "orders" => this.id.not_null().string() + "x"'),
        mapping('@table == "orders" => this.a.b.not_null().string()'),
        mapping('@table == "orders" => [this.id.not_null()].format_json(no_indent: true).string()'),
        mapping('@table == "orders" => [this.a.not_null(), this.b].format_json(no_indent: true).string()'),
        mapping('@table == "orders" => [this.a.not_null(), this.b.not_null()].format_json().string()'),
    ],
)
def test_any_other_mapping_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"the stand-in does not know|would never match"):
        parse_key_mapping(text)


def test_variables_and_secrets_are_filled_in_and_queries_stay() -> None:
    text = 'brokers: ${BROKERS}, ${BROKERS}\nkey: "${! @key }"\npassword: ${secrets.P}\nnone: "${NONE}"'
    assert interpolate(text, {"BROKERS": "a:1", "NONE": None}, {"P": "${x}"}) == (
        'brokers: a:1, a:1\nkey: "${! @key }"\npassword: ${x}\nnone: ""'
    )


def test_a_secret_is_no_variable_and_a_variable_no_secret() -> None:
    with pytest.raises(ConfigError):
        interpolate("${P}", {}, {"P": "x"})
    with pytest.raises(ConfigError):
        interpolate("${secrets.B}", {"B": "x"}, {})


def test_every_unset_reference_is_named() -> None:
    with pytest.raises(ConfigError) as refused:
        interpolate("${B} ${secrets.A} ${B} ${KNOWN} ${C:a default}", {"KNOWN": "x"}, {})
    assert str(refused.value) == "required environment variables were not set: [B C:a default secrets.A]"
