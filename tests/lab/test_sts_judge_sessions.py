"""What a session may be: its length, its name, its tags, its policy, and the ways to one that the lab does not have."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.lab.cloud_world import DATABASE, REDPANDA, error_of, root_of, running_world, statement, trust_in

CHAINED = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
TOO_LONG = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
BOTH = ["sts:AssumeRole", "sts:TagSession"]
TEAM = [{"Key": "team", "Value": "blue"}]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with running_world(tmp_path_factory.mktemp("issuer")) as world:
        yield world


@pytest.fixture(scope="module")
def role(world):
    """A role that lasts four hours and trusts its account."""
    everything = statement(Action="*", Resource="*")
    return world.role(DATABASE, trust_in(root_of(DATABASE), BOTH), policy=everything, MaxSessionDuration=14_400)


@pytest.fixture(scope="module")
def session(world, role):
    return world.session_of(role)


def refusal(world, key, role_arn, **parameters):
    with pytest.raises(ClientError) as refused:
        world.assume(key, role_arn, **parameters)
    return error_of(refused.value)


def test_a_chained_session_lasts_an_hour_at_most(world, role, session):
    assert world.assume(session, role, DurationSeconds=3600)
    assert refusal(world, session, role, DurationSeconds=3601) == ("ValidationError", CHAINED)


def test_a_users_session_lasts_as_long_as_the_role_says(world, role):
    administrator = world.administrators[DATABASE]
    assert world.assume(administrator, role, DurationSeconds=14_400)
    assert refusal(world, administrator, role, DurationSeconds=14_401) == ("ValidationError", TOO_LONG)


@pytest.mark.parametrize("seconds", [899, 43_201])
def test_a_session_length_is_within_the_limits_of_sts(world, role, seconds):
    code, text = refusal(world, world.administrators[DATABASE], role, DurationSeconds=seconds)
    assert code == "ValidationError"
    assert f"Value '{seconds}' at 'durationSeconds'" in text


@pytest.mark.parametrize("name", ["with space", "naïve", "x" * 65, "<&>"])
def test_a_session_name_is_of_the_pattern_sts_takes(world, role, name):
    code, text = refusal(world, world.administrators[DATABASE], role, RoleSessionName=name)
    assert code == "ValidationError"
    assert f"Value '{name}' at 'roleSessionName' failed to satisfy constraint" in text


def test_what_no_xml_can_hold_is_left_out_of_an_answer(world, role):
    code, text = refusal(world, world.administrators[DATABASE], role, RoleSessionName="a\x01\n")
    assert (code, "Value 'a??' at" in text) == ("ValidationError", True)


def test_a_session_needs_a_role_and_a_name(world, role):
    administrator = world.administrators[DATABASE]
    assert "the parameter RoleArn" in refusal(world, administrator, "")[1]
    assert "the parameter RoleSessionName" in refusal(world, administrator, role, RoleSessionName="")[1]


@pytest.mark.parametrize("external_id", ["x", "with space", "x" * 1225])
def test_an_external_id_is_of_the_pattern_sts_takes(world, role, external_id):
    code, text = refusal(world, world.administrators[DATABASE], role, ExternalId=external_id)
    assert code == "ValidationError"
    assert "at 'externalId' failed to satisfy constraint" in text


def test_the_trust_may_ask_for_a_session_name(world):
    named = trust_in(root_of(DATABASE), Condition={"StringEquals": {"sts:RoleSessionName": "agreed"}})
    role = world.role(DATABASE, named)
    assert world.session_of(role, RoleSessionName="agreed")
    assert refusal(world, world.administrators[DATABASE], role, RoleSessionName="other")[0] == "AccessDenied"


def test_the_trust_may_ask_who_the_user_is(world):
    named = trust_in(root_of(DATABASE), Condition={"StringEquals": {"aws:username": "lab-administrator"}})
    assert world.session_of(world.role(DATABASE, named))
    other = trust_in(root_of(DATABASE), Condition={"StringEquals": {"aws:username": "someone"}})
    assert refusal(world, world.administrators[DATABASE], world.role(DATABASE, other))[0] == "AccessDenied"


def test_tags_need_tag_session_in_the_trust(world, role):
    administrator = world.administrators[DATABASE]
    assert world.assume(administrator, role, Tags=TEAM, TransitiveTagKeys=["team"])
    untagged = world.role(DATABASE, trust_in(root_of(DATABASE)))
    code, text = refusal(world, administrator, untagged, Tags=TEAM)
    assert code == "AccessDenied"
    assert "is not authorized to perform: sts:TagSession on resource" in text


def test_a_session_carries_its_tags_and_passes_on_the_transitive_ones(world, role):
    tags = [*TEAM, {"Key": "shift", "Value": "night"}]
    session = world.session_of(role, Tags=tags, TransitiveTagKeys=["Team"])
    tagged = {
        key: {"StringEquals": {f"aws:PrincipalTag/{key}": tag}} for key, tag in (("team", "blue"), ("shift", "night"))
    }
    for condition in tagged.values():
        assert world.assume(session, world.role(DATABASE, trust_in(root_of(DATABASE), BOTH, Condition=condition)))
    chained = world.assume(world.assume(session, role), role)
    for_team, for_shift = (
        world.role(DATABASE, trust_in(root_of(DATABASE), BOTH, Condition=c)) for c in tagged.values()
    )
    assert world.assume(chained, for_team)
    assert refusal(world, chained, for_shift)[0] == "AccessDenied"


def test_the_trust_may_ask_for_tags(world):
    conditions = {
        "StringEquals": {"aws:RequestTag/team": "blue"},
        "ForAllValues:StringEquals": {"aws:TagKeys": "team", "sts:TransitiveTagKeys": "team"},
        "Null": {"aws:TagKeys": "false", "sts:TransitiveTagKeys": "false"},
    }
    role = world.role(DATABASE, trust_in(root_of(DATABASE), BOTH, Condition=conditions))
    administrator = world.administrators[DATABASE]
    assert world.assume(administrator, role, Tags=TEAM, TransitiveTagKeys=["TEAM"])
    assert refusal(world, administrator, role)[0] == "AccessDenied"
    assert refusal(world, administrator, role, Tags=TEAM)[0] == "AccessDenied"
    other = [{"Key": "team", "Value": "red"}]
    assert refusal(world, administrator, role, Tags=other, TransitiveTagKeys=["team"])[0] == "AccessDenied"
    more = {"Tags": [*TEAM, {"Key": "shift", "Value": "night"}], "TransitiveTagKeys": ["team"]}
    assert refusal(world, administrator, role, **more)[0] == "AccessDenied"


def test_transitive_tags_need_tag_session_further_down_the_chain(world, role):
    session = world.session_of(role, Tags=TEAM, TransitiveTagKeys=["team"])
    untagged = world.role(DATABASE, trust_in(root_of(DATABASE)))
    assert "sts:TagSession" in refusal(world, session, untagged)[1]
    assert refusal(world, session, role, Tags=[{"Key": "TEAM", "Value": "red"}])[0] == "ValidationError"


def test_tags_are_well_formed(world, role):
    administrator = world.administrators[DATABASE]
    twice = [*TEAM, {"Key": "TEAM", "Value": "red"}]
    assert "Duplicate tag keys" in refusal(world, administrator, role, Tags=twice)[1]
    assert "want a Key" in refusal(world, administrator, role, Tags=[{"Value": "blue"}])[1]
    assert "TransitiveTagKeys" in refusal(world, administrator, role, Tags=TEAM, TransitiveTagKeys=["shift"])[1]


def test_a_session_policy_limits_the_session(world, role):
    elsewhere = world.role(REDPANDA, trust_in(root_of(DATABASE)))
    free = world.session_of(role, Policy=json.dumps(statement(Action="sts:*", Resource="*")))
    limited = world.session_of(role, Policy=json.dumps(statement(Action="s3:*", Resource="*")))
    assert world.assume(free, elsewhere)
    assert refusal(world, limited, elsewhere)[0] == "AccessDenied"


@pytest.mark.parametrize("policy", ["not json", '["a list"]', '{"Statement": "' + "x" * 2048 + '"}'])
def test_a_session_policy_is_json_of_a_limited_length(world, role, policy):
    assert refusal(world, world.administrators[DATABASE], role, Policy=policy)[0] == "MalformedPolicyDocument"


@pytest.mark.parametrize(
    "parameters",
    [
        {"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]},
        {"SourceIdentity": "someone"},
        {"SerialNumber": "arn:aws:iam::222222222222:mfa/x", "TokenCode": "123456"},
    ],
)
def test_a_parameter_moto_would_ignore_is_refused(world, role, parameters):
    code, text = refusal(world, world.administrators[DATABASE], role, **parameters)
    assert code == "ValidationError"
    assert next(iter(parameters)) in text


def test_every_other_way_to_credentials_is_refused(world, role):
    sts = world.client(world.administrators[DATABASE])
    saml = {"PrincipalArn": "arn:aws:iam::222222222222:saml-provider/x", "SAMLAssertion": "eA=="}
    calls = {
        "AssumeRoleWithSAML": lambda: sts.assume_role_with_saml(RoleArn=role, **saml),
        "GetFederationToken": lambda: sts.get_federation_token(Name="someone"),
        "AssumeRoot": lambda: sts.assume_root(
            TargetPrincipal=DATABASE, TaskPolicyArn={"arn": "arn:aws:iam::aws:policy/x"}
        ),
        "GetWebIdentityToken": lambda: sts.get_web_identity_token(Audience=["x"], SigningAlgorithm="RS256"),
    }
    for action, call in calls.items():
        with pytest.raises(ClientError) as refused:
            call()
        assert error_of(refused.value) == ("InvalidAction", f"The lab's STS does not support the action '{action}'")


def test_the_credentials_moto_makes_up_for_a_session_token_open_nothing(world, role):
    made_up = world.client(world.administrators[DATABASE]).get_session_token()["Credentials"]
    assert world.accounts.credentials_for(made_up["AccessKeyId"], made_up["SessionToken"]) is None
