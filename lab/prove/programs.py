"""Which proofs belong to which program."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lab.prove import ec2_client, kubernetes_service, links, preview_roles, rds_proxy, refusals
from lab.prove.finding import Finding
from lab.prove.surroundings import Surroundings

Proofs = Callable[[Surroundings], Iterator[Finding]]

OF_WORKLOADS: Mapping[str, tuple[Proofs, Proofs]] = {
    "ec2-instance": (ec2_client.walk_links, ec2_client.try_refusals),
    "github-workflow": (preview_roles.walk_links, preview_roles.try_refusals),
    "lambda": (rds_proxy.walk_links, rds_proxy.try_refusals),
    "service-account": (kubernetes_service.walk_links, kubernetes_service.try_refusals),
}
"""By the chain's `application.workload`: the way in, and what must be refused."""


def proofs_of(chain: Mapping[str, Any]) -> tuple[Proofs, Proofs]:
    """The walk along the links and the attempts that must be refused, of an applied program's chain."""
    if "redpanda" in chain:
        return links.walk_links, refusals.try_refusals
    return OF_WORKLOADS[chain["application"]["workload"]]
