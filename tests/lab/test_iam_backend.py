"""The IAM backends against moto: what IAM itself refuses and moto would let pass."""

import json

import pytest
from botocore.exceptions import ClientError

from lab.backends.backend import LabError
from lab.backends.iam import RESOURCES
from tests.lab.aws_accounts import running_accounts
from tests.lab.backend_life import Life

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
    created = Life(ROLE, database, assumeRolePolicy=trust(), tags={"scope": "true"})
    yield created
    created.delete()


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
    Life(ROLE, database, assumeRolePolicy=document).delete()


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
        Life(ROLE, database, assumeRolePolicy=document, name="never-made")
    assert str(refusal.value).startswith("MalformedPolicyDocument: ")
    assert why in str(refusal.value)
    with pytest.raises(database.client("iam").exceptions.NoSuchEntityException):
        database.client("iam").get_role(RoleName="never-made")


def test_a_principal_of_the_other_account_must_exist_and_is_stored_as_given(accounts, database):
    arn = f"arn:aws:iam::{accounts.redpanda_account}:role/pipeline"
    document = trust(Principal={"AWS": arn})
    with pytest.raises(LabError, match=f'MalformedPolicyDocument: Invalid principal in policy: "AWS":"{arn}"'):
        Life(ROLE, database, assumeRolePolicy=document)
    accounts.redpanda().client("iam").create_role(RoleName="pipeline", AssumeRolePolicyDocument=trust())
    created = Life(ROLE, database, assumeRolePolicy=document)
    stored = database.client("iam").get_role(RoleName=created.id)["Role"]["AssumeRolePolicyDocument"]
    assert stored == json.loads(document)


def test_a_principal_under_another_path_does_not_exist(accounts, database):
    accounts.redpanda().client("iam").create_role(RoleName="here", Path="/team/", AssumeRolePolicyDocument=trust())
    arn = f"arn:aws:iam::{accounts.redpanda_account}:role/here"
    with pytest.raises(LabError, match="Invalid principal"):
        Life(ROLE, database, assumeRolePolicy=trust(Principal={"AWS": arn}))


def test_a_user_as_principal_must_exist(database):
    user = f"arn:aws:iam::{database.account_id}:user/operator"
    Life(ROLE, database, assumeRolePolicy=trust(Principal={"AWS": user}))
    with pytest.raises(LabError, match="Invalid principal"):
        Life(ROLE, database, assumeRolePolicy=trust(Principal={"AWS": f"{user}-gone"}))


def test_a_role_name_may_have_64_characters_and_no_more(database):
    Life(ROLE, database, assumeRolePolicy=trust(), name="r" * 64)
    with pytest.raises(LabError, match="less than or equal to 64"):
        Life(ROLE, database, assumeRolePolicy=trust(), name="r" * 65)


def test_an_argument_the_lab_does_not_emulate_is_refused(database):
    with pytest.raises(LabError, match="permissionsBoundary: the lab's backend does not emulate"):
        Life(ROLE, database, assumeRolePolicy=trust(), permissionsBoundary="arn")


def test_an_inline_policy_is_stored_and_taken_away_alone(database, role):
    first = Life(POLICY, database, "first", role=role.id, policy=policy(200))
    second = Life(POLICY, database, "second", role=role.id, policy=policy(300), name="given")
    assert (second.id, second.outputs["name"]) == (f"{role.id}:given", "given")
    first.delete()
    assert database.client("iam").list_role_policies(RoleName=role.id)["PolicyNames"] == ["given"]
    second.delete()


def test_a_role_with_policies_is_not_deleted(database, role):
    kept = Life(POLICY, database, "kept", role=role.id, policy=policy(200))
    with pytest.raises(ClientError, match="DeleteConflict"):
        role.delete()
    kept.delete()


def test_all_inline_policies_together_have_10240_characters_at_most_white_space_not_counted(database, role):
    first = Life(POLICY, database, "a", role=role.id, policy=policy(10_000), name="a")
    with pytest.raises(LabError, match=f"Maximum policy size of 10240 bytes exceeded for role {role.id}"):
        Life(POLICY, database, "b", role=role.id, policy=policy(241), name="b")
    second = Life(POLICY, database, "b", role=role.id, policy=policy(240), name="b")
    first.update(policy=policy(9_999))
    for created in (first, second):
        created.delete()


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"role": "nobody", "policy": policy(200)}, "NoSuchEntity"),
        ({"policy": "{"}, "MalformedPolicyDocument"),
        ({"policy": json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]})}, "MalformedPolicyDocum"),
    ],
)
def test_a_bad_inline_policy_is_refused(database, role, inputs, message):
    with pytest.raises(ClientError, match=message):
        Life(POLICY, database, "p", **{"role": role.id, **inputs})


def test_trust_description_and_tags_change_in_place_and_the_trust_is_judged_again(database, role):
    role.update(assumeRolePolicy=trust(Action=["sts:AssumeRole"]), description="new", tags={"other": "tag"})
    stored = database.client("iam").get_role(RoleName=role.id)["Role"]
    assert stored["AssumeRolePolicyDocument"]["Statement"][0]["Action"] == ["sts:AssumeRole"]
    assert stored["Description"] == role.outputs["description"] == "new"
    assert {tag["Key"]: tag["Value"] for tag in stored["Tags"]} == {"stack": "lab", "other": "tag"}
    with pytest.raises(LabError, match="MalformedPolicyDocument"):
        role.update(assumeRolePolicy="{}")


def test_another_name_or_role_makes_another_resource(database, role):
    kept = Life(POLICY, database, "kept", role=role.id, policy=policy(200))
    assert role.replaced_by(name="other") == {"name"}
    assert kept.replaced_by(name="other", role="other") == {"name", "role"}
    kept.delete()


def test_a_role_left_alone_does_not_drift_and_one_changed_by_hand_does(database, role):
    assert role.drift() == {}
    iam = database.client("iam")
    iam.update_role(RoleName=role.id, Description="by hand")
    iam.tag_role(RoleName=role.id, Tags=[{"Key": "by", "Value": "hand"}])
    assert role.drift() == {
        "description": "by hand",
        "tags": {"scope": "true", "by": "hand"},
        "tagsAll": {"stack": "lab", "scope": "true", "by": "hand"},
    }


def test_what_was_deleted_by_hand_is_gone_and_deleting_it_again_is_no_error(database):
    gone = Life(ROLE, database, assumeRolePolicy=trust())
    policy_of_it = Life(POLICY, database, role=gone.id, policy=policy(200))
    database.client("iam").delete_role_policy(RoleName=gone.id, PolicyName=policy_of_it.outputs["name"])
    database.client("iam").delete_role(RoleName=gone.id)
    assert gone.drift() == policy_of_it.drift() == {"": None}
    policy_of_it.delete()
    gone.delete()
