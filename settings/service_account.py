"""A Kubernetes service account, and how AWS knows its pods."""

import re
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from domain import kubernetes
from settings.fields import Text, matching, passing
from settings.section import Section

ISSUER = re.compile(r"https://[a-z0-9.-]+(/[A-Za-z0-9._-]+)*")
ISSUER_COMMAND = "what `aws eks describe-cluster` shows under cluster.identity.oidc.issuer"
CLUSTER_NAME = re.compile(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}")


class ServiceAccountSettings(Section):
    """The service account, and how AWS knows its pods."""

    way: Literal["irsa", "podIdentity"] = Field(
        default="irsa",
        description="irsa (tokens of the cluster's own issuer) or podIdentity (EKS Pod Identity Agent in the cluster)",
    )
    oidc_issuer: Annotated[Text, matching(ISSUER, ISSUER_COMMAND)] | None = Field(
        default=None,
        description="the URL of the cluster's OIDC issuer, which the account knows as a provider; for way irsa",
    )
    cluster_name: Annotated[Text, matching(CLUSTER_NAME, "EKS CreateCluster, name")] | None = Field(
        default=None, description="the name of the EKS cluster; for way podIdentity"
    )
    namespace: Annotated[Text, passing(kubernetes.check_namespace)] = Field(
        description="the namespace of the service account"
    )
    service_account: Annotated[Text, passing(kubernetes.check_service_account)] = Field(
        description="the name of the service account"
    )

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer_of_irsa(cls, issuer: str | None, info: ValidationInfo) -> str | None:
        return _belonging_to("irsa", issuer, info)

    @field_validator("cluster_name")
    @classmethod
    def _cluster_of_pod_identity(cls, name: str | None, info: ValidationInfo) -> str | None:
        return _belonging_to("podIdentity", name, info)


def _belonging_to(way: str, value: str | None, info: ValidationInfo) -> str | None:
    chosen = info.data.get("way")
    if chosen is None:  # told as wrong itself
        return value
    if chosen == way and value is None:
        raise ValueError(f"want the cluster's (way is {way})")
    if chosen != way and value is not None:
        raise ValueError(f"want none (way is {chosen})")
    return value
