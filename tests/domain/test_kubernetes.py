import pytest

from domain import kubernetes


@pytest.mark.parametrize("name", ["a", "shop", "shop-orders", "0", "a--b", "x" * 63])
def test_a_dns_label_is_a_namespace_and_a_service_account(name):
    kubernetes.check_namespace(name)
    kubernetes.check_service_account(name)


@pytest.mark.parametrize("name", ["", "shop_orders", "Shop", "-shop", "shop-", "shop.orders", "shop\n", "x" * 64])
def test_another_namespace_is_refused_before_kubernetes_does(name):
    with pytest.raises(ValueError, match=r"^want at most 63 .*DNS-1123 label"):
        kubernetes.check_namespace(name)


@pytest.mark.parametrize("name", ["orders.v1", "a.b.c", "x" * 64, ".".join(["x" * 63] * 3) + "." + "x" * 61])
def test_a_service_account_may_have_dots_and_be_longer(name):
    kubernetes.check_service_account(name)


@pytest.mark.parametrize("name", ["", "orders_app", "Orders", ".orders", "orders.", "a..b", "a.-b", "x\n", "x" * 254])
def test_another_service_account_is_refused_before_kubernetes_does(name):
    with pytest.raises(ValueError, match=r"^want at most 253 .*DNS-1123 subdomain"):
        kubernetes.check_service_account(name)


def test_a_manifest_names_the_role_where_eks_does_not_keep_it():
    role = "arn:aws:iam::111111111111:role/orders"
    assert kubernetes.service_account_manifest("shop", "orders", role) == {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {
            "name": "orders",
            "namespace": "shop",
            "annotations": {"eks.amazonaws.com/role-arn": role},
        },
    }
    assert kubernetes.service_account_manifest("shop", "orders", None)["metadata"] == {
        "name": "orders",
        "namespace": "shop",
    }
