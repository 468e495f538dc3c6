"""Link 5, token → login: the cluster answers, lets the network in, and takes the user's token."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from doctor.chain import engine, reads_mysql, source_cidrs
from doctor.checks.cluster_seen import cluster_seen
from doctor.checks.each_pipeline import Pipeline, each_pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, as_master, in_database_account, rds_command, setting
from doctor.facts.facts import Absent, ClusterFacts, DatabaseFacts, Facts, Unavailable
from doctor.facts.metrics import WINDOW, ClusterMetrics
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from domain.networks import is_within
from domain.rds_proxy import HOST_MARK
from domain.sql_names import written

LINK = 5
LEAST_ACU = 0.5

SERVING = {
    "available",
    "backing-up",
    "modifying",
    "renaming",
    "resetting-master-credentials",
    "storage-optimization",
    "update-iam-db-auth",
}
"""Statuses with connections (Aurora User Guide, "Viewing DB cluster status", "Viewing DB instance status")."""


def check_cluster_is_available(facts: Facts) -> Iterator[Finding]:
    """Whether there is a cluster, and it runs."""
    check = "cluster is available"
    fixes = {
        "stopped": rds_command(facts.chain, "start"),
        "no writer": APPLY_AGAIN,
    }
    wait = rds_command(facts.chain, "wait")
    match facts.cluster:
        case Unavailable(reason):
            yield unknown(LINK, check, reason)
        case Absent(what):
            yield failed(LINK, check, f"{what}: there is none", cause="N4", fix=APPLY_AGAIN)
        case ClusterFacts(status=status) if _serves(status):
            yield passed(LINK, check, f"its status is {status}")
        case ClusterFacts(status=status):
            saw = f"its status: got {status}, want available"
            yield failed(LINK, check, saw, cause="N4", fix=fixes.get(status, wait))


def check_endpoint_is_the_writer(facts: Facts) -> Iterator[Finding]:
    """Whether the chain dials the writer's endpoint: a token is good for the host it was signed for only."""
    check = "endpoint is the writer's"
    cluster = cluster_seen(facts)
    endpoint = facts.chain["database"]["endpoint"]
    if isinstance(cluster, Unavailable):
        yield unknown(LINK, check, cluster.reason)
    elif endpoint == cluster.endpoint:
        yield passed(LINK, check, endpoint)
    else:
        saw = f"got {endpoint}, want {cluster.endpoint}"
        if endpoint == cluster.reader_endpoint:
            cause, saw = "L6", f"{saw}: a reader does not replicate"
        elif HOST_MARK in endpoint and not reads_mysql(facts.chain):
            cause, saw = "L10", f"{saw}: RDS Proxy carries no replication"
        else:
            cause = "N1"
        yield failed(LINK, check, saw, cause=cause, fix=APPLY_AGAIN)


def check_network_lets_the_pipeline_in(facts: Facts) -> Iterator[Finding]:
    """Whether the database is as public as the stack says, and open to the Redpanda cluster's NAT addresses."""
    check = "network lets the pipeline in"
    cluster = cluster_seen(facts)
    public = facts.chain["database"]["exposure"] == "public"
    if isinstance(cluster, Unavailable):
        yield unknown(LINK, check, cluster.reason)
    elif not _serves(cluster.status):
        yield unknown(LINK, check, f"the cluster is {cluster.status}")
    elif cluster.public != public:
        address = {True: "a public address", False: "no public address"}
        saw = f"the writer: got {address[cluster.public]}, want {address[public]}"
        yield failed(LINK, check, saw, cause="N2", fix=APPLY_AGAIN)
    elif public and not source_cidrs(facts.chain):
        yield not_applicable(LINK, check, "the stack lets in no network, only security groups")
    elif public:
        yield _nat_addresses(check, facts.chain, cluster)
    elif facts.chain.get("peering"):
        yield not_applicable(LINK, check, "a private database is reached over the VPC peering")
    else:
        yield not_applicable(LINK, check, "a private database is reached by routes that the stack does not manage")


def check_iam_authentication(facts: Facts) -> Iterator[Finding]:
    """Whether the cluster takes tokens at all."""
    check = "IAM authentication is on"
    cluster = cluster_seen(facts)
    if isinstance(cluster, Unavailable):
        yield unknown(LINK, check, cluster.reason)
    elif cluster.iam_authentication:
        yield passed(LINK, check, "IAMDatabaseAuthenticationEnabled is true")
    else:
        fix = rds_command(facts.chain, "modify", "--enable-iam-database-authentication", "--apply-immediately")
        saw = f"IAMDatabaseAuthenticationEnabled: got false, want true{_counted(facts)}"
        yield failed(LINK, check, saw, cause="I1", fix=fix)


def check_capacity(facts: Facts) -> Iterator[Finding]:
    """N3, S2: whether the cluster claims to pause, which whoever reads the changes keeps it from, or even did."""
    check = "capacity never reaches zero"
    cluster = cluster_seen(facts)
    if isinstance(cluster, Unavailable):
        yield unknown(LINK, check, cluster.reason)
    elif cluster.min_acu > 0:
        yield passed(
            LINK, check, "not serverless" if math.isinf(cluster.min_acu) else f"at least {cluster.min_acu:g} ACU"
        )
    else:
        saw = f"MinCapacity: got 0, want {LEAST_ACU} or more"
        fix = f"in the stack's YAML, {setting(facts.chain, f'database: minAcu: {LEAST_ACU}')}; then {APPLY_AGAIN}"
        if isinstance(facts.metrics, ClusterMetrics) and facts.metrics.lowest_capacity_acu == 0:
            slept = f"{saw} (the writer was paused in the last {WINDOW.seconds // 60} minutes, and resumes slowly)"
            fix = f"{fix}; until then give clients a connect timeout of 30 s or more"
            yield failed(LINK, check, slept, cause="N3", fix=fix)
        else:
            awake = f"{saw} ({engine(facts.chain).kept_awake_by} keeps the writer awake)"
            yield failed(LINK, check, awake, cause="S2", fix=fix)


def check_user_logs_in_by_token(facts: Facts) -> Iterator[Finding]:
    """Whether each pipeline's user exists and is in `rds_iam`."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        user = pipeline["user"]
        if not database.user_exists:
            return failed(LINK, check, f"{user}: there is no such user", cause="I2", fix=APPLY_AGAIN)
        if "rds_iam" not in database.memberships:
            got = ", ".join(sorted(database.memberships)) or "no role"
            fix = as_master(facts.chain, f"GRANT rds_iam TO {written(user)}")
            return failed(LINK, check, f"{user} is a member of: got {got}, want rds_iam", cause="I2", fix=fix)
        return passed(LINK, check, f"{user} is a member of rds_iam")

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="user is in rds_iam", judge=judge)


CLUSTER_CHECKS = (
    check_cluster_is_available,
    check_endpoint_is_the_writer,
    check_network_lets_the_pipeline_in,
    check_iam_authentication,
    check_capacity,
)
"""Of either engine."""

CHECKS = (*CLUSTER_CHECKS, check_user_logs_in_by_token)
"""Of PostgreSQL."""


def _counted(facts: Facts) -> str:
    """The metric that tells I1 from its look-alikes: a cluster that does not look at tokens counts none."""
    seen = facts.metrics
    if isinstance(seen, Unavailable):
        return ""
    return f" (CloudWatch counted {seen.requests or 0:.0f} logins by token in {WINDOW.seconds // 60} minutes)"


def _serves(status: str) -> bool:
    """Of the cluster, or `writer <status>` where that is another."""
    state = status.removeprefix("writer ")
    return state in SERVING or state.startswith("configuring-")


def _nat_addresses(check: str, chain: Mapping[str, Any], cluster: ClusterFacts) -> Finding:
    wanted = source_cidrs(chain)
    missing = [cidr for cidr in wanted if not any(is_within(cidr, source) for source in cluster.let_in)]
    if not missing:
        return passed(LINK, check, f"{', '.join(wanted)} may connect to port {cluster.port}")
    group = chain["database"]["security_group_id"]
    fix = " && ".join(
        in_database_account(
            chain,
            *("ec2", "authorize-security-group-ingress", "--group-id", group, "--protocol", "tcp"),
            *("--port", str(cluster.port), "--cidr", cidr),
        )
        for cidr in missing
    )
    got = ", ".join(cluster.let_in) or "nobody"
    saw = f"{group} lets in: got {got}, want {', '.join(missing)}"
    return failed(LINK, check, saw, cause="N7" if cluster.let_in else "N2", fix=fix)
