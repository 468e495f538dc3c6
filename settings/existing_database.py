"""Section `database.existing`."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from domain.database_identifier import check_identifier
from settings.fields import Text, matching, passing
from settings.section import Section

DatabaseIdentifier = Annotated[Text, passing(check_identifier)]


class ExistingDatabaseSettings(Section):
    """A database that somebody else made: it is read, and never changed."""

    cluster_identifier: DatabaseIdentifier | None = Field(
        default=None, description="the identifier of an Aurora PostgreSQL or Multi-AZ cluster"
    )
    instance_identifier: DatabaseIdentifier | None = Field(
        default=None, description="the identifier of an RDS for PostgreSQL instance"
    )
    exposure: Literal["private", "public"] = Field(
        default="private", description="public or private: whether the database has a public address"
    )
    ingress_security_group_id: (
        Annotated[Text, matching(re.compile(r"sg-[0-9a-f]+"), "the id of a security group")] | None
    ) = Field(
        default=None,
        description="the id of a security group of the database that gets a rule for each source; default: none does",
    )
    secret_arn: (
        Annotated[Text, matching(re.compile(r"arn:aws[a-z-]*:secretsmanager:\S+"), "the ARN of a secret")] | None
    ) = Field(
        default=None,
        description="the ARN of a secret with an administrator's user name and password, for sql master and dataApi; "
        "default: the managed one",
    )

    @model_validator(mode="before")
    @classmethod
    def _one_of_two(cls, section: Any) -> Any:
        if isinstance(section, dict) and len({"clusterIdentifier", "instanceIdentifier"} & section.keys()) != 1:
            raise ValueError("want either `clusterIdentifier` or `instanceIdentifier`")
        return section

    @property
    def identifier(self) -> str:
        """Of the cluster or the instance."""
        return self.cluster_identifier or self.instance_identifier or ""

    @property
    def is_cluster(self) -> bool:
        """Whether it is a cluster."""
        return self.cluster_identifier is not None
