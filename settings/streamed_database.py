"""Section `database` of the stack that streams changes: a new cluster, or a database that exists already."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, model_validator

from domain.administrator import ADMINISTRATOR
from settings import errors
from settings.database import DatabaseSettings, NetworkSettings
from settings.existing_database import ExistingDatabaseSettings
from settings.fields import Identifier

OF_A_NEW_CLUSTER = (
    "engine_version",
    "min_acu",
    "max_acu",
    "readers",
    "deletion_protection",
    "backup_retention_days",
    "network",
)


class NetworkOfOthers(NetworkSettings):
    """Stands for the network of a database that exists: nothing of it is known here but whether it is public."""


class StreamedDatabaseSettings(DatabaseSettings):
    """The database whose changes are streamed, and who makes the users and publications in it."""

    existing: ExistingDatabaseSettings | None = Field(
        default=None, description="a section with a database that exists already; default: a cluster is made"
    )
    sql: Literal["iam", "dataApi", "master", "script"] = Field(
        default="iam",
        description="iam, dataApi, master or script: who makes the users and publications in the database",
    )
    administrator: Identifier = Field(
        default=ADMINISTRATOR,
        description="the name of the role that makes them by login token, for sql iam; in a database that exists it "
        "has to exist",
    )

    @model_validator(mode="before")
    @classmethod
    def _network_of_others(cls, section: Any) -> Any:
        existing = section.get("existing") if isinstance(section, dict) else None
        if isinstance(existing, dict) and "network" not in section:
            exposure = "public" if existing.get("exposure") == "public" else "private"
            return {**section, "network": NetworkOfOthers.model_construct(exposure=exposure, availability_zones=[])}
        return section

    def across_keys(self) -> Iterator[str]:
        """What two keys only get wrong together, each problem as a whole line."""
        yield from super().across_keys()
        if self.existing is None:
            return
        for name in OF_A_NEW_CLUSTER:
            value = getattr(self, name)
            if name in self.model_fields_set and not isinstance(value, NetworkOfOthers):
                key = type(self).model_fields[name].alias
                shown = "a section" if name == "network" else errors.shown(value)
                yield f"database.{key}: got {shown}, want none (the database exists, and is never changed); remove it"
        if self.sql == "dataApi" and not self.existing.is_cluster:
            yield "database.sql: got 'dataApi', want iam, master or script (an RDS instance has no Data API)"

    def against_pipeline(self, key: str, user: str, bootstrap_sql: str | None) -> Iterator[str]:
        """What a pipeline gets wrong for this database, each problem as a whole line."""
        if user == self.master_username:
            yield f"{key}.user: got {user!r}, want another user than the master (it would lose its password)"
        if self.sql == "iam" and user == self.administrator:
            yield f"{key}.user: got {user!r}, want another user than the administrator (it may make roles)"
        if self.sql == "script" and bootstrap_sql is not None:
            yield f"{key}.bootstrapSql: got {bootstrap_sql!r}, want none (with database.sql: script no SQL is run)"
