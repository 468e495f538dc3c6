import stat
import time

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lab.cloud.issuer import AUDIENCE, Issuer

SUBJECT = "system:serviceaccount:a:b"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    directory = tmp_path_factory.mktemp("lab") / "issuer"
    Issuer(directory)
    return directory


@pytest.fixture
def issuer(directory):
    return Issuer(directory)


@pytest.fixture
def private_key(directory):
    return serialization.load_pem_private_key((directory / "key.pem").read_bytes(), password=None)


def claims_of(issuer, **changes):
    now = int(time.time())
    claims = {"iss": issuer.url, "sub": SUBJECT, "aud": AUDIENCE, "iat": now, "nbf": now, "exp": now + 60, **changes}
    return {name: value for name, value in claims.items() if value is not None}


def test_a_token_says_who_for_whom_and_until_when(issuer):
    claims = issuer.verify(issuer.issue(SUBJECT, lifetime_s=600))
    assert (claims["iss"], claims["sub"], claims["aud"]) == (issuer.url, SUBJECT, "sts.amazonaws.com")
    assert claims["exp"] - claims["iat"] == 600
    assert abs(claims["iat"] - time.time()) < 60


def test_every_process_opens_the_same_issuer(directory, issuer):
    assert Issuer(directory).url == issuer.url
    assert Issuer(directory).verify(issuer.issue(SUBJECT))


def test_the_key_is_readable_by_its_owner_alone_and_nothing_else_is_left(directory):
    assert [file.name for file in directory.iterdir()] == ["key.pem"]
    assert stat.S_IMODE((directory / "key.pem").stat().st_mode) == 0o600


def test_another_lab_has_another_issuer(tmp_path, issuer):
    other = Issuer(tmp_path)
    assert other.url != issuer.url
    with pytest.raises(jwt.InvalidTokenError):
        issuer.verify(other.issue(SUBJECT))


def test_a_token_of_another_key_in_this_issuers_name_is_refused(issuer):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(jwt.InvalidSignatureError):
        issuer.verify(jwt.encode(claims_of(issuer), other, algorithm="RS256"))


def test_a_token_that_is_over_is_told_from_a_false_one(issuer):
    with pytest.raises(jwt.ExpiredSignatureError):
        issuer.verify(issuer.issue(SUBJECT, lifetime_s=-1))


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "nbf", "iat"])
def test_a_token_without_a_claim_is_refused(issuer, private_key, name):
    assert issuer.verify(jwt.encode(claims_of(issuer), private_key, algorithm="RS256"))
    with pytest.raises(jwt.MissingRequiredClaimError):
        issuer.verify(jwt.encode(claims_of(issuer, **{name: None}), private_key, algorithm="RS256"))


def test_a_token_for_later_is_refused(issuer, private_key):
    later = claims_of(issuer, nbf=int(time.time()) + 60)
    with pytest.raises(jwt.ImmatureSignatureError):
        issuer.verify(jwt.encode(later, private_key, algorithm="RS256"))


def test_a_token_in_another_issuers_name_is_refused(issuer, private_key):
    with pytest.raises(jwt.InvalidIssuerError):
        issuer.verify(jwt.encode(claims_of(issuer, iss="https://elsewhere"), private_key, algorithm="RS256"))


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512", "PS256"])
def test_only_rs256_counts(issuer, private_key, algorithm):
    key = {"none": "", "HS256": "a secret of at least thirty-two bytes"}.get(algorithm, private_key)
    with pytest.raises(jwt.InvalidAlgorithmError):
        issuer.verify(jwt.encode(claims_of(issuer), key, algorithm=algorithm))
