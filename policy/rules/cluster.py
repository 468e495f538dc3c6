"""The switches of an Aurora cluster, and of a database instance without one."""

from collections.abc import Callable, Iterator, Sequence

from domain.pipeline_config import shown
from policy.pipelines import reads_mysql, reads_postgres
from policy.props import UNKNOWN, get, is_on, number, unlike
from policy.rule import Props, Resource, Rule, StackRule

CLUSTER = "aws:rds/cluster:Cluster"
INSTANCE = "aws:rds/instance:Instance"
DATABASES = (CLUSTER, INSTANCE)
PASSWORDS = {CLUSTER: ("masterPassword", "masterPasswordWo"), INSTANCE: ("password", "passwordWo")}


def _is_on(key: str, what_for: str) -> Callable[[str, Props], Iterator[str]]:
    def check(kind: str, props: Props) -> Iterator[str]:
        if kind in DATABASES and unlike(get(props, key), True):
            yield f"{key}: got {shown(get(props, key))}, want true ({what_for})"

    return check


def encrypted(kind: str, props: Props) -> Iterator[str]:
    """Storage is encrypted; a replica's is as its source's where nothing is said."""
    if not (_is_replica(kind, props) and get(props, "storageEncrypted") is None):
        yield from _is_on("storageEncrypted", "it cannot be changed later")(kind, props)


def managed_password(kind: str, props: Props) -> Iterator[str]:
    """Secrets Manager makes the master's password; none is given. A replica has its source's."""
    if not _is_replica(kind, props):
        yield from _is_on("manageMasterUserPassword", "RDS makes, keeps and rotates it")(kind, props)
    for key in PASSWORDS.get(kind, ()):
        if get(props, key) is not None:  # even one not known yet is one too many
            yield f"{key}: got a password, want none; set manageMasterUserPassword"


def final_snapshot(kind: str, props: Props) -> Iterator[str]:
    """A destroyed database leaves a snapshot behind; of a replica RDS makes none (RDS API, DeleteDBInstance)."""
    if kind not in DATABASES or _is_replica(kind, props):
        return
    if is_on(get(props, "skipFinalSnapshot")):
        yield "skipFinalSnapshot: got true, want false (a destroyed database is gone with its data)"
    elif get(props, "finalSnapshotIdentifier") in (None, ""):
        yield "finalSnapshotIdentifier: got nothing, want a name (without one the database cannot be destroyed)"


def _is_replica(kind: str, props: Props) -> bool:
    return kind == INSTANCE and get(props, "replicateSourceDb") not in (None, "")


def awake(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str]]:
    """A writer whose changes are read is never meant to pause."""
    clusters = [resource for resource in resources if resource.kind == CLUSTER]
    for resource in clusters if reads_postgres(resources) or reads_mysql(resources) else ():
        least = get(resource.props, "serverlessv2ScalingConfiguration", "minCapacity")
        if least is not UNKNOWN and least is not None and number(least, 0) <= 0:
            yield resource, f"serverlessv2ScalingConfiguration.minCapacity: got {shown(least)}, want 0.5 or more"


RULES = (
    Rule(
        id="iam-login",
        title="IAM roles can log in to the database",
        why="without it no login token is accepted",
        source='Aurora User Guide, "Enabling and disabling IAM database authentication"',
        check=_is_on("iamDatabaseAuthenticationEnabled", "a token is no password otherwise"),
    ),
    Rule(
        id="encrypted-storage",
        title="The database's storage is encrypted",
        why="it cannot be encrypted later: only a restored copy can",
        source='Aurora User Guide, "Encrypting Amazon Aurora resources"',
        check=encrypted,
    ),
    Rule(
        id="managed-master-password",
        title="Secrets Manager makes and keeps the master's password",
        why="a password given by the program stands in the stack's state and never changes",
        source='Aurora User Guide, "Password management with Amazon Aurora and AWS Secrets Manager"',
        check=managed_password,
    ),
    Rule(
        id="deletion-protection",
        title="The database is protected from deletion",
        why="one confirmed destroy, or a replacement, takes the database away",
        source='Aurora User Guide, "Deletion protection for Aurora clusters"',
        check=_is_on("deletionProtection", "a database outlives a mistake"),
        waiver="lab",
    ),
    Rule(
        id="final-snapshot",
        title="A destroyed database leaves a named snapshot",
        why="unless they are retained, automatic backups go with the database",
        source='Aurora User Guide, "Creating a final snapshot of an Aurora cluster"',
        check=final_snapshot,
        waiver="lab",
    ),
    StackRule(
        id="never-pauses",
        title="A cluster that replicates does not scale to zero",
        why="whoever reads the changes keeps the writer awake, so the pause that was counted on never comes",
        source='Aurora User Guide, "Scaling to zero ACUs with automatic pause and resume"',
        check=awake,
    ),
)
