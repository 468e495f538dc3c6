from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlparse

import boto3
import pytest
from botocore.exceptions import ClientError

from lab.connect import credentials, database
from lab.connect.config import parse_config
from lab.connect.credentials import mint_login_token
from lab.connect.errors import CredentialsError
from lab.connect.input_config import Aws, PostgresCdc, Role
from tests.lab.connect_pipeline import ENVIRONMENT, SECRETS, SOURCE, text

POD_ROLE = "arn:aws:iam::111111111111:role/pod"
FIRST, SECOND = "arn:aws:iam::222222222222:role/first", "arn:aws:iam::222222222222:role/second"
ENDPOINT = "cdc.cluster-x.us-east-2.rds.amazonaws.com:5432"


class FakeSts:
    """Gives out credentials that name what they were given for, and writes down who asked."""

    def __init__(self) -> None:
        self.asked: list[tuple] = []
        self.refused: set[str] = set()
        self.unrecognised: set[str] = set()

    def client(self, service: str, **options: object) -> object:
        if service == "rds":
            return REAL_CLIENT(service, **options)
        caller = options.get("aws_access_key_id", "nobody")
        return SimpleNamespace(
            assume_role_with_web_identity=lambda **given: self._assume("AssumeRoleWithWebIdentity", caller, given),
            assume_role=lambda **given: self._assume("AssumeRole", caller, given),
            get_caller_identity=lambda: self._identify(str(caller)),
        )

    def _assume(self, action: str, caller: object, given: dict) -> dict:
        assert given.pop("DurationSeconds") == 900
        assert given.pop("RoleSessionName")
        self.asked.append((action, caller, given))
        role = given["RoleArn"]
        if role in self.refused:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": f"not {role}"}}, action)
        key = f"key-of-{role.rpartition('/')[2]}"
        return {"Credentials": {"AccessKeyId": key, "SecretAccessKey": "s" * 40, "SessionToken": f"session-{key}"}}

    def _identify(self, caller: str) -> None:
        self.asked.append(("GetCallerIdentity", caller))
        if caller in self.unrecognised:
            raise ClientError({"Error": {"Code": "InvalidClientTokenId", "Message": "unknown"}}, "GetCallerIdentity")


REAL_CLIENT = boto3.client


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeSts:
    fake = FakeSts()
    monkeypatch.setattr(credentials.boto3, "client", fake.client)
    (tmp_path / "token").write_text("the pod's own token")
    monkeypatch.setenv("AWS_ROLE_ARN", POD_ROLE)
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "token"))
    return fake


def chain(*roles: Role) -> Aws:
    return Aws(enabled=True, region="us-east-2", endpoint=ENDPOINT, roles=list(roles))


def test_each_role_is_assumed_by_the_one_before_and_checked(sts: FakeSts) -> None:
    mint_login_token(chain(Role(role=FIRST), Role(role=SECOND, role_external_id="shop-cdc")), "cdc_orders")
    assert sts.asked == [
        ("AssumeRoleWithWebIdentity", "nobody", {"RoleArn": POD_ROLE, "WebIdentityToken": "the pod's own token"}),
        ("AssumeRole", "key-of-pod", {"RoleArn": FIRST}),
        ("GetCallerIdentity", "key-of-first"),
        ("AssumeRole", "key-of-first", {"RoleArn": SECOND, "ExternalId": "shop-cdc"}),
        ("GetCallerIdentity", "key-of-second"),
    ]


def test_the_token_is_signed_by_the_last_role_for_the_endpoint_its_port_the_region_and_the_user(sts: FakeSts) -> None:
    token = urlparse("https://" + mint_login_token(chain(Role(role=FIRST)), "cdc_orders"))
    query = {name: value for name, [value] in parse_qs(token.query).items()}
    assert token.netloc == ENDPOINT
    assert (query["Action"], query["DBUser"], query["X-Amz-Expires"]) == ("connect", "cdc_orders", "900")
    assert query["X-Amz-Credential"].startswith("key-of-first/")
    assert query["X-Amz-Credential"].endswith("/us-east-2/rds-db/aws4_request")
    assert query["X-Amz-Security-Token"] == "session-key-of-first"


def test_a_refused_role_is_named_in_connects_words(sts: FakeSts) -> None:
    sts.refused = {SECOND}
    with pytest.raises(
        CredentialsError, match=f"assuming role .*: verifying role assumption for '{SECOND}': .*AccessDenied"
    ):
        mint_login_token(chain(Role(role=FIRST), Role(role=SECOND)), "cdc_orders")


def test_a_role_that_sts_does_not_recognise_afterwards_is_refused(sts: FakeSts) -> None:
    sts.unrecognised = {"key-of-first"}
    with pytest.raises(CredentialsError, match=f"verifying role assumption for '{FIRST}'"):
        mint_login_token(chain(Role(role=FIRST)), "cdc_orders")


def test_a_refused_web_identity_is_named_without_its_token(sts: FakeSts) -> None:
    sts.refused = {POD_ROLE}
    with pytest.raises(CredentialsError, match=f"the web identity may not assume '{POD_ROLE}'") as refused:
        mint_login_token(chain(Role(role=FIRST)), "cdc_orders")
    assert "the pod's own token" not in str(refused.value)


@pytest.mark.parametrize("name", ["AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"])
def test_without_a_web_identity_the_operators_own_keys_are_not_used(
    sts: FakeSts, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOPERATOR")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x" * 40)
    monkeypatch.delenv(name)
    with pytest.raises(CredentialsError, match=f"no web identity: {name} is not set"):
        mint_login_token(chain(Role(role=FIRST)), "cdc_orders")
    assert sts.asked == []


def test_a_key_of_the_configuration_is_who_the_process_is_whatever_identity_it_has(sts: FakeSts) -> None:
    keyed = Aws(
        enabled=True,
        region="us-east-2",
        endpoint=ENDPOINT,
        id="AKIAOURS",
        secret="s" * 40,
        roles=[Role(role=FIRST, role_external_id="shop-cdc")],
    )
    mint_login_token(keyed, "cdc_orders")
    assert sts.asked[0] == ("AssumeRole", "AKIAOURS", {"RoleArn": FIRST, "ExternalId": "shop-cdc"})


def test_half_a_key_is_no_configuration() -> None:
    with pytest.raises(ValueError, match="got one of id and secret, want both or neither"):
        Aws(enabled=True, region="us-east-2", endpoint=ENDPOINT, id="AKIAOURS", roles=[Role(role=FIRST)])


def test_without_any_identity_the_ways_are_told(sts: FakeSts, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        monkeypatch.delenv(name)
    with pytest.raises(
        CredentialsError, match=r"no credentials: got neither aws.id and aws.secret nor any of AWS_ROLE"
    ):
        mint_login_token(chain(Role(role=FIRST)), "cdc_orders")
    assert sts.asked == []


def test_a_user_is_told_by_both_halves_of_a_key_in_the_environment(
    sts: FakeSts, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAHOST")
    with pytest.raises(CredentialsError, match="no access key: AWS_SECRET_ACCESS_KEY is not set"):
        mint_login_token(chain(Role(role=FIRST)), "cdc_orders")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x" * 40)
    mint_login_token(chain(Role(role=FIRST)), "cdc_orders")
    assert sts.asked[0][:2] == ("AssumeRole", "AKIAHOST")


def test_a_token_file_that_is_not_there_is_told(sts: FakeSts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere/token")
    with pytest.raises(CredentialsError, match="AWS_WEB_IDENTITY_TOKEN_FILE: No such file"):
        mint_login_token(chain(Role(role=FIRST)), "cdc_orders")


def source() -> PostgresCdc:
    return parse_config(text(), ENVIRONMENT, SECRETS).source


def test_a_login_keeps_the_real_name_and_verifies_it_with_the_configured_authority(
    sts: FakeSts, tmp_path: Path
) -> None:
    parameters = dict(database.log_in(source(), tmp_path).parameters)
    assert Path(parameters.pop("sslrootcert")).read_text() == SOURCE.ca_bundle_pem
    assert parameters.pop("password").startswith(f"{ENDPOINT}/?Action=connect")
    assert parameters == {
        "host": SOURCE.endpoint,
        "port": "5432",
        "user": "cdc_orders",
        "dbname": "shop",
        "sslmode": "verify-full",
    }


def test_every_login_mints_a_token_and_shows_it_to_nobody(sts: FakeSts, tmp_path: Path) -> None:
    for _ in range(2):
        assert "X-Amz" not in repr(database.log_in(source(), tmp_path))
    assert [action for action, *_ in sts.asked].count("AssumeRoleWithWebIdentity") == 2
    given = credentials.Credentials(access_key_id="a", secret_access_key="hush", session_token="hush")
    assert "hush" not in repr(given)
