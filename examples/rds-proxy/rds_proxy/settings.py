"""The stack file of `examples/rds-proxy`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from domain import networks, rds_proxy
from domain.rds_proxy import AuthMode, TargetRole
from settings import errors
from settings.client_stack import ClientStack
from settings.fields import LoginRole, RoleName, Text, each_once
from settings.section import Section
from settings.trust import ClientTrustSettings


class ProxyClientSettings(Section):
    """The application's side: its network, and who logs in."""

    users: Annotated[list[LoginRole], each_once("user")] = Field(
        min_length=1, description="a list of the database users it logs in as"
    )
    role_name: RoleName = Field(
        default="aurora-proxy-client", description="the name of the role of the function that tests the way"
    )
    availability_zones: Annotated[list[Text], each_once("zone")] = Field(
        min_length=2,
        description="a list of at least two availability zones of the region, for the application's VPC and for good",
    )
    vpc_cidr: Text = Field(
        default="10.91.0.0/24", description="the CIDR of the application's VPC, split into a subnet per zone"
    )
    functions: Text = Field(description="the path of the bundled functions; `make bundle` makes it")

    @field_validator("vpc_cidr")
    @classmethod
    def _splittable(cls, cidr: str, info: ValidationInfo) -> str:
        networks.subnets_of(cidr, max(2, len(info.data.get("availability_zones", []))))
        return cidr

    @field_validator("functions")
    @classmethod
    def _bundled(cls, path: str) -> str:
        if not (Path(path) / "functions" / "connection_test.py").is_file():
            raise ValueError("want a directory that holds functions/connection_test.py; run `make bundle`")
        return path


class ProxySettings(Section):
    """The proxy in front of the cluster."""

    auth: AuthMode = Field(
        default="iam",
        description="iam (the proxy logs in by token, as the client's own user) or secret (with a password, rotated)",
    )
    target_roles: Annotated[list[TargetRole], each_once("target role")] = Field(
        default=list(rds_proxy.TARGET_ROLES),
        min_length=1,
        description="a list of READ_WRITE and READ_ONLY: an endpoint in the application's VPC for each",
    )


class RdsProxySettings(ClientStack):
    """Everything `examples/rds-proxy` needs to know from outside."""

    clients_by_address: ClassVar[bool] = False

    trust: ClientTrustSettings = Field(description="a section with the ExternalId that the client presents")
    client: ProxyClientSettings = Field(description="a section with the application's network and database users")
    proxy: ProxySettings = Field(default=ProxySettings(), description="a section with the proxy's mode and endpoints")

    def across_sections(self) -> Iterator[str]:
        """Also: one region, a reader where it is needed, and no client is the master."""
        yield from super().across_sections()
        database, application = self.database, self.application
        if database.master_username in self.client.users:
            yield (
                f"client.users: got {database.master_username!r}, want other users than the master (the application "
                "would own everything, and the master lose its password)"
            )
        try:
            rds_proxy.check_readers(self.proxy.target_roles, database.readers)
        except ValueError:
            yield (
                f"database.readers: got {database.readers}, want 1 or more (proxy.targetRoles has READ_ONLY, and its "
                "endpoint refuses every connection without a reader); or leave READ_ONLY out of proxy.targetRoles"
            )
        if application.region != database.region:
            yield (
                f"application.region: got {application.region!r}, want database.region, {database.region!r} (subnets "
                "are shared within a region)"
            )
        zones = [zone for zone in self.client.availability_zones if not zone.startswith(application.region)]
        if zones:
            yield f"client.availabilityZones: got {errors.shown(zones)}, want zones of {application.region}"
