"""What Redpanda Cloud itself tells: whether the pipelines run, and whether their cluster can reach the database.

K1 and K2 are both a pipeline that does not run although the program wants it running. K2 fell: its state is ERROR, or
its status tells an error that no other cause is known by. K1 did not: somebody stopped it, or it was never started, or
it is gone. An error that stands for one cause is told as that cause and not as K2, which only follows from it. K17 fell
over a role or a login that holds by now.
"""

import shlex
from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network
from textwrap import shorten
from typing import Any

from doctor.checks.cloud_identity import says_no_identity
from doctor.checks.each_pipeline import NOT_READ, Pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, setting
from doctor.checks.own_error import own_error
from doctor.checks.pipeline_errors import known_error, pointed_out
from doctor.checks.started_early import chain_holds
from doctor.facts.facts import Absent, AllowedDestination, Facts, HalfLogin, Unavailable
from doctor.finding import Finding, changing, failed, not_applicable, passed, unknown
from doctor.symptoms import hints
from domain.networks import is_within

NETWORK = 5
TOPIC = 7
ERROR_LENGTH = 400
SERVING = {"STATE_READY", "STATE_UPGRADING"}
CHANGING = {"STATE_STARTING", "STATE_STOPPING"}
AT_REST = {"STATE_STOPPED", "STATE_COMPLETED"}
ON_THE_BROKERS = "on its status topic"
"""In place of a state that nobody could ask for."""


def check_cloud_login(facts: Facts) -> Iterator[Finding]:
    """Whether both halves of the login are there, and the cluster it shows serves."""
    check, cluster = "Redpanda Cloud", facts.redpanda_cluster
    if isinstance(cluster, HalfLogin):
        fix = f"export {cluster.missing}, of the same service account as the other half"
        yield failed(TOPIC, check, cluster.reason, cause="C4", fix=fix)
    elif isinstance(cluster, Unavailable):
        yield unknown(TOPIC, check, cluster.reason)
    elif cluster.state in SERVING:
        yield passed(TOPIC, check, f"cluster {facts.chain['redpanda']['cluster_id']} is {cluster.state}")
    else:
        yield unknown(TOPIC, check, f"the cluster: got {cluster.state}, want STATE_READY; see the Redpanda Cloud UI")


def check_nat_addresses(facts: Facts) -> Iterator[Finding]:
    """Whether the addresses that pipelines come from are still those that the stack lets in, and no others."""
    check, cluster = "NAT addresses of the Redpanda cluster", facts.redpanda_cluster
    if facts.chain["database"]["exposure"] == "private":
        yield not_applicable(NETWORK, check, "the database is private: pipelines come by their own addresses")
    elif isinstance(cluster, Unavailable):
        yield unknown(NETWORK, check, cluster.reason)
    elif not cluster.nat_addresses:
        yield unknown(NETWORK, check, "Redpanda Cloud tells none; behind a hub they are the hub's")
    else:
        yield _nat_addresses(check, facts.chain, cluster.nat_addresses)


def check_egress(facts: Facts) -> Iterator[Finding]:
    """Whether the cluster's egress firewall lets pipelines out to a private address on the database's port.

    Which networks it lets them out to is judged where the chain tells the database's, by its peering; else it is shown.
    """
    port = facts.chain["database"]["port"]
    check, cluster = f"egress of the Redpanda cluster on port {port}", facts.redpanda_cluster
    if facts.chain["database"]["exposure"] != "private":
        yield not_applicable(
            NETWORK, check, "the database is public: the egress firewall blocks private addresses only"
        )
    elif isinstance(cluster, Unavailable):
        yield unknown(NETWORK, check, cluster.reason)
    elif cluster.allowed_destinations is None:
        yield unknown(NETWORK, check, "Redpanda Cloud tells nothing of redpanda_connect for this cluster")
    else:
        yield _egress(check, facts.chain, cluster.allowed_destinations)


def check_pipeline_runs(facts: Facts) -> Iterator[Finding]:
    """Whether each pipeline runs, as the program wants it to, and what its last error says."""
    for pipeline in facts.chain["pipelines"]:
        check = f"{pipeline['name']}: pipeline runs"
        seen = facts.pipelines.get(pipeline["name"], NOT_READ)
        error = own_error(facts, pipeline)
        if isinstance(seen, Absent):
            yield failed(TOPIC, check, f"there is no {seen.what}", cause="K1", fix=APPLY_AGAIN)
        elif error is not None:
            state = ON_THE_BROKERS if isinstance(seen, Unavailable) else seen.state
            yield _with_error(check, facts, pipeline, state, error)
        elif isinstance(seen, Unavailable):
            yield unknown(TOPIC, check, seen.reason)
        else:
            yield _without_error(check, pipeline, seen.state)


CHECKS = (check_cloud_login, check_nat_addresses, check_egress, check_pipeline_runs)


def _with_error(check: str, facts: Facts, pipeline: Pipeline, state: str, error: str) -> Finding:
    saw = f"{state}: {pointed_out(shorten(error, ERROR_LENGTH, placeholder=' ...'))}"
    if says_no_identity(facts.chain, error):
        return unknown(TOPIC, check, f"{saw}; link 1 names it: E1")
    known = known_error(facts.chain, error)
    if known is not None:
        return failed(known.link, check, saw, cause=known.cause, fix=known.fix(facts.chain, pipeline))
    if state == "STATE_RUNNING":
        return unknown(TOPIC, check, f"{saw}; it runs, and the doctor does not know this error")
    if hints(error) and chain_holds(facts, pipeline):
        saw = f"{saw}; now each of them holds, so it started before they did"
        stop = f"{facts.chain['redpanda']['cluster_api_url']}/v1/redpanda-connect/pipelines/{pipeline['id']}/stop"
        return failed(TOPIC, check, saw, cause="K17", fix=f"restart it: PUT {stop}, then {APPLY_AGAIN} starts it")
    return failed(TOPIC, check, saw, cause="K2", fix=_read_log(pipeline))


def _without_error(check: str, pipeline: Pipeline, state: str) -> Finding:
    if state == "STATE_RUNNING":
        return passed(TOPIC, check, state)
    if state == "STATE_ERROR":
        return failed(TOPIC, check, f"{state}, without a reason", cause="K2", fix=_read_log(pipeline))
    if state in AT_REST:
        saw = f"got {state}, want STATE_RUNNING; it tells no error, so it did not fall"
        return failed(TOPIC, check, saw, cause="K1", fix=APPLY_AGAIN)
    if state in CHANGING:
        return changing(TOPIC, check, f"got {state}, want STATE_RUNNING; look again in a minute")
    return unknown(TOPIC, check, f"got {state}, want STATE_RUNNING")


def _read_log(pipeline: Pipeline) -> str:
    """Redpanda Cloud documentation, "Monitor Data Pipelines": the log is a topic, keyed by the pipeline's id."""
    read = "rpk topic consume __redpanda.connect.logs --offset :end | grep " + shlex.quote(pipeline["id"])
    return f"{read}  # mend what it names, then {APPLY_AGAIN}, which restarts it"


def _nat_addresses(check: str, chain: Mapping[str, Any], addresses: tuple[str, ...]) -> Finding:
    cidrs = chain["redpanda"]["nat_cidrs"]
    new = [
        address
        for address in addresses
        if not any(ip_address(address) in ip_network(cidr, strict=False) for cidr in cidrs)
    ]
    left = [
        cidr
        for cidr in cidrs
        if not any(ip_address(address) in ip_network(cidr, strict=False) for address in addresses)
    ]
    if not new and not left:
        return passed(NETWORK, check, f"{', '.join(addresses)}, all within redpanda.natCidrs")
    changes = [f"{address} is new" for address in new] + [f"{cidr} is no longer the cluster's" for cidr in left]
    saw = f"redpanda.natCidrs: got {', '.join(cidrs) or 'none'}, want {', '.join(addresses)}: {', '.join(changes)}"
    wanted = [cidr for cidr in cidrs if cidr not in left] + [str(ip_network(address)) for address in new]
    key = setting(chain, f"redpanda: natCidrs: [{', '.join(wanted)}]")
    fix = f"in the stack's YAML, {key}; then pulumi up"
    return failed(NETWORK, check, saw, cause="N7", fix=fix)


def _egress(check: str, chain: Mapping[str, Any], allowed: tuple[AllowedDestination, ...]) -> Finding:
    port = chain["database"]["port"]
    peering = chain.get("peering") or {}
    network = peering["accepter"]["cidr"] if peering else None
    wanted = network or "the database's network"
    open_to = [entry.cidr for entry in allowed if entry.port_start <= port <= entry.port_end]
    if any(network is None or is_within(network, cidr) for cidr in open_to):
        return passed(NETWORK, check, f"open to {', '.join(open_to)}")
    got = ", ".join(f"{entry.cidr} on {entry.port_start}-{entry.port_end}" for entry in allowed) or "no entry"
    saw = f"redpanda_connect.allowed_destination_cidr_ports: got {got}, want {wanted} on {port}"
    if peering.get("allowlist") == "set":
        return failed(NETWORK, check, saw, cause="N5", fix=APPLY_AGAIN)
    entry = f"{{cidr: {network or '<CIDR of the VPC of the database>'}, port_start: {port}}}"
    fix = (
        f"add {entry} to redpanda_connect.allowed_destination_cidr_ports, next to what is there: PATCH "
        f"/v1/clusters/{chain['redpanda']['cluster_id']} of the Redpanda Cloud API, "
        "update_mask=redpanda_connect.allowed_destination_cidr_ports"
    )
    return failed(NETWORK, check, saw, cause="N5", fix=fix)
