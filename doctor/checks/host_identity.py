"""Link 1 of a pipeline that runs outside of Redpanda Cloud: whoever runs it is let in as its identity."""

from collections.abc import Iterator

from doctor.chain import ECS, KUBERNETES, OWN, caller, runtime_kind
from doctor.checks.lets_in import lets_in, pod, task
from doctor.facts.facts import Facts
from doctor.finding import Finding, not_applicable

LINK = 1
LETS_IN = "pipeline role lets its host in"


def check_host_is_let_in(facts: Facts) -> Iterator[Finding]:
    """C1, C2: the trust on a task of ECS, or on a pod of the service account."""
    who, kind = caller(facts.chain), runtime_kind(facts.chain)
    if kind == ECS:
        yield from lets_in(facts, LETS_IN, task(who.region, who.account_id))
    elif kind == KUBERNETES:
        yield from lets_in(facts, LETS_IN, pod(facts.chain["runtime"], who.region, who.account_id))
    elif kind == OWN:
        yield not_applicable(LINK, LETS_IN, "the stack runs nothing: whom the identity lets in, its owner says")


CHECKS = (check_host_is_let_in,)
