"""The stack file of `examples/ec2-client`."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, field_validator

from settings.client_stack import ClientStack
from settings.fields import Identifier, RoleName, Text, matching
from settings.section import Section
from settings.trust import ClientTrustSettings


class ExistingDatabase(Section):
    """An RDS PostgreSQL instance or an Aurora cluster of the database account that somebody else manages."""

    resource_id: Annotated[
        Text, matching(re.compile(r"(cluster|db)-[A-Z0-9]+"), "the resource id, not the name: cluster-... or db-...")
    ] = Field(description="its resource id (DbClusterResourceId or DbiResourceId)")
    users: list[Identifier] = Field(min_length=1, description="a list of its users that the client logs in as")


class ClientSettings(Section):
    """The EC2 instance as a client."""

    role_name: RoleName = Field(default="aurora-ec2-client", description="the name of the instance's role")
    users: list[Identifier] = Field(min_length=1, description="a list of the database users it logs in as")
    ca_bundle: Text = Field(
        default="/etc/ssl/certs/rds-bundle.pem",
        description="the path of the region's RDS certificate bundle on the instance",
    )
    existing_databases: list[ExistingDatabase] = Field(
        default=[], description="a list of other databases of that account the same role logs in to"
    )

    @field_validator("users")
    @classmethod
    def _distinct(cls, users: list[str]) -> list[str]:
        if len(set(users)) < len(users):
            raise ValueError("want each user once")
        return users


class Ec2ClientSettings(ClientStack):
    """Everything `examples/ec2-client` needs to know from outside."""

    trust: ClientTrustSettings = Field(description="a section with the ExternalId that the client presents")
    client: ClientSettings = Field(description="a section with the instance's role and its database users")

    def across_sections(self) -> Iterator[str]:
        """Also: no client is the master."""
        yield from super().across_sections()
        if self.database.master_username in self.client.users:
            yield (
                f"client.users: got {self.database.master_username!r}, want other users than the master (it would lose "
                "its password)"
            )
