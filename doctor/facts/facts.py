"""What is known of a chain; checks are functions of it and of nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from doctor.facts.alarms import AlarmState
from doctor.facts.endpoint import EndpointFacts
from doctor.facts.hosts import AccessKey, Association, KubernetesFacts, ServiceFacts
from doctor.facts.metrics import ClusterMetrics
from doctor.facts.peering import PeeringFacts
from doctor.facts.proxy import NoProxy, ProxyFacts
from domain.iam_evaluation import Document


@dataclass(frozen=True)
class Unavailable:
    """A fact that could not be had."""

    reason: str
    """In words for the report: no rights, no network path, no login given, took too long."""


@dataclass(frozen=True)
class AsksForToken(Unavailable):
    """A password login that the server gave to PAM, which it does for members of rds_iam and nobody else."""

    user: str
    """Who tried to log in."""


@dataclass(frozen=True)
class HalfLogin(Unavailable):
    """Of a client id and its secret only one was given."""

    missing: str
    """The environment variable that holds the other."""


@dataclass(frozen=True)
class Absent:
    """What was looked for does not exist."""

    what: str


@dataclass(frozen=True, kw_only=True)
class RoleFacts:
    """An IAM role, or a user in its place, as its account tells of it."""

    arn: str
    trust_policy: Document
    """Of a user: empty."""
    identity_policies: Mapping[str, Document]
    """Inline and attached policies by name."""
    boundary: Document | None
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ClusterFacts:
    """The Aurora cluster as RDS tells of it."""

    status: str
    endpoint: str
    reader_endpoint: str
    port: int
    resource_id: str
    iam_authentication: bool
    min_acu: float
    public: bool
    """Whether the writer has a public address."""
    parameters: Mapping[str, str]
    """Of the cluster parameter group."""
    parameter_status: str
    """`in-sync` or `pending-reboot`, of the writer's cluster parameter group."""
    let_in: tuple[str, ...]
    """CIDRs that the security group lets in on the port."""
    parameter_group: str = ""
    """Name of the cluster parameter group that the cluster has; empty: it is not told."""
    readers: int = 0
    """Instances beside the writer."""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A row of pg_replication_slots, with what its sender's row of pg_stat_replication adds; None: it does not tell."""

    slot_type: str
    plugin: str | None
    """None: a physical slot."""
    temporary: bool
    active: bool
    database: str | None
    """None: a physical slot."""
    confirmed: str | None = None
    """`confirmed_flush_lsn`: up to here its consumer has everything."""
    kept_wal_bytes: int | None = None
    """Kept for it since `restart_lsn`."""
    behind_bytes: int | None = None
    """What its consumer has not confirmed."""
    wal_status: str | None = None
    """`reserved`, `extended`, `unreserved` or `lost`."""
    invalidation_reason: str | None = None
    """Why it can no longer be used; of PostgreSQL 17 and later."""
    safe_wal_size: int | None = None
    """Bytes that may be written before it is lost; None: there is no limit."""
    idle_s: float | None = None
    """How long nobody has held it; of PostgreSQL 17 and later."""
    silent_s: float | None = None
    """How long ago its consumer answered last."""
    lag_s: float | None = None
    """How long the consumer took to confirm what it confirmed last."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """How a table tells its rows apart, to whoever follows its changes."""

    kind: str
    """`relreplident` of pg_class: d(efault, the primary key), n(othing), f(ull), i(ndex)."""
    columns: tuple[str, ...] | None
    """What a delete carries, in the order of the table; None: nothing, so there can be no update or delete."""
    primary_key: tuple[str, ...]
    """Empty: there is none."""
    deferrable: bool
    """Whether the primary key is checked at the end of a transaction, and so is no identity."""
    generated: tuple[str, ...] = ()
    """Columns that the snapshot reads and the publication leaves out, as they are generated."""


@dataclass(frozen=True, kw_only=True)
class DatabaseFacts:
    """What the master sees of one pipeline's user, grants, publication and slot."""

    user_exists: bool
    memberships: frozenset[str]
    """Roles whose rights the user inherits, directly or not."""
    may_connect: bool
    has_usage: bool
    unreadable_tables: tuple[str, ...]
    """`schema.table` of the pipeline's tables that the user may not SELECT from; a table that is missing is not one."""
    published_tables: tuple[str, ...] | None
    """`schema.table` of each table in the pipeline's publication; None: there is no such publication."""
    publishes_all_tables: bool
    identities: Mapping[str, Identity]
    """How each published table tells its rows apart, by `schema.table`."""
    slot: Slot | None
    """The pipeline's; None: there is no slot yet."""
    free_slots: int
    free_senders: int
    """`max_wal_senders` less the senders at work."""
    wal_level: str
    in_recovery: bool
    master_needs_token: bool
    """Whether the user that read this has become a member of rds_iam: its next login would need a token."""
    partitioned_tables: tuple[str, ...] = ()
    """`schema.table` of the pipeline's tables that are partitioned."""
    publishes_by_root: bool = False
    """Whether changes of partitions come under the name of their table."""
    unpublished: tuple[str, ...] = ()
    """Kinds of change that the publication leaves out, such as `update`; truncates, which nobody reads, aside."""
    narrowed_tables: Mapping[str, str] = field(default_factory=dict)
    """`schema.table` of published tables of which it leaves something out: `a row filter` or `a column list`."""
    owners_apart: Mapping[str, str] = field(default_factory=dict)
    """Owners whose rights the reader does not have, by `schema.table` or the publication's name."""
    token_owners: frozenset[str] = frozenset()
    """Of those, members of rds_iam: a member of one of these would need a token too."""
    has_rows: bool | None = None
    """Whether any of the pipeline's tables has a row; None: the reader may not look, or it took too long."""
    token_users: Mapping[str, str] = field(default_factory=dict)
    """Users that inherit rds_iam and so log in by token only, and the role it was granted to: themselves or another."""
    left_slots: tuple[str, ...] = ()
    """Idle slots that were made by Redpanda Connect, as far as names and publications tell."""


@dataclass(frozen=True, kw_only=True)
class KafkaFacts:
    """What the brokers tell of one pipeline's topics and user."""

    topics: frozenset[str]
    acls: frozenset[tuple[str, str, str]]
    """What the pipeline's user may do: resource type, resource name, operation, in the provider's words.

    Of its topics and the cluster, whichever entries say so: wildcards, prefixes, ALL and denials are resolved.
    """
    may_write: bool = False
    """Whether the pipeline's user may WRITE to any topic at all, its own or another."""
    had_records: bool | None = None
    """Whether the pipeline's topic ever held a record, dead letters aside; None: it cannot be told."""


@dataclass(frozen=True, kw_only=True)
class PipelineFacts:
    """One pipeline as its Redpanda cluster tells of it."""

    state: str
    """Pipeline.State of the Data Plane API, such as `STATE_RUNNING`."""
    error: str | None
    """`status.error` on one line, without secrets; None: it tells no error."""
    config_yaml: str = field(repr=False)
    """As it is stored: references to secrets are not resolved, but somebody may have written a value out."""
    cpu: str | None = None
    """`resources.cpu_shares`, such as `200m`; None: it is not told."""
    memory: str | None = None
    """`resources.memory_shares`, such as `800M`; None: it is not told."""


@dataclass(frozen=True, kw_only=True)
class ListedPipeline:
    """One of all the pipelines of a Redpanda cluster, whichever stack made it."""

    id: str
    display_name: str


@dataclass(frozen=True, kw_only=True)
class AllowedDestination:
    """An entry of the Redpanda cluster's `redpanda_connect.allowed_destination_cidr_ports`."""

    cidr: str
    port_start: int
    port_end: int
    """Inclusive."""


@dataclass(frozen=True, kw_only=True)
class RedpandaClusterFacts:
    """The Redpanda cluster as the Control Plane API tells of it."""

    state: str
    """Cluster.State, such as `STATE_READY`."""
    nat_addresses: tuple[str, ...]
    """Where pipelines come from on the Internet, without prefix lengths."""
    allowed_destinations: tuple[AllowedDestination, ...] | None
    """Private networks that pipelines may reach; None: the API does not tell."""


NO_MYSQL_LOGIN = Unavailable("the doctor does not log in to MySQL")
NOT_LOOKED_AT = Unavailable("not looked at")
NO_KUBECTL = Unavailable("no answer of kubectl given: --kubernetes")
NOTHING_TOLD = Unavailable("no status and no log of the pipeline is on the brokers")
NO_CLOUD_LOGIN = Unavailable("no Redpanda Cloud credentials given: REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET")
NOT_ON_CLOUD = Unavailable("the pipelines do not run on Redpanda Cloud")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything the checks look at."""

    chain: Mapping[str, Any]
    """The stack's `chain` output."""
    redpanda_account: str | Unavailable
    """Account id behind the Redpanda profile."""
    database_account: str | Unavailable
    """Account id behind the database profile."""
    pipeline_role: RoleFacts | Absent | Unavailable
    connect_role: RoleFacts | Absent | Unavailable
    cluster: ClusterFacts | Absent | Unavailable
    databases: Mapping[str, DatabaseFacts | Unavailable] = field(default_factory=dict)
    """By pipeline name."""
    kafka: Mapping[str, KafkaFacts | Unavailable] = field(default_factory=dict)
    """By pipeline name."""
    pipelines: Mapping[str, PipelineFacts | Absent | Unavailable] = field(default_factory=dict)
    """By pipeline name, as Redpanda Cloud has them."""
    redpanda_cluster: RedpandaClusterFacts | Unavailable = NO_CLOUD_LOGIN
    listed_pipelines: tuple[ListedPipeline, ...] | Unavailable = NO_CLOUD_LOGIN
    proxy: ProxyFacts | NoProxy | Unavailable = NOT_LOOKED_AT
    """The chain's RDS Proxy; read only where the chain has one."""
    peering_requester: PeeringFacts | Unavailable = NOT_LOOKED_AT
    """The pipelines' side of the chain's peering; read only where the chain has one."""
    peering_accepter: PeeringFacts | Unavailable = NOT_LOOKED_AT
    """The database's side of it; likewise."""
    alarms: Mapping[str, AlarmState] | Unavailable = NOT_LOOKED_AT
    """The stack's alarms by name, those that exist."""
    metrics: ClusterMetrics | Unavailable = NOT_LOOKED_AT
    """Of the cluster, as CloudWatch has them."""
    endpoint: EndpointFacts | Unavailable = NOT_LOOKED_AT
    """The database's endpoint, from where the doctor runs."""
    pipeline_configs: Mapping[str, Mapping[str, Any] | Unavailable] = field(default_factory=dict)
    """By pipeline name: the Redpanda Connect configuration as it runs, parsed from its YAML."""
    own_words: Mapping[str, str | Unavailable | None] = field(default_factory=dict)
    """By pipeline name: the error that it tells on the brokers, without secrets; None: it tells that it is healthy."""
    access_keys: tuple[AccessKey, ...] | Absent | Unavailable = NOT_LOOKED_AT
    """Of the pipelines' user; read only where they are one."""
    associations: tuple[Association, ...] | Absent | Unavailable = NOT_LOOKED_AT
    """Of EKS Pod Identity; read only where the pipelines' pods come by it."""
    kubernetes: KubernetesFacts | Unavailable = NO_KUBECTL
    services: Mapping[str, ServiceFacts | Absent | Unavailable] = field(default_factory=dict)
    """By pipeline name, as ECS has them."""
