"""A database that exists, as the workflows' roles are told of it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ExistingScope:
    """It is looked at and never changed, but for one rule on the group that is named."""

    identifier: str
    """Of the cluster or the instance."""
    ingress_group_id: str | None = None
    """The security group that gets a rule for each source."""
    secret_arn: str | None = None
    """The administrator's secret, with `sql: dataApi` and `master`; None: the managed one."""

    @property
    def databases(self) -> list[str]:
        """The cluster or the instance; which of the two it is makes no difference to a name."""
        return [f"cluster:{self.identifier}", f"db:{self.identifier}"]
