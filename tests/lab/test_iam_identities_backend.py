"""Instance profiles and OIDC providers against moto."""

import json

import pytest
from botocore.exceptions import ClientError

from lab.backends.backend import LabError
from lab.backends.iam import RESOURCES as ROLES
from lab.backends.iam_identities import RESOURCES
from tests.lab.backend_life import Life

PROFILE = RESOURCES["aws:iam/instanceProfile:InstanceProfile"]
ISSUER = RESOURCES["aws:iam/openIdConnectProvider:OpenIdConnectProvider"]
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)
URL = "https://oidc.lab.invalid/id/1"


@pytest.fixture
def iam(database):
    return database.client("iam")


@pytest.fixture
def roles(database):
    made = [Life(ROLES["aws:iam/role:Role"], database, assumeRolePolicy=TRUST, name=name) for name in ("one", "two")]
    yield [role.id for role in made]
    for role in made:
        role.delete()


def test_an_instance_profile_holds_its_role_and_goes_without_it(database, iam, roles):
    profile = Life(PROFILE, database, name="client", role="one")
    (held,) = iam.get_instance_profile(InstanceProfileName="client")["InstanceProfile"]["Roles"]
    assert held["RoleName"] == "one"
    assert profile.drift() == {}
    profile.update(role="two", tags={"a": "b"})
    assert (profile.outputs["role"], profile.outputs["tagsAll"]) == ("two", {"stack": "lab", "a": "b"})
    profile.delete()
    assert profile.drift() == {"": None}


def test_a_role_taken_out_of_a_profile_by_hand_is_seen_and_put_back(database, iam, roles):
    profile = Life(PROFILE, database, name="client", role="one")
    iam.remove_role_from_instance_profile(InstanceProfileName="client", RoleName="one")
    assert profile.drift() == {"role": None}
    iam.add_role_to_instance_profile(InstanceProfileName="client", RoleName="one")
    profile.delete()


def test_an_instance_profile_without_a_role_is_refused(database):
    with pytest.raises(LabError, match="role: got none, want one"):
        Life(PROFILE, database, name="client")


def test_an_oidc_provider_is_named_after_its_url_and_is_there_once(database, iam):
    issuer = Life(ISSUER, database, url=URL, clientIdLists=["sts.amazonaws.com"])
    stored = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=issuer.id)
    assert issuer.outputs["arn"] == f"arn:aws:iam::{database.account_id}:oidc-provider/oidc.lab.invalid/id/1"
    assert (stored["Url"], stored["ClientIDList"]) == (issuer.outputs["url"], ["sts.amazonaws.com"])
    assert stored["Tags"] == [{"Key": "stack", "Value": "lab"}]
    assert issuer.drift() == {}
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        Life(ISSUER, database, url=URL, clientIdLists=["sts.amazonaws.com"])
    issuer.delete()
    assert issuer.drift() == {"": None}


def test_tags_change_in_place_and_another_url_is_another_provider(database, iam):
    issuer = Life(ISSUER, database, url=URL, clientIdLists=["a", "b"])
    issuer.update(tags={"a": "b"})
    assert issuer.outputs["tagsAll"] == {"stack": "lab", "a": "b"}
    assert issuer.drift() == {}
    assert issuer.replaced_by(url="https://oidc.lab.invalid/id/2") == {"url"}
    with pytest.raises(LabError, match="clientIdLists: the lab's IAM cannot change"):
        issuer.update(clientIdLists=["a"])
    issuer.delete()


@pytest.mark.parametrize(("left_out", "more"), [("url", {}), ("clientIdLists", {}), ("", {"thumbprintLists": ["0"]})])
def test_an_oidc_provider_that_is_not_emulated_as_asked_is_refused(database, left_out, more):
    inputs = {"url": URL, "clientIdLists": ["sts.amazonaws.com"], **more}
    inputs.pop(left_out, None)
    with pytest.raises(LabError, match=left_out or "thumbprintLists"):
        Life(ISSUER, database, **inputs)
