import pulumi
import pulumi_aws as aws
import pytest
import yaml

from components.service_account_role import (
    DirectLogin,
    Irsa,
    PodIdentity,
    ServiceAccountRole,
    ServiceAccountRoleArgs,
    ThroughConnectRole,
)
from domain import kubernetes_trust

ACCOUNT = "111111111111"
HOST = "oidc.eks.us-east-2.amazonaws.com/id/1A"
IRSA = Irsa(oidc_issuer=f"https://{HOST}")
POD_IDENTITY = PodIdentity(cluster_name="shop")
DBUSER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/orders_app"
CONNECT_ROLE = "arn:aws:iam::222222222222:role/orders-connect"
DIRECT = DirectLogin(dbuser_arns=[DBUSER])
THROUGH = ThroughConnectRole(connect_role_arn=CONNECT_ROLE, external_id="shop")
REQUIRED = {
    "account_id": ACCOUNT,
    "region": "us-east-2",
    "role_name": "orders-service",
    "namespace": "shop",
    "service_account": "orders",
    "way": IRSA,
    "database": THROUGH,
}


def role(engine, **args):
    """The component's outputs."""
    told = {}

    def program():
        account = aws.Provider("application-account", region="us-east-2")
        made = ServiceAccountRole(
            "orders", ServiceAccountRoleArgs(**REQUIRED | args), pulumi.ResourceOptions(provider=account)
        )
        made.arn.apply(lambda arn: told.update(arn=arn))
        made.manifest.apply(lambda text: told.update(manifest=yaml.safe_load(text)))

    engine.run(program)
    return told


@pytest.mark.parametrize(
    ("args", "children"),
    [
        ({}, {"orders-role", "orders-assume"}),
        ({"database": DIRECT}, {"orders-role", "orders-database-login"}),
        ({"way": POD_IDENTITY}, {"orders-role", "orders-assume", "orders-association"}),
    ],
)
def test_the_children_follow_the_way_in_and_the_way_to_the_database(engine, args, children):
    role(engine, **args)
    kinds = {
        "orders-role": "aws:iam/role:Role",
        "orders-assume": "aws:iam/rolePolicy:RolePolicy",
        "orders-database-login": "aws:iam/rolePolicy:RolePolicy",
        "orders-association": "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    }
    assert engine.types() == {name: kinds[name] for name in children}
    assert set(engine.provider_names().values()) == {"application-account"}


def test_irsa_trusts_the_service_account_through_the_clusters_issuer(engine):
    told = role(engine)
    made = engine.inputs("orders-role")
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{HOST}"
    assert made["assumeRolePolicy"] == kubernetes_trust.irsa(provider, "shop", "orders")
    assert made["name"] == "orders-service"
    assert told["manifest"] == {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {
            "name": "orders",
            "namespace": "shop",
            "annotations": {"eks.amazonaws.com/role-arn": told["arn"]},
        },
    }


def test_pod_identity_trusts_eks_and_the_association_names_the_role(engine):
    told = role(engine, way=POD_IDENTITY)
    cluster = f"arn:aws:eks:us-east-2:{ACCOUNT}:cluster/shop"
    trust = kubernetes_trust.pod_identity(cluster, "shop", "orders")
    assert engine.inputs("orders-role")["assumeRolePolicy"] == trust
    assert engine.inputs("orders-association") == {
        "clusterName": "shop",
        "namespace": "shop",
        "serviceAccount": "orders",
        "roleArn": told["arn"],
    }
    assert "annotations" not in told["manifest"]["metadata"]


def test_the_partition_is_the_regions(engine):
    role(engine, region="cn-north-1")
    (statement,) = engine.inputs("orders-role")["assumeRolePolicy"]["Statement"]
    assert statement["Principal"] == {"Federated": f"arn:aws-cn:iam::{ACCOUNT}:oidc-provider/{HOST}"}


def test_across_accounts_it_may_only_assume_the_connect_role_with_the_external_id(engine):
    role(engine)
    assert engine.inputs("orders-assume") == {
        "role": "orders-service",
        "policy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "AssumeConnectRoles",
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Resource": [CONNECT_ROLE],
                    "Condition": {"StringEquals": {"sts:ExternalId": "shop"}},
                }
            ],
        },
    }


def test_a_pod_identitys_sessions_may_pass_their_tags_on_across_accounts(engine):
    role(engine, way=POD_IDENTITY)
    statements = engine.inputs("orders-assume")["policy"]["Statement"]
    assert [statement["Action"] for statement in statements] == ["sts:AssumeRole", "sts:TagSession"]
    assert all(statement["Resource"] == [CONNECT_ROLE] for statement in statements)


@pytest.mark.parametrize("way", [IRSA, POD_IDENTITY])
def test_in_one_account_it_may_only_log_in_as_the_user(engine, way):
    role(engine, way=way, database=DIRECT)
    assert engine.inputs("orders-database-login")["policy"]["Statement"] == [
        {"Sid": "LogInAsDatabaseUsers", "Effect": "Allow", "Action": "rds-db:connect", "Resource": [DBUSER]}
    ]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"namespace": "shop_orders"}, r"^namespace: got 'shop_orders', want .*DNS-1123 label"),
        ({"namespace": "shop.orders"}, r"^namespace: got 'shop.orders', want"),
        ({"service_account": "orders_app"}, r"^service_account: got 'orders_app', want .*DNS-1123 subdomain"),
    ],
)
def test_a_name_that_kubernetes_would_refuse_is_refused_by_its_field(args, words):
    with pytest.raises(ValueError, match=words):
        ServiceAccountRoleArgs(**REQUIRED | args)
