"""The IAM backends against moto: what IAM itself refuses and moto would let pass."""

import json

import pytest

from lab.backends.backend import LabError
from lab.backends.iam import RESOURCES
from lab.engine.configured_providers import naming
from tests.lab.aws_accounts import running_accounts

ROLE = RESOURCES["aws:iam/role:Role"]
POLICY = RESOURCES["aws:iam/rolePolicy:RolePolicy"]

STATEMENT = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}


def trust(**changes):
    """A trust policy; a change to None takes the field away."""
    statement = {key: value for key, value in {**STATEMENT, **changes}.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def policy(size):
    """An identity policy of exactly this many characters, white space not counted."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get", "Resource": "*"}]}
    shortest = len(json.dumps(document, separators=(",", ":")))
    document["Statement"][0]["Action"] += "x" * (size - shortest)
    return json.dumps(document, indent=4)


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def database(accounts):
    return accounts.database(defaultTags=json.dumps({"tags": {"stack": "lab"}}))


@pytest.fixture
def role(database):
    created = ROLE.create(database, "cdc", {"assumeRolePolicy": trust(), "tags": {"scope": "true"}})
    yield created
    ROLE.delete(database, created.id, created.outputs)


def test_a_role_is_stored_as_given_with_all_its_tags(database, role):
    stored = database.client("iam").get_role(RoleName=role.id)["Role"]
    assert stored["AssumeRolePolicyDocument"] == json.loads(trust())
    assert {tag["Key"]: tag["Value"] for tag in stored["Tags"]} == {"stack": "lab", "scope": "true"}
    assert role.outputs["arn"] == stored["Arn"] == f"arn:aws:iam::{database.account_id}:role/{role.outputs['name']}"
    assert role.outputs["uniqueId"].startswith("AROA")


@pytest.mark.parametrize(
    "document",
    [
        trust(),
        trust(Principal="*"),
        trust(Principal={"Service": "rds.amazonaws.com"}),
        trust(Principal={"AWS": ["123456789012", "arn:aws:iam::123456789012:root"]}),
        trust(Principal={"Federated": "arn:aws:iam::123456789012:oidc-provider/oidc.example"}),
        trust(Action=["sts:AssumeRole", "sts:TagSession"]),
        trust(Condition={"ForAnyValue:StringLikeIfExists": {"aws:PrincipalArn": "*"}}),
        trust(Condition={"ArnEquals": {"aws:PrincipalArn": "x"}, "Null": {"sts:ExternalId": "false"}}),
        json.dumps({"Version": "2012-10-17", "Statement": STATEMENT}),
    ],
)
def test_a_well_formed_trust_policy_is_taken(database, document):
    created = ROLE.create(database, "cdc", {"assumeRolePolicy": document})
    ROLE.delete(database, created.id, created.outputs)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ("{", "This policy contains invalid Json"),
        ("[]", "Syntax errors in policy."),
        ("{}", "Missing required field Statement"),
        (json.dumps({"Version": "2012-10-17", "Statement": []}), "Missing required field Statement"),
        (json.dumps({"Version": "2012-10-17", "Statement": ["x"]}), "Syntax errors in policy."),
        (json.dumps({"Version": "2020-01-01", "Statement": [STATEMENT]}), "must contain a valid version string"),
        (json.dumps({"Statements": [STATEMENT]}), "Unknown field Statements"),
        (trust(Effect=None), "Invalid effect: None"),
        (trust(Effect="allow"), "Invalid effect: allow"),
        (trust(Action=None), "Missing required field Action"),
        (trust(Action=[]), "Syntax errors in policy."),
        (trust(Action="s3:GetObject"), "AssumeRole policy may only specify STS AssumeRole actions."),
        (trust(Principal=None), "Missing required field Principal"),
        (trust(NotPrincipal="*"), "Missing required field Principal"),
        (trust(Principal={}), "Invalid principal in policy: {}"),
        (trust(Principal="arn:aws:iam::123456789012:root"), "Invalid principal in policy:"),
        (trust(Principal={"Aws": "*"}), "Invalid principal in policy:"),
        (trust(Principal={"AWS": 123456789012}), "Invalid principal in policy:"),
        (trust(Principal={"AWS": "12345"}), 'Invalid principal in policy: "AWS":"12345"'),
        (trust(Principal={"AWS": "arn:aws:iam::123456789012:role/*"}), 'Invalid principal in policy: "AWS":"arn:aws'),
        (trust(Principal={"AWS": "arn:aws:iam::1234:role/pipeline"}), "Invalid principal in policy:"),
        (trust(Resource="*"), "Has prohibited field Resource"),
        (trust(Conditions={}), "Unknown field Conditions"),
        (trust(Condition={"StringEqual": {"sts:ExternalId": "x"}}), "Invalid Condition type : StringEqual"),
        (trust(Condition={"NullIfExists": {"sts:ExternalId": "true"}}), "Invalid Condition type : NullIfExists"),
        (trust(Condition={"StringEquals": "x"}), "Syntax errors in policy."),
    ],
)
def test_a_malformed_trust_policy_is_refused_in_iams_words(database, document, why):
    with pytest.raises(LabError) as refusal:
        ROLE.create(database, "cdc", {"assumeRolePolicy": document, "name": "never-made"})
    assert str(refusal.value).startswith("MalformedPolicyDocument: ")
    assert why in str(refusal.value)
    with pytest.raises(database.client("iam").exceptions.NoSuchEntityException):
        database.client("iam").get_role(RoleName="never-made")


def test_a_principal_of_the_other_account_must_exist_and_is_stored_as_given(accounts, database):
    arn = f"arn:aws:iam::{accounts.redpanda_account}:role/pipeline"
    document = trust(Principal={"AWS": arn})
    with pytest.raises(LabError, match=f'MalformedPolicyDocument: Invalid principal in policy: "AWS":"{arn}"'):
        ROLE.create(database, "cdc", {"assumeRolePolicy": document})
    accounts.redpanda().client("iam").create_role(RoleName="pipeline", AssumeRolePolicyDocument=trust())
    created = ROLE.create(database, "cdc", {"assumeRolePolicy": document})
    stored = database.client("iam").get_role(RoleName=created.id)["Role"]["AssumeRolePolicyDocument"]
    assert stored == json.loads(document)


def test_a_principal_under_another_path_does_not_exist(accounts, database):
    accounts.redpanda().client("iam").create_role(RoleName="here", Path="/team/", AssumeRolePolicyDocument=trust())
    arn = f"arn:aws:iam::{accounts.redpanda_account}:role/here"
    with pytest.raises(LabError, match="Invalid principal"):
        ROLE.create(database, "cdc", {"assumeRolePolicy": trust(Principal={"AWS": arn})})


def test_a_user_as_principal_must_exist(database):
    user = f"arn:aws:iam::{database.account_id}:user/operator"
    ROLE.create(database, "cdc", {"assumeRolePolicy": trust(Principal={"AWS": user})})
    with pytest.raises(LabError, match="Invalid principal"):
        ROLE.create(database, "cdc", {"assumeRolePolicy": trust(Principal={"AWS": f"{user}-gone"})})


def test_a_role_name_may_have_64_characters_and_no_more(database):
    ROLE.create(database, "cdc", {"assumeRolePolicy": trust(), "name": "r" * 64})
    with pytest.raises(LabError, match="less than or equal to 64"):
        ROLE.create(database, "cdc", {"assumeRolePolicy": trust(), "name": "r" * 65})


def test_an_argument_the_lab_does_not_emulate_is_refused(database):
    with pytest.raises(LabError, match="permissionsBoundary: the lab's backend does not emulate"):
        ROLE.create(database, "cdc", {"assumeRolePolicy": trust(), "permissionsBoundary": "arn"})


def test_an_inline_policy_is_stored_and_taken_away_alone(database, role):
    first = POLICY.create(database, "first", {"role": role.id, "policy": policy(200)})
    second = POLICY.create(database, "second", {"role": role.id, "policy": policy(300), "name": "given"})
    assert (second.id, second.outputs["name"]) == (f"{role.id}:given", "given")
    POLICY.delete(database, first.id, {"role": role.id, **first.outputs})
    assert database.client("iam").list_role_policies(RoleName=role.id)["PolicyNames"] == ["given"]
    POLICY.delete(database, second.id, {"role": role.id, **second.outputs})


def test_a_role_with_policies_is_not_deleted(database, role):
    kept = POLICY.create(database, "kept", {"role": role.id, "policy": policy(200)})
    with pytest.raises(LabError, match="DeleteConflict"), naming("role"):
        ROLE.delete(database, role.id, role.outputs)
    POLICY.delete(database, kept.id, {"role": role.id, **kept.outputs})


def test_all_inline_policies_together_have_10240_characters_at_most_white_space_not_counted(database, role):
    first = POLICY.create(database, "a", {"role": role.id, "policy": policy(10_000), "name": "a"})
    with pytest.raises(LabError, match=f"Maximum policy size of 10240 bytes exceeded for role {role.id}"):
        POLICY.create(database, "b", {"role": role.id, "policy": policy(241), "name": "b"})
    second = POLICY.create(database, "b", {"role": role.id, "policy": policy(240), "name": "b"})
    replaced = POLICY.create(database, "a", {"role": role.id, "policy": policy(10_000), "name": "a"})
    assert replaced == first
    for created in (first, second):
        POLICY.delete(database, created.id, {"role": role.id, **created.outputs})


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"role": "nobody", "policy": policy(200)}, "NoSuchEntity"),
        ({"policy": "{"}, "MalformedPolicyDocument"),
        ({"policy": json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]})}, "MalformedPolicyDocum"),
    ],
)
def test_a_bad_inline_policy_is_refused(database, role, inputs, message):
    with pytest.raises(LabError, match=message), naming("policy"):
        POLICY.create(database, "p", {"role": role.id, **inputs})


def test_an_instance_profile_holds_its_role_and_goes_without_it(database, role):
    profiles = RESOURCES["aws:iam/instanceProfile:InstanceProfile"]
    inputs = {"name": "client", "role": role.id}
    created = profiles.create(database, "client-profile", inputs)
    iam = database.client("iam")
    (held,) = iam.get_instance_profile(InstanceProfileName="client")["InstanceProfile"]["Roles"]
    assert held["RoleName"] == role.id
    profiles.delete(database, created.id, {**inputs, **created.outputs})
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_instance_profile(InstanceProfileName="client")


def test_an_instance_profile_without_a_role_is_refused(database):
    with pytest.raises(LabError, match="role: got none, want one"):
        RESOURCES["aws:iam/instanceProfile:InstanceProfile"].create(database, "client-profile", {"name": "client"})


def test_an_oidc_provider_is_named_after_its_url_and_is_there_once(database):
    providers = RESOURCES["aws:iam/openIdConnectProvider:OpenIdConnectProvider"]
    inputs = {"url": "https://oidc.lab.invalid/id/1", "clientIdLists": ["sts.amazonaws.com"]}
    created = providers.create(database, "github", inputs)
    iam = database.client("iam")
    stored = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=created.id)
    assert created.outputs["arn"] == f"arn:aws:iam::{database.account_id}:oidc-provider/oidc.lab.invalid/id/1"
    assert (stored["Url"], stored["ClientIDList"]) == (created.outputs["url"], ["sts.amazonaws.com"])
    assert stored["Tags"] == [{"Key": "stack", "Value": "lab"}]
    with pytest.raises(LabError, match="EntityAlreadyExists"), naming("provider"):
        providers.create(database, "github", inputs)
    providers.delete(database, created.id, {**inputs, **created.outputs})
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_open_id_connect_provider(OpenIDConnectProviderArn=created.id)


@pytest.mark.parametrize(("left_out", "more"), [("url", {}), ("clientIdLists", {}), ("", {"thumbprintLists": ["0"]})])
def test_an_oidc_provider_that_is_not_emulated_as_asked_is_refused(database, left_out, more):
    inputs = {"url": "https://oidc.lab.invalid/id/2", "clientIdLists": ["sts.amazonaws.com"], **more}
    inputs.pop(left_out, None)
    with pytest.raises(LabError, match=left_out or "thumbprintLists"):
        RESOURCES["aws:iam/openIdConnectProvider:OpenIdConnectProvider"].create(database, "github", inputs)
