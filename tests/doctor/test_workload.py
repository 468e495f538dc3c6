"""What STS, the database and libpq say, as causes; and how the walk stops where it is refused."""

import boto3
import pytest
from botocore import exceptions

from doctor import workload
from doctor.chain import MYSQL_CDC
from doctor.finding import Result
from doctor.workload import ASSUME_TEXTS, LOGIN_TEXTS, REPLICATION_TEXTS, cause_of, walk_as_workload
from tests.doctor import chain_facts, healthy_chain

NOT_ALLOWED = "User: x is not authorized to perform: sts:AssumeRole on resource: y"
SERVER = 'connection failed: connection to server at "10.0.0.1", port 5432 failed: '

ASSUME = {
    f"{NOT_ALLOWED} because no identity-based policy allows the sts:AssumeRole action": "R1",
    f"{NOT_ALLOWED} with an explicit deny in a service control policy": "R8",
    f"{NOT_ALLOWED.replace('AssumeRole', 'TagSession')} with an explicit deny in a resource control policy": "R8",
    f"{NOT_ALLOWED} because no permissions boundary allows the sts:AssumeRole action": "R10",
    f"{NOT_ALLOWED.replace('AssumeRole', 'TagSession')}": "R6",
    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining": "R7",
    NOT_ALLOWED: None,
}
LOGIN = {
    f'{SERVER}FATAL: PAM authentication failed for user "u"': "I3",
    f'{SERVER}FATAL: password authentication failed for user "u"': "I2",
    f'{SERVER}FATAL: no pg_hba.conf entry for host "h", user "u", database "d", no encryption': "T1",
    f"{SERVER}server does not support SSL, but SSL was required": "T1",
    f"{SERVER}SSL error: certificate verify failed": "T2",
    f'{SERVER}server certificate for "a" (and 1 other name) does not match host name "b"': "T3",
    'could not translate host name "h" to address: Name or service not known': "N1",
    "failed to resolve host 'h': [Errno -2] Name or service not known": "N1",
    "connection timeout expired": "N2",
    f"{SERVER}Connection timed out": "N2",
    f"{SERVER}Connection refused": "N4",
    f'{SERVER}FATAL: database "d" does not exist': None,
}
REPLICATION = {
    f'{SERVER}FATAL: password authentication failed for user "u"': "L1",
    f'{SERVER}FATAL: PAM authentication failed for user "u"': "L1",
    f"{SERVER}FATAL: must be superuser or replication role to start walsender": "L3",
    f"{SERVER}FATAL: permission denied to start WAL sender": "L3",
}


@pytest.mark.parametrize(
    ("text", "texts", "cause"),
    [
        (text, texts, cause)
        for table, texts in ((ASSUME, ASSUME_TEXTS), (LOGIN, LOGIN_TEXTS), (REPLICATION, REPLICATION_TEXTS))
        for text, cause in table.items()
    ],
)
def test_a_refusals_words_name_its_cause_and_no_other_text_does(text, texts, cause):
    assert cause_of(text, texts) == cause


CHAIN = {
    "redpanda": {**chain_facts.CHAIN["redpanda"], **healthy_chain.CHAIN["redpanda"]},
    "database": {**chain_facts.CHAIN["database"], **healthy_chain.CHAIN["database"]},
    "trust": chain_facts.CHAIN["trust"],
    "pipelines": [{**chain_facts.CHAIN["pipelines"][0], **healthy_chain.PIPELINE}],
}
ROLE = f"arn:aws:sts::{chain_facts.REDPANDA}:assumed-role/redpanda-abc-redpanda-connect-pipeline/pod"
SECRET = "s3cret-web-identity"
GIVEN = {"AccessKeyId": "ASIA", "SecretAccessKey": "key", "SessionToken": "session"}


class World:
    """STS and the database as the walk finds them; an exception stands for a refusal."""

    def __init__(self):
        self.caller = {"Arn": ROLE}
        self.web_identity = {"Credentials": GIVEN}
        self.assumed = {"Credentials": GIVEN, "AssumedRoleUser": {"Arn": "the connect role's session"}}
        self.plain = self.replication = None
        self.asked = []

    def client(self, service, config=None):
        return self

    def get_caller_identity(self):
        return self._answer("GetCallerIdentity", self.caller)

    def assume_role_with_web_identity(self, **asked):
        return self._answer("AssumeRoleWithWebIdentity", self.web_identity, **asked)

    def assume_role(self, **asked):
        return self._answer("AssumeRole", self.assumed, **asked)

    def login(self, chain, user, session, address, *, replication=False):
        return self.replication if replication else self.plain

    def _answer(self, operation, answer, **asked):
        self.asked.append((operation, asked))
        if isinstance(answer, Exception):
            raise answer
        return answer


def refusal(operation, code, message="no"):
    return exceptions.ClientError({"Error": {"Code": code, "Message": message}}, operation)


@pytest.fixture
def world(monkeypatch):
    world = World()
    monkeypatch.setattr(boto3, "Session", lambda *_, **__: world)
    monkeypatch.setattr(workload, "_try_login", world.login)
    return world


@pytest.fixture
def pod(tmp_path):
    token = tmp_path / "token"
    token.write_text(SECRET)
    return {"AWS_ROLE_ARN": chain_facts.PIPELINE_ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": str(token)}


def failures(findings):
    return [(finding.link, finding.cause) for finding in findings if finding.cause]


def test_a_sound_chain_passes_every_link_once_in_order(world, pod):
    found = walk_as_workload(CHAIN, pod)
    assert [(finding.link, finding.result) for finding in found] == [(link, Result.PASS) for link in range(1, 7)]
    assert world.asked[0][1]["RoleArn"] == chain_facts.PIPELINE_ROLE
    assert world.asked[-1][1]["ExternalId"] == "rpcn"


def test_without_a_web_identity_or_with_keys_before_it_the_ambient_credentials_are_used(world, pod):
    for environment in ({}, {**pod, "AWS_ACCESS_KEY_ID": "AKIA"}):
        world.asked.clear()
        assert failures(walk_as_workload(CHAIN, environment)) == []
        assert [operation for operation, _ in world.asked] == ["GetCallerIdentity", "AssumeRole"]


UNREACHABLE = exceptions.EndpointConnectionError(endpoint_url="https://sts")
STOPS = {
    "wrong role": ("caller", {"Arn": ROLE.replace("-pipeline", "")}, 1, "C1"),
    "wrong account": ("caller", {"Arn": ROLE.replace(chain_facts.REDPANDA, chain_facts.DATABASE)}, 1, "C1"),
    "a user": ("caller", {"Arn": f"arn:aws:iam::{chain_facts.REDPANDA}:user/someone"}, 1, "C1"),
    "no credentials": ("caller", exceptions.NoCredentialsError(), 1, "C1"),
    "dead credentials": ("caller", refusal("GetCallerIdentity", "InvalidClientTokenId"), 1, "C1"),
    "refused pod": ("web_identity", refusal("AssumeRoleWithWebIdentity", "AccessDenied"), 1, "C2"),
    "no STS for the pod": ("web_identity", UNREACHABLE, 1, "N6"),
    "no STS": ("assumed", UNREACHABLE, 2, "N6"),
    "untold": ("assumed", refusal("AssumeRole", "AccessDenied", NOT_ALLOWED), 3, "R2"),
    "too long": ("assumed", refusal("AssumeRole", "ValidationError", "DurationSeconds exceeds"), 2, "R7"),
    "organization": ("assumed", refusal("AssumeRole", "AccessDenied", "explicit deny"), 2, "R8"),
    "PAM": ("plain", "PAM authentication failed", 4, "I3"),
    "certificate": ("plain", "certificate verify failed", 5, "T2"),
    "not for replication": ("replication", "password authentication failed", 6, "L1"),
    "timeout": ("replication", "timeout expired", 6, "N2"),
}


@pytest.mark.parametrize(("where", "what", "link", "cause"), STOPS.values(), ids=STOPS)
def test_a_refusal_is_the_only_failure_and_nothing_behind_it_passes(world, pod, where, what, link, cause):
    setattr(world, where, what)
    found = walk_as_workload(CHAIN, pod)
    assert failures(found) == [(link, cause)]
    assert all(finding.result is Result.UNKNOWN for finding in found if finding.link > link)
    assert len(found) == 6


@pytest.mark.parametrize("texts", [LOGIN_TEXTS, REPLICATION_TEXTS])
def test_every_cause_of_a_login_has_a_fix_for_this_pipeline(world, pod, texts):
    for words, cause in texts:
        world.replication, world.plain = (words, None) if texts is REPLICATION_TEXTS else (None, words)
        (failure,) = [finding for finding in walk_as_workload(CHAIN, pod) if finding.cause]
        assert (failure.cause, words in failure.saw) == (cause, True)


@pytest.mark.parametrize(
    ("where", "words"),
    [("plain", "password authentication failed"), ("replication", "permission denied to start WAL sender")],
)
def test_a_name_that_needs_quotes_has_them_in_the_sql_of_a_fix(world, pod, where, words):
    (pipeline,) = CHAIN["pipelines"]
    setattr(world, where, words)
    found = walk_as_workload({**CHAIN, "pipelines": [{**pipeline, "user": "cdc-orders"}]}, pod)
    (fix,) = [finding.fix for finding in found if finding.cause]
    assert 'TO "cdc-orders"' in fix.replace("\\", "")


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("assumed", refusal("AssumeRole", "Throttling")),
        ("assumed", exceptions.ParamValidationError(report="x")),
        ("plain", "something nobody has seen"),
        ("replication", "something nobody has seen"),
    ],
)
def test_a_refusal_that_is_not_understood_is_unknown_and_no_cause_is_guessed(world, pod, where, what):
    setattr(world, where, what)
    results = {finding.result for finding in walk_as_workload(CHAIN, pod)}
    assert results == {Result.PASS, Result.UNKNOWN}


def test_the_token_that_sts_repeats_is_not_in_the_report(world, pod):
    world.web_identity = refusal("AssumeRoleWithWebIdentity", "ValidationError", f"Value '{SECRET}' failed")
    found = walk_as_workload(CHAIN, pod)
    assert failures(found) == [(1, "C2")]
    assert SECRET not in str(found)


def test_a_token_file_that_is_not_there_is_c1(world, pod, tmp_path):
    found = walk_as_workload(CHAIN, {**pod, "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "none")})
    assert failures(found) == [(1, "C1")]


def test_of_a_chain_that_reads_mysql_both_roles_are_asked_and_nobody_logs_in(world, pod, monkeypatch):
    monkeypatch.setattr(workload, "_try_login", None)
    found = walk_as_workload({**CHAIN, "kind": MYSQL_CDC}, pod)
    assert [finding.result for finding in found] == [Result.PASS] * 3 + [Result.UNKNOWN] * 3
    assert {finding.saw for finding in found[3:]} == {"the doctor does not log in to MySQL"}


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (NOT_ALLOWED + " because no identity-based policy allows it", "allow sts"),
        (f"{NOT_ALLOWED} sts:TagSession", "allow sts:TagSession"),
    ],
)
def test_a_fix_names_no_policy_where_the_roles_owner_keeps_it(world, pod, words, fix):
    world.assumed = refusal("AssumeRole", "AccessDenied", words)
    chain = {**CHAIN, "redpanda": {**CHAIN["redpanda"], "assume_policy_name": None}}
    (found,) = (finding for finding in walk_as_workload(chain, pod) if finding.cause)
    assert found.fix.startswith(fix)
    assert "None" not in found.fix
