"""Kubernetes service accounts: their names, how AWS is told of them, and their manifest."""

import re
from typing import Any

_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"

# Kubernetes documentation, "Object Names and IDs": a namespace is a DNS-1123 label, a service account a subdomain.
NAMESPACE = re.compile(_LABEL)
SERVICE_ACCOUNT = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
LONGEST_NAMESPACE = 63
LONGEST_SERVICE_ACCOUNT = 253

ROLE_ANNOTATION = "eks.amazonaws.com/role-arn"  # Amazon EKS User Guide, "Assign IAM roles to service accounts"


def check_namespace(name: str) -> None:
    """Raises ValueError for what Kubernetes takes for no namespace, such as `shop_orders`."""
    if NAMESPACE.fullmatch(name) is None or len(name) > LONGEST_NAMESPACE:
        raise ValueError(
            f"want at most {LONGEST_NAMESPACE} lower-case letters, digits and hyphens, neither first nor last a hyphen "
            "(a DNS-1123 label; Kubernetes refuses underscores)"
        )


def check_service_account(name: str) -> None:
    """Raises ValueError for what Kubernetes takes for no service account's name, such as `Orders`."""
    if SERVICE_ACCOUNT.fullmatch(name) is None or len(name) > LONGEST_SERVICE_ACCOUNT:
        raise ValueError(
            f"want at most {LONGEST_SERVICE_ACCOUNT} lower-case letters, digits, hyphens and dots, each part between "
            "dots beginning and ending with a letter or digit (a DNS-1123 subdomain; Kubernetes refuses underscores)"
        )


def object_name(pipeline: str) -> str:
    """What a pipeline's objects are called: `iam_test` to `rpcn-iam-test`; raises ValueError where that is no name."""
    name = f"rpcn-{pipeline.replace('_', '-')}"
    check_service_account(name)
    return name


def subject(namespace: str, service_account: str) -> str:
    """The `sub` of its tokens: `("shop", "orders")` to `system:serviceaccount:shop:orders`.

    Kubernetes documentation, "Authenticating", service account tokens.
    """
    return f"system:serviceaccount:{namespace}:{service_account}"


def service_account_manifest(namespace: str, service_account: str, role_arn: str | None) -> dict[str, Any]:
    """The object for `kubectl apply`; the role is named for IRSA only, since EKS keeps a Pod Identity's itself."""
    metadata: dict[str, Any] = {"name": service_account, "namespace": namespace}
    if role_arn is not None:
        metadata["annotations"] = {ROLE_ANNOTATION: role_arn}
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}
