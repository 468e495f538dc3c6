import base64
from datetime import UTC, datetime, timedelta
from unittest import mock
from urllib.parse import quote

import boto3
import pytest

from doctor import login_token

CHAIN = {
    "database": {
        "endpoint": "cdc.cluster-x.example",
        "port": 5432,
        "region": "us-east-2",
        "account_id": "222222222222",
    },
    "pipelines": [{"user": "cdc_orders"}],
}
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def key_of(account):
    """An access key id of an account, as AWS has encoded it since 2019: the first bit is set."""
    return "ASIA" + base64.b32encode((1 << 47 | int(account) << 7).to_bytes(6) + b"\0" * 4).decode()


def signed(host="cdc.cluster-x.example", port=5432, user="cdc_orders", region="us-east-2", account="222222222222"):
    session = boto3.Session(
        aws_access_key_id=key_of(account), aws_secret_access_key="s", aws_session_token="t", region_name=region
    )
    with mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        return session.client("rds").generate_db_auth_token(host, port, user, region)


def causes(token, now=NOW):
    return [cause for cause, _ in login_token.mismatches(login_token.read(token), CHAIN, now)]


def test_a_token_tells_for_what_it_was_signed():
    read = login_token.read(signed())
    assert (read.host, read.port, read.user, read.region) == ("cdc.cluster-x.example", 5432, "cdc_orders", "us-east-2")
    assert (read.account, read.has_session) == ("222222222222", True)
    assert (read.signed_at, read.expires_at) == (NOW, NOW + timedelta(minutes=15))


def test_a_token_that_fits_the_chain_has_nothing_to_tell():
    assert causes(signed()) == []


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"host": "db.internal"}, "I7"),
        ({"port": 15432}, "I7"),
        ({"region": "eu-west-1"}, "I7"),
        ({"user": "CDC_orders"}, "I13"),
        ({"account": "111111111111"}, "I3"),
    ],
)
def test_what_does_not_fit_is_named_by_its_cause(changes, cause):
    assert causes(signed(**changes)) == [cause]


def test_an_old_token_is_expired():
    assert causes(signed(), NOW + timedelta(minutes=16)) == ["I6"]


def test_a_key_of_before_2019_tells_no_account():
    old = signed().replace(key_of("222222222222"), "AKIAIOSFODNN7EXAMPLE")
    assert login_token.read(old).account is None
    assert causes(old) == []


def test_a_token_signed_for_longer_than_fifteen_minutes_is_not_good_even_for_these():
    longer = signed().replace("X-Amz-Expires=900", "X-Amz-Expires=3600")
    assert causes(longer) == ["I7"]
    assert causes(longer, NOW + timedelta(minutes=16)) == ["I6", "I7"]


@pytest.mark.parametrize(
    ("words", "long_term"),
    [("temporary credentials, good only while that session lives", False), ("long-term credentials", True)],
)
def test_what_signed_the_token_is_told_with_how_long_it_is_good(words, long_term):
    token = signed()
    if long_term:
        token = token.replace("X-Amz-Security-Token=t&", "")
    assert words in login_token.described(login_token.read(token), NOW)


def test_an_account_that_the_key_does_not_tell_is_told_as_unknown():
    old = signed().replace(key_of("222222222222"), "AKIAIOSFODNN7EXAMPLE")
    assert "account unknown (a key of before 2019 does not tell it)" in login_token.described(
        login_token.read(old), NOW
    )


@pytest.mark.parametrize("text", ["", "a-password", "postgres://user@host/db", "cdc:5432/?Action=connect&DBUser=x"])
def test_what_is_no_token_is_refused_without_showing_it(text):
    with pytest.raises(ValueError, match=r"^token: got \d+ characters without") as refusal:
        login_token.read(text)
    assert not text or text not in str(refusal.value)


def test_a_truncated_token_is_refused():
    with pytest.raises(ValueError, match="it may have been cut off"):
        login_token.read(signed()[:-90])


def test_a_token_that_a_url_cuts_is_named_as_such():
    (wrong,) = login_token.mismatches(
        login_token.read(f"postgres://cdc_orders:{signed()}@cdc.cluster-x.example:5432/shop"), CHAIN, NOW
    )
    assert wrong[0] == "I7"
    assert wrong[1].startswith("encoding: got the token as it is in a URL, want it percent-encoded")


@pytest.mark.parametrize("dsn", ["host=h user=u password='{}' dbname=shop", "postgres://u:{}@h/shop"])
def test_a_token_is_read_in_any_dsn(dsn):
    token = quote(signed(), safe="") if dsn.startswith("postgres") else signed()
    assert login_token.read(dsn.format(token)) == login_token.read(signed())
