"""The stack file of `examples/ec2-client`."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from settings.client_stack import ClientStack
from settings.fields import Count, DatabaseName, LoginRole, RoleName, Text, each_once, matching
from settings.section import Section
from settings.trust import ClientTrustSettings


class ExistingDatabase(Section):
    """An RDS PostgreSQL instance or an Aurora cluster of the database account that somebody else manages."""

    resource_id: Annotated[
        Text, matching(re.compile(r"(cluster|db)-[A-Z0-9]+"), "the resource id, not the name: cluster-... or db-...")
    ] = Field(description="its resource id (DbClusterResourceId or DbiResourceId)")
    endpoint: Annotated[
        Text,
        matching(re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?"), "its own endpoint: no alias is signed in a token"),
    ] = Field(description="the name it is reached by, an endpoint of RDS")
    port: Count = Field(default=5432, ge=1150, le=65535, description="a port from 1150 to 65535")
    name: DatabaseName = Field(description="the name of the database there")
    users: list[LoginRole] = Field(min_length=1, description="a list of its users that the client logs in as")


class ClientSettings(Section):
    """The EC2 instance as a client."""

    role_name: RoleName = Field(default="aurora-ec2-client", description="the name of the instance's role")
    users: Annotated[list[LoginRole], each_once("user")] = Field(
        min_length=1, description="a list of the database users it logs in as"
    )
    ca_bundle: Text = Field(
        default="/etc/ssl/certs/rds-bundle.pem",
        description="the path of the region's RDS certificate bundle on the instance",
    )
    existing_databases: list[ExistingDatabase] = Field(
        default=[], description="a list of other databases of that account the same role logs in to"
    )


class Ec2ClientSettings(ClientStack):
    """Everything `examples/ec2-client` needs to know from outside."""

    trust: ClientTrustSettings = Field(description="a section with the ExternalId that the client presents")
    client: ClientSettings = Field(description="a section with the instance's role and its database users")

    def across_sections(self) -> Iterator[str]:
        """Also: no client is the master, and the other databases are told apart and in the Region that is granted."""
        yield from super().across_sections()
        if self.database.master_username in self.client.users:
            yield (
                f"client.users: got {self.database.master_username!r}, want other users than the master (it would lose "
                "its password)"
            )
        yield from self._other_databases()

    def _other_databases(self) -> Iterator[str]:
        others, region = self.client.existing_databases, self.database.region
        ids = [other.resource_id for other in others]
        for position, other in enumerate(others):
            key = f"client.existingDatabases[{position}]"
            if other.resource_id in ids[:position]:
                yield (
                    f"{key}.resourceId: got {other.resource_id!r} again, want each database once (its users' commands "
                    "are named after it); list all its users in one place"
                )
            if f".{region}." not in other.endpoint:
                yield (
                    f"{key}.endpoint: got {other.endpoint!r}, want an endpoint in {region} (logins are granted in "
                    "database.region alone)"
                )
