"""The stack file of `examples/kubernetes-service`."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from domain import service_schema, slots
from settings.client_stack import ClientStack
from settings.fields import Identifier, LoginRole, RoleName, Text, passing
from settings.section import Section
from settings.service_account import ServiceAccountSettings
from settings.trust import ClientTrustSettings


class KubernetesSettings(ServiceAccountSettings):
    """The service account, and how AWS knows its pods."""

    role_name: RoleName = Field(default="aurora-service", description="the name of its IAM role")


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
        default = f"{info.data.get('schema_', 'service')}_owner"
        if slots.IDENTIFIER.fullmatch(owner or default) is None:
            why = f"default {default} is none" if not owner else "a PostgreSQL identifier in lower case"
            raise ValueError(f"want {slots.IDENTIFIER.pattern} ({why})")
        owner = owner or default
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
