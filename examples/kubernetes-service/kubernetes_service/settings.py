"""The stack file of `examples/kubernetes-service`."""

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator

from domain import kubernetes, service_schema, slots
from settings.client_stack import ClientStack
from settings.fields import Identifier, LoginRole, RoleName, Text, matching, passing
from settings.section import Section
from settings.trust import ClientTrustSettings

ISSUER = re.compile(r"https://[a-z0-9.-]+(/[A-Za-z0-9._-]+)*")
ISSUER_COMMAND = "what `aws eks describe-cluster` shows under cluster.identity.oidc.issuer"
CLUSTER_NAME = re.compile(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}")


class KubernetesSettings(Section):
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
    role_name: RoleName = Field(default="aurora-service", description="the name of its IAM role")

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer_of_irsa(cls, issuer: str | None, info: ValidationInfo) -> str | None:
        return _belonging_to("irsa", issuer, info)

    @field_validator("cluster_name")
    @classmethod
    def _cluster_of_pod_identity(cls, name: str | None, info: ValidationInfo) -> str | None:
        return _belonging_to("podIdentity", name, info)


class ServiceSettings(Section):
    """The service's side of the database."""

    user: LoginRole = Field(description="the database user its pods log in as")
    schema_: Annotated[Identifier, passing(service_schema.check_schema)] = Field(
        alias="schema", description="the schema of its tables, made here"
    )
    owner: Text = Field(
        default="", description="the role that owns the schema and its tables; default `<schema>_owner`"
    )

    @field_validator("owner")
    @classmethod
    def _nobodys_login(cls, owner: str, info: ValidationInfo) -> str:
        owner = owner or f"{info.data.get('schema_', 'service')}_owner"
        if slots.IDENTIFIER.fullmatch(owner) is None:
            raise ValueError(f"want {slots.IDENTIFIER.pattern} (a PostgreSQL identifier in lower case)")
        if owner == info.data.get("user"):
            raise ValueError("want another role than user (who owns a table may drop it)")
        return owner


class KubernetesServiceSettings(ClientStack):
    """Everything `examples/kubernetes-service` needs to know from outside."""

    may_share_account: ClassVar[bool] = True

    trust: ClientTrustSettings | None = Field(
        default=None, description="a section with the ExternalId that the service presents, across two accounts"
    )
    kubernetes: KubernetesSettings = Field(description="a section with the service account")
    service: ServiceSettings = Field(description="a section with the service's database user and schema")

    def across_sections(self) -> Iterator[str]:
        """Also: a connect role between two accounts only, and neither role is the master."""
        yield from super().across_sections()
        if self.one_account and self.trust:
            yield (
                f"trust.externalId: got {self.trust.external_id!r}, want no trust section (within one account the "
                "service's own role logs in)"
            )
        if not self.one_account and not self.trust:
            yield "trust: missing, want a section with the ExternalId that the service presents (two accounts)"
        for key, role in {"user": self.service.user, "owner": self.service.owner}.items():
            if role == self.database.master_username:
                yield f"service.{key}: got {role!r}, want another role than the master (it would lose its password)"


def _belonging_to(way: str, value: str | None, info: ValidationInfo) -> str | None:
    chosen = info.data.get("way")
    if chosen is None:  # told as wrong itself
        return value
    if chosen == way and value is None:
        raise ValueError(f"want the cluster's (way is {way})")
    if chosen != way and value is not None:
        raise ValueError(f"want none (way is {chosen})")
    return value
