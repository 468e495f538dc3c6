"""Pod Identity associations: what the lab keeps of them, and what EKS refuses."""

import json

import pytest
from botocore.exceptions import ClientError

from lab.backends.backend import LabError
from lab.backends.eks import RESOURCES
from tests.lab.backend_life import Life

ASSOCIATION = RESOURCES["aws:eks/podIdentityAssociation:PodIdentityAssociation"]
NOTHING = json.dumps({"Version": "2012-10-17", "Statement": []})


@pytest.fixture
def inputs(database):
    iam = database.client("iam")
    roles = [iam.create_role(RoleName=name, AssumeRolePolicyDocument=NOTHING)["Role"] for name in ("one", "two")]
    yield {
        "clusterName": "shop",
        "namespace": "streams",
        "serviceAccount": "connect",
        "roleArn": roles[0]["Arn"],
    }
    for role in roles:
        iam.delete_role(RoleName=role["RoleName"])


def test_an_association_is_kept_gets_another_role_in_place_and_goes(database, inputs):
    made = Life(ASSOCIATION, database, **inputs)
    assert made.outputs["associationId"] == made.id
    assert made.drift() == {}
    made.update(roleArn=inputs["roleArn"].replace("/one", "/two"))
    assert made.outputs["roleArn"].endswith("/two")
    made.delete()
    assert made.drift() == {"": None}


def test_a_service_account_has_one(database, inputs):
    made = Life(ASSOCIATION, database, **inputs)
    with pytest.raises(LabError, match="ResourceInUseException"):
        Life(ASSOCIATION, database, **inputs)
    made.delete()


def test_its_role_has_to_be_there(database, inputs):
    with pytest.raises(ClientError, match="NoSuchEntity"):
        Life(ASSOCIATION, database, **{**inputs, "roleArn": "arn:aws:iam::222222222222:role/nobody"})
