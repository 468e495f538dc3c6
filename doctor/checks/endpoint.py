"""Link 5, as the network shows it from where the doctor runs, which is hardly ever where the pipelines run.

What that decides, and what it does not:

- A name of RDS is in public DNS: that it does not exist is N1 for a public database. A resolver in between may hide the
  private address of a private one, and one that fails says nothing of the name.
- A TCP connect that times out is N2 only where the cluster is available and its security group lets in every address;
  else it may be this place alone that is shut out. Whether the pipelines are let in is read from the rules (`network
  lets the pipeline in`).
- A refusal comes from the address itself, as a security group drops silently: at a public one nothing listens (N4). A
  private address may here belong to somebody else.
- A certificate that does not verify is a failure wherever it is seen: T2, T3.
"""

from collections.abc import Iterator
from ipaddress import ip_network

from doctor.checks.fix_commands import APPLY_AGAIN, describe_command, rds_command
from doctor.facts.endpoint import Obstacle
from doctor.facts.facts import ClusterFacts, Facts, Unavailable
from doctor.finding import Finding, failed, passed, unknown

LINK = 5


def check_endpoint_resolves(facts: Facts) -> Iterator[Finding]:
    """N1: whether the name leads to an address."""
    check = "endpoint resolves from here"
    seen, endpoint = facts.endpoint, facts.chain["database"]["endpoint"]
    if isinstance(seen, Unavailable):
        yield unknown(LINK, check, seen.reason)
    elif seen.resolves:
        yield passed(LINK, check, f"{endpoint} is dialled at {seen.address}")
    elif seen.obstacle is Obstacle.NO_SUCH_NAME and _public(facts):
        saw = f"{endpoint}: got no address ({seen.problem}), want one in public DNS"
        show = describe_command(facts.chain, "Endpoint", "Endpoint.Address")
        fix = f"compare with {show}; where that is another name, {APPLY_AGAIN}, else mend the DNS of this place"
        yield failed(LINK, check, saw, cause="N1", fix=fix)
    else:
        yield unknown(LINK, check, f"{seen.obstacle} ({seen.problem}); this place's DNS may be to blame")


def check_endpoint_answers(facts: Facts) -> Iterator[Finding]:
    """N2, N4: whether TCP comes about, where that says something of the database."""
    check = "endpoint answers from here"
    seen = facts.endpoint
    port = facts.chain["database"]["port"]
    if isinstance(seen, Unavailable):
        yield unknown(LINK, check, seen.reason)
    elif not seen.resolves:
        yield unknown(LINK, check, "there is no address to dial")
    elif seen.connects:
        yield passed(LINK, check, f"{seen.address} takes connections on port {port}")
    elif seen.obstacle is Obstacle.NO_ANSWER and _public(facts) and _open_to_all(facts):
        saw = (
            f"{seen.address} port {port}: got {seen.problem}, want a connection (the security group lets everybody in)"
        )
        fix = f"{APPLY_AGAIN}  # restores the subnets' routes; if it says no change, look for a network ACL"
        yield failed(LINK, check, saw, cause="N2", fix=fix)
    elif seen.obstacle is Obstacle.REFUSED and _public(facts):
        saw = f"{seen.address} port {port}: got {seen.problem}, want a connection"
        status = describe_command(facts.chain, "Status", "DBInstanceStatus")
        yield failed(LINK, check, saw, cause="N4", fix=f"{status} && {rds_command(facts.chain, 'wait')}")
    else:
        why = f"{seen.obstacle} ({seen.problem}); the pipelines come from elsewhere, so it is no evidence of their path"
        yield unknown(LINK, check, why)


def check_certificate(facts: Facts) -> Iterator[Finding]:
    """T1, T2, T3: whether the server proves to be the endpoint, as a client that verifies it asks."""
    check = "certificate verifies from here"
    seen, database = facts.endpoint, facts.chain["database"]
    bundle = f"make certs REGION={database['region']}, then pulumi up"
    if isinstance(seen, Unavailable):
        yield unknown(LINK, check, seen.reason)
        return
    match seen.obstacle:
        case None:
            yield passed(
                LINK, check, f"for {database['endpoint']}, by {database['ca_bundle']}, until {seen.valid_until}"
            )
        case Obstacle.NOT_TRUSTED:
            saw = f"{seen.obstacle}: got {seen.problem}, want one that {database['ca_bundle']} vouches for, valid now"
            fix = f"{bundle}; if it has expired, see that this machine's clock is right: date -u"
            yield failed(LINK, check, saw, cause="T2", fix=fix)
        case Obstacle.OTHER_NAME:
            saw = f"{seen.obstacle}: got {seen.problem}, want {database['endpoint']}"
            fix = f"dial host={database['endpoint']} itself; through a tunnel, hostaddr=<its address> beside it"
            yield failed(LINK, check, saw, cause="T3", fix=fix)
        case Obstacle.NO_TLS:
            saw = f"{seen.obstacle}: got {seen.problem}, want TLS, which Aurora always offers"
            fix = f"dial {database['endpoint']} without the proxy or tunnel that answers at {seen.address}"
            yield failed(LINK, check, saw, cause="T1", fix=fix)
        case _:
            yield unknown(LINK, check, f"no certificate was seen: {seen.obstacle} ({seen.problem})")


CHECKS = (check_endpoint_resolves, check_endpoint_answers, check_certificate)


def _public(facts: Facts) -> bool:
    return bool(facts.chain["database"]["exposure"] == "public")


def _open_to_all(facts: Facts) -> bool:
    """Whether the cluster, as far as it is known, serves and its security group lets in every IPv4 address."""
    cluster = facts.cluster
    if not isinstance(cluster, ClusterFacts) or cluster.status != "available":
        return False
    return any(ip_network(cidr) == ip_network("0.0.0.0/0") for cidr in cluster.let_in)
