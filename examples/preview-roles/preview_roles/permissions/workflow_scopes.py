"""What a workflow's role is about in each account: the names and ids below which it may act."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain import arns
from domain.administrator import ADMINISTRATOR
from preview_roles.permissions.existing_scopes import ExistingScope
from preview_roles.permissions.peering_scopes import AcceptScope, RequestScope
from preview_roles.permissions.runtime_scopes import RuntimeScope


@dataclass(frozen=True, kw_only=True)
class ApplicationScope:
    """The account of the pipelines or clients."""

    account_id: str
    region: str
    policy_roles: Sequence[str] = ()
    """Names of roles that others make, and that the program puts an inline policy on: Redpanda's pipeline role."""
    own_roles: Sequence[str] = ()
    """Names of roles that the program makes, and of their instance profiles."""
    runtime: RuntimeScope = field(default_factory=RuntimeScope)
    """What runs the pipelines, where the program makes it."""
    peering: RequestScope | None = None
    """None: no private way is asked for."""
    project: str = ""
    """Name of the Pulumi project, which its resources are tagged with."""
    component: str = "cdc"
    """What the program calls its components."""

    def __post_init__(self) -> None:
        runtime = self.runtime
        if not self.policy_roles and not self.own_roles and not runtime.key_user and not runtime.fixed_roles:
            raise ValueError("roles: got none, want at least one (a role that may do nothing helps nobody)")

    @property
    def all_roles(self) -> list[str]:
        """ARNs of both, and of the runtime's."""
        runtime = self.runtime
        names = [*self.policy_roles, *self.own_roles, *runtime.fixed_roles, *runtime.execution_roles]
        return self.named("role", names)

    def here(self, service: str, *resources: str) -> list[str]:
        """`logs` and `log-group:*` to `["arn:aws:logs:us-east-2:111111111111:log-group:*"]`."""
        partition = arns.partition_of(self.region)
        return [f"arn:{partition}:{service}:{self.region}:{self.account_id}:{resource}" for resource in resources]

    def anywhere(self, service: str, resource: str) -> str:
        """The same of a service without Regions."""
        return f"arn:{arns.partition_of(self.region)}:{service}::{self.account_id}:{resource}"

    def named(self, kind: str, names: Sequence[str]) -> list[str]:
        """`role` and `["reader"]` to `["arn:aws:iam::111111111111:role/reader"]`."""
        return [f"arn:{arns.partition_of(self.region)}:iam::{self.account_id}:{kind}/{name}" for name in names]


@dataclass(frozen=True, kw_only=True)
class StateScope:
    """Where Pulumi keeps state that is not in Pulumi Cloud."""

    bucket: str
    kms_key_arn: str
    """The stacks' secrets provider, `awskms://...`."""


@dataclass(frozen=True, kw_only=True)
class DatabaseScope:
    """The account of the database."""

    account_id: str
    region: str
    project: str
    """Name of the Pulumi project, which its resources are tagged with."""
    component: str
    """What the program calls its components of this account: `cdc`, or `client` in `examples/ec2-client`."""
    sql: str = "iam"
    """Who makes the users in the database, `database.sql` of the stack: iam, dataApi, master or script."""
    administrator: str = ADMINISTRATOR
    """The role that does it by login token, with `iam`."""
    master_secret_arns: Sequence[str] = ()
    """Managed secrets that a preview reads to log in to a database that exists, with `master` alone."""
    resource_ids: Sequence[str] = ()
    """`cluster-...` or `db-...` of each database that a deployment logs in to, with `iam` and `script`."""
    pipeline_users: Sequence[str] = ()
    """As whom it looks whether its script was run, with `script`."""
    existing: ExistingScope | None = None
    """None: the program makes the database."""
    peering: AcceptScope | None = None
    """None: no private way is accepted."""
    state: StateScope | None = None
    """None: Pulumi Cloud has it."""

    def here(self, service: str, *resources: str) -> list[str]:
        """`rds` and `db:cdc-*` to `["arn:aws:rds:us-east-2:222222222222:db:cdc-*"]`."""
        partition = arns.partition_of(self.region)
        return [f"arn:{partition}:{service}:{self.region}:{self.account_id}:{resource}" for resource in resources]

    def anywhere(self, service: str, resource: str) -> str:
        """The same of a service without Regions: `iam` and `role/cdc-role-*`."""
        return f"arn:{arns.partition_of(self.region)}:{service}::{self.account_id}:{resource}"

    def bucket_arn(self, state: StateScope) -> str:
        """Names of buckets are the partition's, not an account's."""
        return f"arn:{arns.partition_of(self.region)}:s3:::{state.bucket}"

    def state_objects(self, state: StateScope, *keys: str) -> list[str]:
        """ARNs of what Pulumi keeps in the bucket: `meta.yaml` to `["arn:aws:s3:::states/.pulumi/meta.yaml"]`."""
        return [f"{self.bucket_arn(state)}/.pulumi/{key}" for key in keys]

    @property
    def connect_roles(self) -> str:
        """The connect role, whatever its random end."""
        return self.anywhere("iam", f"role/{self.component}-role-*")

    @property
    def topics(self) -> list[str]:
        """The alarms' topic, whatever its random end."""
        return self.here("sns", f"{self.component}-alarm-topic-*")

    @property
    def databases(self) -> list[str]:
        """Cluster, instances, groups and the final snapshot."""
        kinds = ("cluster", "cluster-pg", "cluster-snapshot", "db", "subgrp")
        return self.here("rds", *(f"{kind}:{self.component}-*" for kind in kinds))
