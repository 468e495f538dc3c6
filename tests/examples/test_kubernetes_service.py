import pytest
import yaml

from domain import kubernetes_trust

NAME = "kubernetes-service"
DBUSER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/orders_app"
CONNECT_ROLE = "arn:aws:iam::222222222222:role/service-role"
IN_DATABASE_ACCOUNT = {
    "service-security-group",
    "service-from-10.20.0.0-20",
    "service-from-10.30.8.0-24",
    "service-parameters",
    "service-subnets",
    "service-cluster",
    "service-writer",
}
IN_DATABASE = {f"orders_app-{job}" for job in ("role", "owner", "schema", "connect", "usage", "tables", "sequences")}


@pytest.fixture
def dev(run_example):
    return run_example(NAME, "dev")


@pytest.fixture
def one_account(run_example):
    return run_example(NAME, "one-account")


def by_account(engine):
    accounts = {}
    for name, provider in engine.provider_names().items():
        accounts.setdefault(provider, set()).add(name)
    return accounts


def test_two_accounts_each_get_only_what_belongs_there(dev):
    assert by_account(dev) == {
        "application-account": {"pod-role", "pod-assume", "pod-association"},
        "database-account": {*IN_DATABASE_ACCOUNT, "service-role", "service-database-login"},
        "database-master": IN_DATABASE,
        "random": {"service-final-snapshot"},
    }


def test_one_account_has_no_connect_role_and_the_pods_own_role_logs_in(one_account):
    assert by_account(one_account) == {
        "application-account": {"pod-role", "pod-database-login"},
        "database-account": IN_DATABASE_ACCOUNT,
        "database-master": IN_DATABASE,
        "random": {"service-final-snapshot"},
    }
    (statement,) = one_account.inputs("pod-database-login")["policy"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("rds-db:connect", [DBUSER])


def test_a_preview_of_one_account_shows_what_up_makes(run_example, one_account):
    assert run_example(NAME, "one-account", preview=True).types() == one_account.types()


def test_a_pod_identitys_tags_go_through_the_connect_role(dev):
    cluster = "arn:aws:eks:us-east-2:111111111111:cluster/shop"
    assert dev.inputs("pod-role")["assumeRolePolicy"] == kubernetes_trust.pod_identity(cluster, "shop", "orders")
    assuming, tagging = dev.inputs("service-role")["assumeRolePolicy"]["Statement"]
    assert assuming["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/shop-orders"},
        "StringEquals": {"sts:ExternalId": "shop-orders-dev"},
    }
    assert tagging["Action"] == "sts:TagSession"
    caller = dev.inputs("pod-assume")["policy"]["Statement"]
    assert [statement["Action"] for statement in caller] == ["sts:AssumeRole", "sts:TagSession"]
    assert caller[0]["Condition"] == {"StringEquals": {"sts:ExternalId": "shop-orders-dev"}}
    assert {*caller[0]["Resource"], *caller[1]["Resource"]} == {CONNECT_ROLE}


def test_irsa_needs_no_tags_on_the_connect_role(run_example):
    lab = run_example(NAME, "lab")
    (statement,) = lab.inputs("service-role")["assumeRolePolicy"]["Statement"]
    assert statement["Action"] == "sts:AssumeRole"
    provider = "arn:aws:iam::111111111111:oidc-provider/oidc.lab.invalid/id/0"
    assert lab.inputs("pod-role")["assumeRolePolicy"] == kubernetes_trust.irsa(provider, "lab", "orders")


def test_the_connect_role_logs_in_as_the_services_user_alone(dev):
    (statement,) = dev.inputs("service-database-login")["policy"]["Statement"]
    assert statement["Resource"] == [DBUSER]


def test_the_cluster_does_not_replicate(dev):
    (parameter,) = dev.inputs("service-parameters")["parameters"]
    assert parameter["name"] == "rds.force_ssl"


def test_the_manifest_and_the_containers_environment_are_exported(dev, one_account):
    assert "annotations" not in yaml.safe_load(dev.outputs["service_account"])["metadata"]
    assert yaml.safe_load(one_account.outputs["service_account"])["metadata"]["annotations"]
    common = {
        "DATABASE_ENDPOINT": "service-cluster.cluster-x.us-east-2.rds.amazonaws.com",
        "DATABASE_PORT": "5432",
        "DATABASE_NAME": "shop",
        "DATABASE_USER": "orders_app",
        "DATABASE_REGION": "us-east-2",
    }
    assert one_account.outputs["pod_environment"] == common
    assert dev.outputs["pod_environment"] == common | {
        "CONNECT_ROLE_ARN": CONNECT_ROLE,
        "EXTERNAL_ID": "shop-orders-dev",
    }


def test_the_chain_tells_the_way_in(dev, one_account):
    chain = dev.outputs["chain"]
    assert chain["kind"] == "aurora-postgresql-client"
    assert chain["application"] == {
        "workload": "service-account",
        "role_arn": "arn:aws:iam::111111111111:role/pod-role",
        "way": "podIdentity",
        "namespace": "shop",
        "service_account": "orders",
        "schema": "orders",
        "schema_owner": "orders_owner",
        "oidc_issuer": None,
        "cluster_name": "shop",
        "assume_policy_name": "pod-assume",
        "source_cidrs": ["10.20.0.0/20"],
        "account_id": "111111111111",
        "profile": "application",
        "region": "us-east-2",
    }
    assert chain["users"] == [{"user": "orders_app", "dbuser_arns": [DBUSER]}]
    assert chain["trust"] == {
        "principal": "account",
        "external_id": "shop-orders-dev",
        "connect_role_arn": CONNECT_ROLE,
    }
    assert one_account.outputs["chain"]["trust"] is None
