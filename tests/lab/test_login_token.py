import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import boto3
import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Keys
from hypothesis import assume, example, given
from hypothesis import strategies as st

from domain.iam_evaluation import Principal
from lab.cloud.login_token import Credentials, Refused, verify

HOST, PORT, REGION, USER = "cdc.cluster-c0ffee.us-east-2.rds.amazonaws.com", 5432, "us-east-2", "cdc_orders"
ROLE = Principal(arn="arn:aws:iam::222222222222:role/connect", account="222222222222", kind="role")
SESSION = Credentials(
    access_key_id="ASIAEXAMPLE", secret_access_key="se/cr+et", session_token="to/k+en==", principal=ROLE
)
LONG_LIVED = Credentials(access_key_id="AKIAEXAMPLE", secret_access_key="se/cr+et", session_token=None, principal=ROLE)
KNOWN = {credentials.access_key_id: credentials for credentials in (SESSION, LONG_LIVED)}
RDS = boto3.Session(SESSION.access_key_id, SESSION.secret_access_key, SESSION.session_token).client("rds", REGION)


def check(
    token: str, *, host: str = HOST, port: int = PORT, region: str = REGION, user: str = USER, later_s: int = 0
) -> Credentials:
    now = datetime.now(UTC) + timedelta(seconds=later_s)
    return verify(
        token,
        host=host,
        port=port,
        region=region,
        user=user,
        now=now,
        credentials_for=lambda access_key_id, _: KNOWN.get(access_key_id),
    )


def boto_token(host: str = HOST, port: int = PORT, region: str = REGION, user: str = USER) -> str:
    return str(RDS.generate_db_auth_token(host, port, user, region))


def signed(
    query: str = f"Action=connect&DBUser={USER}",
    credentials: Credentials = SESSION,
    session_token: str | None = SESSION.session_token,
    service: str = "rds-db",
    expires_s: int = 900,
) -> str:
    """A token signed by botocore, with whatever is asked for in it."""
    request = AWSRequest(method="GET", url=f"https://{HOST}:{PORT}/?{query}")
    keys = Keys(credentials.access_key_id, credentials.secret_access_key, session_token)
    SigV4QueryAuth(keys, service, REGION, expires=expires_s).add_auth(request)
    return str(request.url).removeprefix("https://")


labels = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
# Signature Version 4 leaves port 443 out of the signed host; Aurora's ports begin at 1150.
endpoints = st.tuples(st.lists(labels, min_size=1, max_size=5).map(".".join), st.integers(1150, 65535))
users = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=63)


@given(endpoint=endpoints, region=st.sampled_from(["us-east-1", "eu-central-2", "us-gov-west-1"]), user=users)
@example(endpoint=(HOST, PORT), region=REGION, user="a user+/%&=?~'\"")
def test_the_credentials_behind_a_right_token_come_back(endpoint: tuple[str, int], region: str, user: str) -> None:
    token = boto_token(*endpoint, region, user)
    assert check(token, host=endpoint[0], port=endpoint[1], region=region, user=user) == SESSION


@given(data=st.data())
def test_a_token_with_any_one_character_changed_is_refused(data: st.DataObject) -> None:
    token = boto_token()
    at = data.draw(st.integers(0, len(token) - 1))
    new = data.draw(st.sampled_from("aA0/%&=?:+-~ \0é"))
    kept = data.draw(st.sampled_from([token[at:], token[at + 1 :]]))  # insert before it, or replace it
    changed = token[:at] + new + kept
    assume(unquote(changed) != unquote(token))  # %2F and %2f are one token
    with pytest.raises(Refused):
        check(changed)


@given(at=st.integers(0, len(boto_token()) - 1))
def test_a_token_cut_anywhere_or_missing_a_character_is_refused(at: int) -> None:
    token = boto_token()
    for shorter in (token[:at], token[:at] + token[at + 1 :]):
        with pytest.raises(Refused):
            check(shorter)


def test_the_hexadecimal_digits_of_an_escape_may_be_lower_case() -> None:
    assert check(boto_token().replace("%2F", "%2f")) == SESSION


def test_a_long_lived_key_needs_no_session_token() -> None:
    assert check(signed(credentials=LONG_LIVED, session_token=None)) == LONG_LIVED


@pytest.mark.parametrize("later_s", [-295, 0, 895])
def test_a_token_lives_fifteen_minutes_and_tolerates_a_slow_clock(later_s: int) -> None:
    assert check(boto_token(), later_s=later_s) == SESSION


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (lambda: boto_token(host="localhost"), "endpoint: got 'localhost:5432'"),
        (lambda: boto_token(port=5433), "endpoint"),
        (lambda: boto_token(host=HOST.upper()), "endpoint"),
        (lambda: boto_token(region="us-west-2"), "credential scope"),
        (lambda: boto_token(user="cdc_other"), "DBUser: got 'cdc_other', want 'cdc_orders'"),
        (lambda: boto_token(user="CDC_orders"), "DBUser"),
        (lambda: signed(query=f"Action=delete&DBUser={USER}"), "Action"),
        (lambda: signed(service="rds"), "credential scope"),
        (lambda: signed(expires_s=901), "X-Amz-Expires: got 901, want at most 900"),
        (lambda: signed(expires_s=0) + "&X-Amz-Expires=900", "given twice"),
        (lambda: boto_token().replace("DBUser=", f"DBUser={USER}&DBUser="), "given twice"),
        (lambda: signed(query=f"Action=connect&DBUser={USER}&More=1"), "not an IAM token"),
        (lambda: boto_token().replace("SignedHeaders=host", "SignedHeaders=host%3Bdate"), "X-Amz-SignedHeaders"),
        (lambda: boto_token().replace("HMAC-SHA256", "HMAC-SHA1"), "X-Amz-Algorithm"),
        (lambda: re.sub("%2F[0-9]{8}%2F", "%2F20200101%2F", boto_token()), "credential scope"),
        (lambda: re.sub("[0-9]{8}(T|%2F)", r"20200230\1", boto_token()), "a time that exists"),
        (lambda: boto_token() + "&", "not an IAM token"),
        (lambda: signed(session_token=None), "wrong session token"),
        (lambda: signed(session_token="another"), "wrong session token"),
        (lambda: signed(credentials=LONG_LIVED), "wrong session token"),
        (lambda: boto_token().replace("ASIAEXAMPLE", "ASIAOTHER"), "is unknown"),
        (lambda: signed().replace("Expires=900", "Expires=899"), "signature"),
        (lambda: signed().replace("Expires=900", "Expires=-1"), "want a UTC time and seconds"),
        (lambda: "", "not an IAM token"),
    ],
)
def test_a_wrong_token_is_refused_with_its_reason(wrong: Callable[[], str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(wrong())


@pytest.mark.parametrize(("later_s", "why"), [(902, "expired"), (-302, "signed in the future")])
def test_a_token_outside_its_time_is_refused(later_s: int, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check(boto_token(), later_s=later_s)


@given(password=st.text())
@example(password="hunter2/?Action=connect")
def test_a_password_typed_in_a_tokens_place_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(Refused) as refused:
        check(password)
    assert str(refused.value) == "not an IAM token, or a truncated one"


def test_neither_secret_is_shown() -> None:
    assert "se/cr+et" not in repr(SESSION)
    assert "to/k+en" not in repr(SESSION)
