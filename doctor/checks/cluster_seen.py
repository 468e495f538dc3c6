"""The cluster, for checks that need one."""

from doctor.facts.facts import Absent, ClusterFacts, Facts, Unavailable


def cluster_seen(facts: Facts) -> ClusterFacts | Unavailable:
    """The cluster; that there is none is a finding of its own (N4), and to every other check nothing is known of it."""
    if isinstance(facts.cluster, Absent):
        return Unavailable(f"{facts.cluster.what}: there is none")
    return facts.cluster
