"""Functions: what the lab keeps of them, and what AWS refuses."""

import json
from dataclasses import replace

import pytest

from domain import function_documents
from lab.backends.backend import LabError
from lab.backends.kept import kept
from lab.backends.lambda_functions import RESOURCES
from lab.cloud.kept_resources import Function
from tests.lab.aws_accounts import running_accounts
from tests.lab.backend_life import Life

FUNCTION = RESOURCES["aws:lambda/function:Function"]
NOTHING = json.dumps({"Version": "2012-10-17", "Statement": []})


@pytest.fixture
def database(tmp_path):
    with running_accounts(tmp_path / "lab") as accounts:
        yield accounts.database(defaultTags=json.dumps({"tags": {"stack": "lab"}}))


@pytest.fixture
def role(database):
    return database.client("iam").create_role(RoleName="test", AssumeRolePolicyDocument=NOTHING)["Role"]["Arn"]


@pytest.fixture
def inputs(database, role, tmp_path):
    ec2 = database.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.91.0.0/24")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.91.0.0/25")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="test", Description="test", VpcId=vpc)["GroupId"]
    return {
        "handler": "functions.connection_test.handler",
        "runtime": "python3.13",
        "role": role,
        "code": str(tmp_path),
        "environment": {"variables": {"EXTERNAL_ID": "x"}},
        "vpcConfig": {"subnetIds": [subnet], "securityGroupIds": [group]},
    }


@pytest.fixture
def in_vpc(database, inputs):
    document = json.dumps(function_documents.function_in_vpc("arn:aws:logs:us-east-1:1:log-group:x"))
    database.client("iam").put_role_policy(RoleName="test", PolicyName="run", PolicyDocument=document)
    return inputs


def test_a_function_is_kept_with_its_role_and_code(database, in_vpc, role, tmp_path):
    made = Life(FUNCTION, database, **in_vpc)
    (function,) = kept(database).all(Function)
    assert (function.name, function.role_arn, function.directory) == (made.id, role, str(tmp_path))
    assert function.environment == {"EXTERNAL_ID": "x"}
    assert made.outputs["arn"] == f"arn:aws:lambda:us-east-1:{database.account_id}:function:{made.id}"
    assert made.drift() == {}
    made.delete()
    assert kept(database).all(Function) == []
    assert made.drift() == {"": None}


def test_a_function_without_an_environment_has_none(database, in_vpc):
    made = Life(FUNCTION, database, **{**in_vpc, "environment": None})
    assert made.drift() == {}
    made.update(environment={"variables": {}})
    assert made.drift() == {}


def test_everything_but_the_name_changes_in_place(database, in_vpc, tmp_path):
    made = Life(FUNCTION, database, **in_vpc)
    other = tmp_path / "other"
    other.mkdir()
    made.update(code=str(other), environment=None, handler="x.y", timeout=5, tags={"a": "b"})
    (function,) = kept(database).all(Function)
    assert (function.directory, function.environment, function.handler) == (str(other), {}, "x.y")
    assert (made.outputs["timeout"], made.outputs["tagsAll"]) == (5, {"stack": "lab", "a": "b"})
    assert made.drift() == {}
    assert made.replaced_by(name="other") == {"name"}


def test_a_function_changed_or_deleted_by_hand_is_seen(database, in_vpc):
    made = Life(FUNCTION, database, **in_vpc)
    record_id = f"{database.account_id}/{made.id}"
    (function,) = kept(database).all(Function)
    kept(database).keep(record_id, replace(function, environment={}, handler="by.hand"))
    assert made.drift() == {"environment": None, "handler": "by.hand"}
    kept(database).forget(Function, record_id)
    assert made.drift() == {"": None}
    made.delete()


def test_a_role_that_makes_no_network_interface_runs_no_function_in_a_vpc(database, inputs):
    with pytest.raises(LabError, match="does not have permissions to call CreateNetworkInterface"):
        Life(FUNCTION, database, **inputs)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"runtime": "nodejs22.x"}, r"runtime: got 'nodejs22\.x'"),
        ({"handler": None}, "handler: got none, want one"),
        ({"code": "/nowhere"}, "code: want the archive of a directory that exists"),
        ({"environment": {"variables": {"AWS_REGION": "x"}}}, "reserved keys .*AWS_REGION"),
        ({"layers": []}, "layers: the lab's backend does not emulate"),
    ],
)
def test_what_lambda_refuses(database, in_vpc, changed, why):
    with pytest.raises(LabError, match=why):
        Life(FUNCTION, database, **{**in_vpc, **changed})
    assert kept(database).all(Function) == []
