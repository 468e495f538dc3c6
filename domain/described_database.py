"""A database that exists already, as RDS describes it, and the command lines that change it."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DescribedDatabase:
    """An Aurora cluster, a Multi-AZ cluster or an RDS instance: what decides whether its changes can be streamed."""

    identifier: str
    arn: str
    is_cluster: bool
    """An RDS instance has its parameters in a DB parameter group, a cluster in a DB cluster parameter group."""
    profile: str
    region: str
    port: int
    engine: str
    engine_version: str
    iam_login: bool
    has_data_api: bool
    has_managed_secret: bool
    """Whether RDS keeps the master's password in Secrets Manager."""
    parameter_group: str
    parameters: Mapping[str, str]
    """Those of the group that have a value."""
    pending_reboot: bool
    """Whether the group holds static values that the writer has not started with."""
    writer: str
    """The instance to restart; of an RDS instance the instance itself."""
    cluster: str | None = None
    """The cluster an instance belongs to."""
    source: str | None = None
    """What a replica copies."""

    @property
    def key(self) -> str:
        """Where the stack file names it."""
        return f"database.existing.{'clusterIdentifier' if self.is_cluster else 'instanceIdentifier'}"

    @property
    def guide(self) -> str:
        """The AWS guide that has its parameters."""
        return f"{'Aurora' if self.engine.startswith('aurora') else 'RDS'} User Guide"

    @property
    def has_default_group(self) -> bool:
        """Whether its parameters are AWS's own, which nobody may change (Aurora User Guide, "Default parameter
        groups")."""
        return self.parameter_group.startswith("default.")

    def turn_on_iam(self) -> str:
        """The command that lets users log in by token."""
        return self._modify("--enable-iam-database-authentication")

    def turn_on_data_api(self) -> str:
        """The command that lets SQL run over the Data API."""
        return self._rds("enable-http-endpoint", "--resource-arn", self.arn)

    def upgrade(self, major: int) -> str:
        """The command that makes it a version the operator chooses."""
        return self._modify("--allow-major-version-upgrade", "--engine-version", f"{major}.<minor>")

    def set_parameters(self, values: Mapping[str, str], static: Sequence[str]) -> str:
        """The command that sets parameters of its group, and restarts the writer where one of them is static."""
        commands = [self._set(self.parameter_group, values, static)]
        return " && ".join([*commands, *([self.restart()] if {*values} & {*static} else [])])

    def replace_group(self, values: Mapping[str, str], static: Sequence[str]) -> str:
        """The command that gives it a group of its own with these values, and restarts the writer."""
        group = f"{self.identifier}-cdc"
        family = self.parameter_group.removeprefix("default.")
        make = ("--db-parameter-group-family", family, "--description", "Logical replication with IAM")
        return " && ".join(
            [
                self._rds(f"create-{self._group}", f"--{self._group}-name", group, *make),
                self._set(group, values, static),
                self._modify(f"--{self._group}-name", group),
                self.restart(),
            ]
        )

    def restart(self) -> str:
        """The command that restarts the writer."""
        return self._rds("reboot-db-instance", "--db-instance-identifier", self.writer)

    @property
    def _kind(self) -> str:
        return "db-cluster" if self.is_cluster else "db-instance"

    @property
    def _group(self) -> str:
        return "db-cluster-parameter-group" if self.is_cluster else "db-parameter-group"

    def _set(self, group: str, values: Mapping[str, str], static: Sequence[str]) -> str:
        changes = [
            f"ParameterName={name},ParameterValue={value},"
            f"ApplyMethod={'pending-reboot' if name in static else 'immediate'}"
            for name, value in values.items()
        ]
        return self._rds(f"modify-{self._group}", f"--{self._group}-name", group, "--parameters", *changes)

    def _modify(self, *changes: str) -> str:
        return self._rds(
            f"modify-{self._kind}", f"--{self._kind}-identifier", self.identifier, *changes, "--apply-immediately"
        )

    def _rds(self, *arguments: str) -> str:
        where = ("--profile", self.profile, "--region", self.region)
        return shlex.join(["aws", "rds", *arguments, *where])
