"""A DSN is read in both of its forms, and a refusal repeats nothing of it."""

import pytest

from domain.pipeline_dsn import parse_dsn

URL = "postgres://cdc_orders@CDC.cluster-x.us-east-2.rds.amazonaws.com:6432/shop?sslmode=verify-full"
PAIRS = r"host=cdc.example user='cdc \'orders' sslmode=require sslrootcert=/ca.pem"


def test_a_url_says_where_and_as_whom():
    dsn = parse_dsn(URL)
    assert (dsn.host, dsn.port, dsn.user) == ("cdc.cluster-x.us-east-2.rds.amazonaws.com", 6432, "cdc_orders")
    assert (dsn.sslmode, dsn.sslrootcert, dsn.password_in_clear) == ("verify-full", None, False)


def test_pairs_say_the_same_and_the_port_has_a_default():
    dsn = parse_dsn(PAIRS)
    assert (dsn.host, dsn.port, dsn.user) == ("cdc.example", 5432, "cdc 'orders")
    assert (dsn.sslmode, dsn.sslrootcert) == ("require", "/ca.pem")


def test_the_database_is_told_where_it_is_named():
    assert [parse_dsn(dsn).database for dsn in (URL, "postgres://u@h/", "host=h dbname=shop", "host=h")] == [
        "shop",
        "",
        "shop",
        "",
    ]


def test_pairs_stay_pairs_whatever_stands_in_them():
    dsn = parse_dsn(r"host=cdc.example sslmode=disable application_name=a://b?sslmode=verify-full")
    assert (dsn.host, dsn.sslmode) == ("cdc.example", "disable")


def test_a_url_without_anything_is_a_url():
    assert parse_dsn("postgres://") == parse_dsn("postgres:///")


@pytest.mark.parametrize(
    ("value", "in_clear"),
    [
        (URL.replace("@", ":hunter2@"), True),
        (f"{URL}&password=hunter2", True),
        (f"{PAIRS} password=hunter2", True),
        (URL.replace("@", ":${secrets.PG}@"), False),
        (URL.replace("@", ":${PG:hunter2}@"), True),
        (f"{URL}&password=${{secrets.PG}}", False),
        (f"{URL}&sslpassword=hunter2", True),
        (f"{URL}&sslpassword=${{secrets.PG}}", False),
        (f"{PAIRS} sslpassword=hunter2 password=${{secrets.PG}}", True),
    ],
)
def test_a_password_in_clear_is_noticed_and_not_kept(value, in_clear):
    dsn = parse_dsn(value)
    assert dsn.password_in_clear is in_clear
    assert "hunter2" not in repr(dsn)


@pytest.mark.parametrize(
    "value",
    [
        None,
        ["postgres://"],
        "",
        "no pairs here",
        "host=a and more",
        "postgres://u:hunter2/@host/db",
        "postgres://host:hunter2/db",
        "host=a port=hunter2",
        f"{URL}&sslmode=disable",
        URL.replace("?", "?sslmode=&"),
        f"{URL}&password=hunter2&password=${{secrets.PG}}",
        f"{URL.replace('@', ':hunter2@')}&password=${{secrets.PG}}",
        f"{URL}&host=other.example",
        f"{URL}&host=",
        f"{URL}&port=5432",
        f"{URL}&user=hunter2",
        f"{PAIRS} sslmode=verify-full",
    ],
)
def test_what_is_no_dsn_is_refused_without_a_word_of_it(value):
    with pytest.raises(ValueError, match="the dsn cannot be read") as caught:
        parse_dsn(value)
    assert "hunter2" not in str(caught.value)


def test_what_the_authority_of_a_url_leaves_out_may_follow_as_a_setting():
    dsn = parse_dsn("postgres:///shop?host=cdc.example&port=6432&user=cdc&sslmode=")
    assert (dsn.host, dsn.port, dsn.user, dsn.sslmode) == ("cdc.example", 6432, "cdc", "")


def test_a_dsn_known_only_later_is_refused():
    with pytest.raises(ValueError, match="only when the pipeline runs"):
        parse_dsn("postgres://u@${HOST}/db")
