import pytest

import settings
from kubernetes_service.settings import KubernetesServiceSettings

ISSUER = "https://oidc.eks.us-east-2.amazonaws.com/id/1A"


@pytest.fixture
def config(ca_bundle):
    return {
        "application": {"accountId": "111111111111", "profile": "application", "region": "us-east-2"},
        "database": {
            "accountId": "222222222222",
            "profile": "database",
            "region": "us-east-2",
            "name": "shop",
            "caBundle": str(ca_bundle),
            "network": {"availabilityZones": ["us-east-2a", "us-east-2b"]},
        },
        "trust": {"externalId": "shop-orders"},
        "kubernetes": {"oidcIssuer": ISSUER, "namespace": "shop", "serviceAccount": "orders"},
        "service": {"user": "orders_app", "schema": "orders"},
    }


def problems(config):
    with pytest.raises(ValueError, match="want") as refusal:
        settings.parse_as(KubernetesServiceSettings, config)
    return [line.strip() for line in str(refusal.value).splitlines()]


def test_two_accounts_have_a_connect_role_and_the_owner_is_named_after_the_schema(config):
    parsed = settings.parse_as(KubernetesServiceSettings, config)
    assert not parsed.one_account
    assert parsed.trust
    assert (parsed.kubernetes.way, parsed.kubernetes.role_name) == ("irsa", "aurora-service")
    assert parsed.service.owner == "orders_owner"


def test_one_account_has_no_trust_section(config):
    config["application"]["accountId"] = "222222222222"
    del config["trust"]
    parsed = settings.parse_as(KubernetesServiceSettings, config)
    assert parsed.one_account
    assert parsed.trust is None


def test_pod_identity_names_the_cluster_instead_of_an_issuer(config):
    config["kubernetes"] = {"way": "podIdentity", "clusterName": "shop", "namespace": "shop", "serviceAccount": "a.b"}
    parsed = settings.parse_as(KubernetesServiceSettings, config)
    assert (parsed.kubernetes.cluster_name, parsed.kubernetes.oidc_issuer) == ("shop", None)


@pytest.mark.parametrize(
    ("section", "change", "line"),
    [
        ("kubernetes", {"namespace": "shop_1"}, "kubernetes.namespace: got 'shop_1', want at most 63 lower-case"),
        ("kubernetes", {"serviceAccount": "Orders"}, "kubernetes.serviceAccount: got 'Orders', want at most 253"),
        ("kubernetes", {"oidcIssuer": "oidc.eks/id/1"}, "kubernetes.oidcIssuer: got 'oidc.eks/id/1', want https://"),
        ("kubernetes", {"oidcIssuer": f"{ISSUER}/"}, f"kubernetes.oidcIssuer: got '{ISSUER}/', want https://"),
        ("kubernetes", {"oidcIssuer": None}, "kubernetes.oidcIssuer: got None, want the cluster's (way is irsa)"),
        ("kubernetes", {"clusterName": "shop"}, "kubernetes.clusterName: got 'shop', want none (way is irsa)"),
        ("kubernetes", {"way": "kiam"}, "kubernetes.way: got 'kiam', want irsa"),
        ("kubernetes", {"roleName": "arn:aws:iam::1:role/x"}, "kubernetes.roleName: got 'arn:aws:iam::1:role/x', want"),
        ("service", {"schema": "public"}, "service.schema: got 'public', want a schema of the service's own"),
        ("service", {"schema": "Orders"}, "service.schema: got 'Orders', want"),
        ("service", {"owner": "Orders"}, "service.owner: got 'Orders', want [a-z_]"),
        ("service", {"owner": "orders_app"}, "service.owner: got 'orders_app', want another role than user"),
        ("service", {"user": "postgres"}, "service.user: got 'postgres', want another role than the master"),
        ("service", {"owner": "postgres"}, "service.owner: got 'postgres', want another role than the master"),
        (
            "application",
            {"accountId": "222222222222"},
            "trust.externalId: got 'shop-orders', want no trust section (within one account",
        ),
    ],
)
def test_a_wrong_answer_is_one_line_that_names_its_key(config, section, change, line):
    config[section] |= change
    (told,) = problems(config)
    assert told.startswith(line)


def test_a_schema_whose_owners_name_would_be_too_long_asks_for_one(config):
    config["service"]["schema"] = "s" * 60
    (told,) = problems(config)
    assert told == (f"service.owner: got '', want [a-z_][a-z0-9_]{{0,62}} (default {'s' * 60}_owner is none)")


def test_pod_identity_without_its_cluster_and_with_an_issuer_is_two_problems(config):
    config["kubernetes"]["way"] = "podIdentity"
    assert problems(config) == [
        f"kubernetes.oidcIssuer: got '{ISSUER}', want none (way is podIdentity)",
        "kubernetes.clusterName: got None, want the cluster's (way is podIdentity)",
    ]


def test_two_accounts_without_an_external_id_are_refused(config):
    del config["trust"]
    (told,) = problems(config)
    assert told.startswith("trust: missing, want a section with the ExternalId")
