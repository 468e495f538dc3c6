"""What Redpanda Cloud says: its cluster's state, addresses and egress, and the configurations it would run."""

from collections.abc import Iterator

from doctor.checks import pipeline_state
from doctor.facts.facts import Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from doctor.preflight.facts import PreflightFacts

LINK = 7


def check_redpanda_cluster(seen: PreflightFacts) -> Iterator[Finding]:
    """C4, N7, N5: the cluster serves, its NAT addresses are the stack file's, its egress lets the pipelines out."""
    if not seen.stack_file.on_cloud:
        yield not_applicable(LINK, "Redpanda Cloud", "the pipelines do not run there")
        return
    yield from pipeline_state.check_cloud_login(seen.facts)
    yield from pipeline_state.check_nat_addresses(seen.facts)
    yield from pipeline_state.check_egress(seen.facts)


def check_hints(seen: PreflightFacts) -> Iterator[Finding]:
    """F4: Redpanda Cloud's linter takes each configuration."""
    for name, hints in seen.hints.items():
        check = f"{name}: configuration as Redpanda Cloud lints it"
        if not seen.stack_file.on_cloud:
            yield not_applicable(LINK, check, "the pipelines do not run there")
        elif isinstance(hints, Unavailable):
            yield unknown(LINK, check, hints.reason)
        elif hints:
            fix = "have Redpanda upgrade the cluster's Redpanda Connect, or use a version of this program that it knows"
            yield failed(LINK, check, f"got {'; '.join(hints)}, want no hint", cause="F4", fix=fix)
        else:
            yield passed(LINK, check, "no hint")


CHECKS = (check_redpanda_cluster, check_hints)
