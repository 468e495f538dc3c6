"""Link 6, the cluster parameter group: the one that the cluster has must be the one that the stack sets.

After a restore, an upgrade or a clone a cluster may have its engine's default group, which nobody can change (RDS User
Guide, "Working with DB cluster parameter groups").
"""

from collections.abc import Iterator, Mapping

from doctor.checks.cluster_seen import cluster_seen
from doctor.checks.fix_commands import (
    in_database_account,
    parameter_group_kind,
    rds_command,
    reboot_writer,
    set_parameter,
)
from doctor.facts.facts import ClusterFacts, Facts, Unavailable
from doctor.finding import Finding, failed, passed, unknown

LINK = 6
CHECK = "cluster parameter group"
DEFAULT = "default."


def group_to_set(facts: Facts, cluster: ClusterFacts) -> str | None:
    """The group whose parameters matter and may be set; None: the cluster has another (L31)."""
    own = facts.chain["database"].get("parameter_group_name")
    used = cluster.parameter_group or own
    if used is None or used.startswith(DEFAULT) or own not in (None, used):
        return None
    return str(used)


def parameter_group(facts: Facts, wanted: Mapping[str, str]) -> Iterator[Finding]:
    """L31: whether the cluster has the stack's group, or one in which what is wanted holds too."""
    cluster = cluster_seen(facts)
    if isinstance(cluster, Unavailable):
        yield unknown(LINK, CHECK, cluster.reason)
        return
    own, used = facts.chain["database"].get("parameter_group_name"), cluster.parameter_group
    if group := group_to_set(facts, cluster):
        yield passed(LINK, CHECK, group)
        return
    wrong = [name for name, value in wanted.items() if cluster.parameters.get(name, "unset").upper() != value]
    if not wrong:
        yield passed(LINK, CHECK, f"{used}, not {own or 'one of the stack'}; what the stack wants holds in it too")
        return
    saw = f"got {used}, want {own or 'a group that can be changed'}; in it {', '.join(wrong)}: got another value"
    yield failed(LINK, CHECK, saw, cause="L31", fix=_associate(facts, cluster, wanted))


def _associate(facts: Facts, cluster: ClusterFacts, wanted: Mapping[str, str]) -> str:
    identifier, kind = facts.chain["database"]["cluster_identifier"], parameter_group_kind(facts.chain)
    own = facts.chain["database"].get("parameter_group_name")
    group = own or f"{identifier}-parameters"
    steps = [] if own else _make(facts, group, cluster.parameter_group.removeprefix(DEFAULT), wanted)
    steps += [
        rds_command(facts.chain, "modify", f"--{kind}-name", group, "--apply-immediately"),
        rds_command(facts.chain, "wait"),
        reboot_writer(facts.chain),
    ]
    return " && ".join(steps)


def _make(facts: Facts, group: str, family: str, wanted: Mapping[str, str]) -> list[str]:
    kind = parameter_group_kind(facts.chain)
    made = in_database_account(
        facts.chain,
        *("rds", f"create-{kind}", f"--{kind}-name", group),
        *("--db-parameter-group-family", family, "--description", "logical replication"),
    )
    return [made, *(set_parameter(facts.chain, group, name, value, "pending-reboot") for name, value in wanted.items())]
