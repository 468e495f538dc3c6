"""The same in two emulated accounts: the cluster is found by its endpoint, and the roles are judged."""

import json

import pytest
import yaml
from moto import mock_aws

from doctor.any_chain import cluster
from doctor.any_chain.reading import any_stack
from doctor.any_chain.unknown import ByHand
from doctor.facts.facts import Unavailable
from doctor.facts.gather import aws_probes, gather
from doctor.finding import Result
from doctor.walk import walk
from domain import iam_documents
from tests.doctor.emulated_accounts import REGION, emulated_accounts
from tests.doctor.test_any_chain import EC2

LOGIN = "arn:aws:iam::222222222222:role/shop-login"
MAY_ASSUME = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": LOGIN}],
}
CALLER = "arn:aws:iam::111111111111:role/host"


@pytest.fixture
def accounts(tmp_path, monkeypatch):
    with mock_aws():
        yield emulated_accounts(tmp_path, monkeypatch)


@pytest.fixture
def made(accounts):
    """The Aurora cluster, and both roles with what they need."""
    redpanda, database = accounts
    aurora = database.aurora()
    database.instance("writer", PubliclyAccessible=True)
    user = f"arn:aws:rds-db:{REGION}:222222222222:dbuser:{aurora['DbClusterResourceId']}/cdc_shop"
    for account, name, trust, policy in (
        (redpanda, "host", iam_documents.trust(LOGIN, "role", None), MAY_ASSUME),
        (database, "shop-login", iam_documents.trust(CALLER, "role", "shop"), iam_documents.database_login([user])),
    ):
        iam = account.client("iam")
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=json.dumps(policy))
    return aurora


@pytest.fixture
def pipeline(tmp_path, made):
    """The EC2 host's configuration, which dials that cluster."""
    document = yaml.safe_load(EC2.read_text())
    settings = document["input"]["postgres_cdc"]
    address = f"{made['Endpoint']}:{made['Port']}"
    settings["dsn"] = f"postgres://cdc_shop@{address}/shop?sslmode=verify-full"
    settings["aws"] |= {"endpoint": address, "region": REGION}
    file = tmp_path / "shop.yaml"
    file.write_text(yaml.safe_dump(document))
    return file


def hand(**given):
    profiles = {"redpanda_profile": "redpanda", "database_profile": "database"}
    return ByHand(**{"role": CALLER, **profiles, **given})


def walked(file, given):
    stack = any_stack(file, given)
    return walk(gather(stack.chain, stack.with_what_is_known(aws_probes(stack.chain)), 20))


def results(found):
    return {finding.check: finding.result for finding in found}


def test_the_cluster_is_found_by_its_endpoint_and_every_link_of_it_judged(pipeline, made):
    found = walked(pipeline, hand())
    seen = results(found)
    for check in (
        "account behind the application profile",
        "account behind the database profile",
        "pipeline role",
        "pipeline role may assume the connect role",
        "connect role trusts the pipeline role",
        "shop: connect role may log in as cdc_shop",
        "cluster is available",
        "IAM authentication is on",
        "shop: configured host",
    ):
        assert seen[check] is Result.PASS, check
    assert seen["network lets the pipeline in"] is Result.UNKNOWN
    failed = [finding.cause for finding in found if finding.result is Result.FAIL]
    assert failed == ["L1", "L2"], "the parameters of the group that the cluster has"


def test_a_role_without_a_policy_is_r1_with_a_fix_for_anybody(pipeline, accounts):
    accounts[0].client("iam").delete_role_policy(RoleName="host", PolicyName="own")
    first = next(finding for finding in walked(pipeline, hand()) if finding.result is Result.FAIL)
    assert (first.cause, first.link) == ("R1", 2)
    assert "pulumi" not in first.fix


def test_by_hand_a_client_is_judged_up_to_its_login(made):
    seen = results(
        walked(None, hand(cluster=made["DBClusterArn"], user="cdc_shop", connect_role=LOGIN, external_id="shop"))
    )
    assert seen["cdc_shop: connect role may log in as cdc_shop"] is Result.PASS
    assert seen["connect role trusts the client role"] is Result.PASS
    other = walked(None, hand(cluster=made["DBClusterArn"], user="other", connect_role=LOGIN, external_id="shop"))
    assert [finding.cause for finding in other if finding.result is Result.FAIL] == ["I3"]


def test_an_endpoint_that_no_cluster_has_is_unknown_and_says_what_to_give(accounts):
    found = cluster.find(accounts[1].facts, "elsewhere.example", None)
    assert found == Unavailable(
        f"RDS shows profile 'database' no cluster with endpoint elsewhere.example in {REGION}; --cluster names one"
    )


def test_a_reader_endpoint_is_its_clusters(pipeline, made):
    file = pipeline
    file.write_text(file.read_text().replace(made["Endpoint"], made["ReaderEndpoint"]))
    assert "L6" in [finding.cause for finding in walked(file, hand())]


@pytest.mark.parametrize(
    ("asked", "region"),
    [
        (("cdc.cluster-x.eu-west-1.rds.amazonaws.com", "us-east-2", None, None), "eu-west-1"),
        (("cdc.cluster-x.cn-north-1.rds.amazonaws.com.cn", None, None, None), "cn-north-1"),
        (("db.internal", "us-east-2", "arn:aws:rds:us-west-2:222222222222:cluster:cdc", None), "us-west-2"),
        (("db.internal", "us-east-2", None, None), "us-east-2"),
        ((None, None, None, "no-such-profile"), None),
    ],
)
def test_the_region_is_the_endpoints_before_anything_else(asked, region):
    assert cluster.region_of(*asked) == region
