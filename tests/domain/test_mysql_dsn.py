"""The DSN of `mysql_cdc` is read in its driver's form, and a refusal repeats nothing of it."""

import pytest

from domain.mysql_dsn import parse_mysql_dsn

DSN = "cdc_orders:@tcp(CDC.cluster-x.us-east-2.rds.amazonaws.com:3307)/shop?tls=true&allowCleartextPasswords=true"


def test_it_says_where_and_as_whom():
    dsn = parse_mysql_dsn(DSN)
    assert (dsn.host, dsn.port, dsn.user) == ("cdc.cluster-x.us-east-2.rds.amazonaws.com", 3307, "cdc_orders")
    assert (dsn.tls, dsn.password_in_clear) == ("true", False)


def test_the_port_has_a_default_and_the_rest_may_be_missing():
    dsn = parse_mysql_dsn("tcp(h)/")
    assert (dsn.host, dsn.port, dsn.user, dsn.tls) == ("h", 3306, "", None)
    assert parse_mysql_dsn("u@tcp([2001:DB8::1]:3307)/shop").host == "2001:db8::1"


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "True"])
def test_what_the_driver_takes_for_true_is_true(value):
    assert parse_mysql_dsn(DSN.replace("tls=true", f"tls={value}")).tls == "true"


@pytest.mark.parametrize("value", ["", "0", "false", "skip-verify", "preferred", "tRUE"])
def test_every_other_value_of_tls_stays_as_it_is(value):
    assert parse_mysql_dsn(DSN.replace("tls=true", f"tls={value}")).tls == value


@pytest.mark.parametrize(("value", "falls_back"), [("true", True), ("1", True), ("false", False), ("", False)])
def test_whether_plaintext_would_do_is_read(value, falls_back):
    assert parse_mysql_dsn(f"{DSN}&allowFallbackToPlaintext={value}").falls_back is falls_back


def test_plaintext_does_not_do_unless_it_is_said():
    assert parse_mysql_dsn(DSN).falls_back is False


@pytest.mark.parametrize(
    ("password", "in_clear"),
    [
        ("", False),
        ("hunter2", True),
        ("hunt:e@r/2", True),
        ("${secrets.RPCN_ORDERS_PASSWORD}", False),
        ("${PASSWORD:hunter2}", True),
    ],
)
def test_a_password_in_clear_is_noticed_and_not_kept(password, in_clear):
    dsn = parse_mysql_dsn(DSN.replace(":@", f":{password}@"))
    assert (dsn.user, dsn.password_in_clear) == ("cdc_orders", in_clear)
    assert "hunt" not in repr(dsn)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [DSN],
        "",
        "u:hunter2@tcp(h:3306)",
        "u:hunter2@unix(/tmp/mysql.sock)/shop",
        "u:hunter2@tcp(h:port)/shop",
        "u:hunter2@tcp/shop",
        "u:hunter2@/shop",
        "mysql://u:hunter2@h:3306/shop",
        "u:hunter2@tcp(h:3306)/shop?tls=true&tls=skip-verify",
        "u:hunter2@tcp(h:3306)/shop?tls=true&tls=",
    ],
)
def test_what_is_no_dsn_is_refused_without_a_word_of_it(value):
    with pytest.raises(ValueError, match="the dsn cannot be read") as caught:
        parse_mysql_dsn(value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        "${USER}:hunter2@tcp(h:3306)/shop",
        "u@tcp(${HOST}:3306)/shop",
        "u@tcp(h:3306)/shop?tls=${TLS}",
        "u@tcp(h:3306)/shop?allowFallbackToPlaintext=${P}",
    ],
)
def test_what_is_known_only_later_is_not_guessed(value):
    with pytest.raises(ValueError, match="known only when the pipeline runs"):
        parse_mysql_dsn(value)
