"""A parameter that takes effect with a reboot, for link 6: it is set as wanted, and by now it holds."""

from doctor.checks.cluster_seen import cluster_seen
from doctor.checks.fix_commands import reboot_writer, set_parameter
from doctor.checks.parameter_group import group_to_set
from doctor.facts.facts import Facts, Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown

LINK = 6


def static_parameter(facts: Facts, name: str, wanted: str, cause: str) -> Finding:
    """The cause where its value, in upper or lower case, is another; S3 where the reboot has not come yet.

    Of a group that is not the stack's no parameter is a cause of its own (L31).
    """
    cluster = cluster_seen(facts)
    if isinstance(cluster, Unavailable):
        return unknown(LINK, name, cluster.reason)
    value, reboot = cluster.parameters.get(name, "unset"), reboot_writer(facts.chain)
    if value.upper() != wanted:
        group = group_to_set(facts, cluster)
        if group is None:
            return not_applicable(LINK, name, f"it is {value} in {cluster.parameter_group}, which is not to be set")
        fix = f"{set_parameter(facts.chain, group, name, wanted, 'pending-reboot')} && {reboot}"
        return failed(LINK, name, f"got {value}, want {wanted}", cause=cause, fix=fix)
    if cluster.parameter_status == "pending-reboot":
        saw = f"it is {value}, the writer's parameter group status: got pending-reboot, want in-sync"
        return failed(LINK, name, saw, cause="S3", fix=reboot)
    return passed(LINK, name, f"it is {value}, the parameter group is {cluster.parameter_status}")
