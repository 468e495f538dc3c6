"""What the accounts and Redpanda Cloud tell before there is a stack, read by their own calls."""

import json

import httpx
import pytest
from moto import mock_aws

from doctor.facts.aws import Unreadable
from doctor.outputs import OutputsError
from doctor.preflight import accounts
from doctor.preflight.configurations import configurations
from doctor.preflight.facts import Quota
from doctor.preflight.stack_file import StackFile, read
from doctor.redpanda_cloud import RedpandaCloud
from tests.doctor.emulated_accounts import document, emulated_accounts
from tests.doctor.test_command_line import REPOSITORY, doctor
from tests.doctor.test_preflight import DEV


class Told:
    """An account that answers as it was told to, and remembers what it was asked."""

    beyond = None
    """The account that answers what it was not told."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def read(self, service, operation, **parameters):
        self.asked.append((service, operation, parameters))
        if operation not in self.answers:
            return self.beyond.read(service, operation, **parameters)
        return self.answers[operation]

    def read_all(self, service, operation, member, **parameters):
        if operation not in self.answers:
            return self.beyond.read_all(service, operation, member, **parameters)
        return self.read(service, operation, **parameters)[member]


def test_engine_versions_are_those_of_aurora_postgresql():
    told = Told(describe_db_engine_versions={"DBEngineVersions": [{"EngineVersion": "17.4"}]})
    assert accounts.versions(told) == ("17.4",)
    assert told.asked == [("rds", "describe_db_engine_versions", {"Engine": "aurora-postgresql"})]


def test_quotas_of_rds_are_told_with_what_the_stack_takes_of_each():
    entries = [("DBInstances", 3, 40), ("DBClusters", 40, 40), ("ManualSnapshots", 0, 100)]
    quotas = [{"AccountQuotaName": name, "Used": used, "Max": most} for name, used, most in entries]
    assert accounts.rds_quotas(Told(describe_account_attributes={"AccountQuotas": quotas}), readers=2) == (
        Quota(name="RDS DBInstances", used=3, most=40, wanted=3),
        Quota(name="RDS DBClusters", used=40, most=40, wanted=1),
    )


def test_vpcs_are_counted_against_their_quota():
    told = Told(get_service_quota={"Quota": {"Value": 5.0}}, describe_vpcs={"Vpcs": [{}, {}]})
    assert accounts.vpc_quotas(told) == (Quota(name="VPCs", used=2, most=5.0, wanted=1),)


def test_what_is_made_is_what_rights_are_asked_for():
    everything = accounts.database_actions(makes_vpc=True, makes_cluster=True)
    assert {"ec2:CreateVpc", "rds:CreateDBCluster", "iam:CreateRole", "cloudwatch:PutMetricAlarm"} <= set(everything)
    assert "iam:CreateInstanceProfile" not in everything
    existing = accounts.database_actions(makes_vpc=False, makes_cluster=False)
    assert [action for action in existing if action.startswith(("ec2:", "rds:"))] == []
    assert "iam:PutRolePolicy" in accounts.redpanda_actions()


def simulated(arn, **decisions):
    results = [{"EvalActionName": name, "EvalDecision": decision} for name, decision in decisions.items()]
    return Told(
        get_caller_identity={"Arn": arn},
        simulate_principal_policy={"EvaluationResults": results},
    )


def test_a_users_rights_are_asked_of_iam_and_what_is_not_allowed_everywhere_may_be_somewhere():
    told = simulated("arn:aws:iam::111111111111:user/me", a="allowed", b="implicitDeny", c="explicitDeny")
    rights = accounts.rights(told, ["a", "b", "c"])
    assert (rights.denied, rights.nowhere, rights.somewhere) == (("c",), (), ("b",))
    assert told.asked[-1][2] == {
        "PolicySourceArn": "arn:aws:iam::111111111111:user/me",
        "ActionNames": ["a", "b", "c"],
    }


def test_the_root_of_an_account_may_do_everything():
    assert accounts.rights(simulated("arn:aws:iam::111111111111:root"), ["a"]).denied == ()


def test_of_a_session_the_roles_policies_tell_what_is_allowed_nowhere(tmp_path, monkeypatch):
    with mock_aws():
        redpanda, _ = emulated_accounts(tmp_path, monkeypatch)
        iam = redpanda.client("iam")
        arn = iam.create_role(RoleName="deployer", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        iam.put_role_policy(RoleName="deployer", PolicyName="own", PolicyDocument=json.dumps(document("rds:Create*")))
        session = "arn:aws:sts::111111111111:assumed-role/deployer/me"
        decisions = {"rds:CreateDBCluster": "implicitDeny", "ec2:CreateVpc": "implicitDeny"}
        told = simulated(session, **decisions)
        told.beyond = redpanda.facts
        rights = accounts.rights(told, list(decisions))
    assert (rights.arn, rights.nowhere, rights.somewhere) == (arn, ("ec2:CreateVpc",), ("rds:CreateDBCluster",))


def cloud_that(answer):
    """Redpanda Cloud that grants a token, and answers the linter's call so."""
    asked = []

    def handle(request):
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "t", "expires_in": 3600})
        asked.append((request.method, request.url.path, json.loads(request.content)))
        return answer

    cloud = RedpandaCloud("id", "secret", auth_url="https://auth.example/oauth/token")
    cloud._http = httpx.Client(transport=httpx.MockTransport(handle))
    return cloud, asked


def test_a_configuration_is_sent_to_the_linter_and_its_hints_come_back():
    cloud, asked = cloud_that(httpx.Response(200, json={"lint_hints": [{"line": 3, "hint": "unknown"}]}))
    assert cloud.lint("https://api.example/", "input: {}") == [{"line": 3, "hint": "unknown"}]
    assert asked == [("POST", "/v1/redpanda-connect/pipelines:lint", {"config_yaml": "input: {}"})]


@pytest.mark.parametrize("answer", [httpx.Response(403), httpx.Response(200, json={"lint_hints": "none"})])
def test_a_linter_that_refuses_is_unreadable_and_no_pass(answer):
    with pytest.raises(Unreadable, match=r"POST https://api\.example/v1/redpanda-connect/pipelines:lint was "):
        cloud_that(answer)[0].lint("https://api.example", "input: {}")


def test_the_configuration_is_the_programs_but_for_what_is_not_made_yet(tmp_path):
    (tmp_path / "ca.pem").write_text("certificates")
    database = {**DEV.sections["database"], "caBundle": "ca.pem"}
    found = configurations(StackFile(sections={**DEV.sections, "database": database}, directory=tmp_path))
    assert list(found) == ["orders"]
    assert "slot_name: rpcn_orders" in found["orders"]
    assert "topic: shop.public.orders.dlq" in found["orders"]
    assert "yet-to-be-made.us-east-2.rds.amazonaws.com:5432" in found["orders"]


def test_without_the_certificates_there_is_no_configuration_to_lint(tmp_path):
    found = configurations(StackFile(sections=DEV.sections, directory=tmp_path))
    assert found["orders"].reason.startswith("database.caBundle: ")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "got no .*Pulumi.yaml"),
        ({"Pulumi.yaml": "name: p"}, r"got no .*Pulumi\.dev\.yaml"),
        ({"Pulumi.yaml": "name: p", "Pulumi.dev.yaml": "a: ["}, "want a file of YAML"),
        ({"Pulumi.yaml": "name: p", "Pulumi.dev.yaml": "config: {}"}, "got no text at redpanda.accountId, redpanda"),
    ],
)
def test_a_stack_file_that_tells_too_little_is_wrong_usage(tmp_path, files, said):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(OutputsError, match=said):
        read(tmp_path, "dev")


def test_a_stack_of_another_program_is_wrong_usage():
    with pytest.raises(OutputsError, match=r"Pulumi\.dev\.yaml: got no list at pipelines, want a stack of the program"):
        read(REPOSITORY / "examples" / "aurora-mysql", "dev")


def test_the_command_says_what_it_could_not_check_and_passes_nothing_for_it():
    done = doctor("preflight", "--stack", "dev", "--output", "json", stdin="")
    assert (done.returncode, done.stderr) == (2, "")
    findings = json.loads(done.stdout)["findings"]
    assert {finding["result"] for finding in findings} == {"unknown", "not applicable"}
    assert "provision/engine-version" in {finding["id"] for finding in findings}
    wrong = doctor("preflight", "--stack", "nowhere", "--directory", str(REPOSITORY / "docs"))
    assert (wrong.returncode, wrong.stdout) == (3, "")
