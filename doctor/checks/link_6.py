"""Link 6, login → replication: the cluster replicates by token, and the user may replicate and read."""

from collections.abc import Iterator

from doctor.checks.cluster_seen import cluster_seen
from doctor.checks.each_pipeline import Pipeline, each_pipeline
from doctor.checks.fix_commands import APPLY_AGAIN, as_master, reboot_writer, set_parameter
from doctor.checks.parameter_group import group_to_set, parameter_group
from doctor.checks.static_parameter import static_parameter
from doctor.facts.facts import DatabaseFacts, Facts, Unavailable
from doctor.finding import Finding, Result, failed, not_applicable, passed, unknown
from domain.sql_names import written, written_table

LINK = 6
IAM_FOR_REPLICATION = "rds.iam_auth_for_replication"
LOGICAL_REPLICATION = "rds.logical_replication"


def check_parameter_group(facts: Facts) -> Iterator[Finding]:
    """L31: whether the cluster has the stack's parameter group."""
    yield from parameter_group(facts, {IAM_FOR_REPLICATION: "1", LOGICAL_REPLICATION: "1"})


def check_iam_for_replication(facts: Facts) -> Iterator[Finding]:
    """Whether a token opens a replication connection; without it such a login is asked for a password."""
    cluster = cluster_seen(facts)
    if isinstance(cluster, Unavailable):
        yield unknown(LINK, IAM_FOR_REPLICATION, cluster.reason)
        return
    value = cluster.parameters.get(IAM_FOR_REPLICATION, "unset")
    group = group_to_set(facts, cluster)
    if value == "1":
        yield passed(LINK, IAM_FOR_REPLICATION, "it is 1")
    elif group is None:
        why = f"it is {value} in {cluster.parameter_group}, which is not to be set"
        yield not_applicable(LINK, IAM_FOR_REPLICATION, why)
    else:
        fix = set_parameter(facts.chain, group, IAM_FOR_REPLICATION, "1", "immediate")
        yield failed(LINK, IAM_FOR_REPLICATION, f"got {value}, want 1", cause="L1", fix=fix)


def check_logical_replication(facts: Facts) -> Iterator[Finding]:
    """Whether logical replication is on, and has taken effect: it is static, so a reboot stands between the two."""
    parameter = static_parameter(facts, LOGICAL_REPLICATION, "1", cause="L2")
    known = [database for database in facts.databases.values() if isinstance(database, DatabaseFacts)]
    other_level = next((database.wal_level for database in known if database.wal_level != "logical"), None)
    if parameter.result is Result.PASS and other_level is not None:
        saw = f"it is 1, wal_level: got {other_level}, want logical"
        yield failed(LINK, LOGICAL_REPLICATION, saw, cause="L2", fix=reboot_writer(facts.chain))
    else:
        yield parameter


def check_server_is_the_writer(facts: Facts) -> Iterator[Finding]:
    """Whether the server that answers can decode: a reader is in recovery for ever."""

    def judge(check: str, _pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        if not database.in_recovery:
            return passed(LINK, check, "it is not in recovery")
        fix = f"dial the writer's endpoint, {facts.chain['database']['endpoint']}; {APPLY_AGAIN} restores it"
        return failed(LINK, check, "pg_is_in_recovery(): got true, want false", cause="L6", fix=fix)

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="server is the writer", judge=judge)


def check_user_may_replicate(facts: Facts) -> Iterator[Finding]:
    """Whether each pipeline's user is in `rds_replication`."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        user = pipeline["user"]
        if not database.user_exists:
            return unknown(LINK, check, f"{user}: there is no such user")
        if "rds_replication" in database.memberships:
            return passed(LINK, check, f"{user} is a member of rds_replication")
        got = ", ".join(sorted(database.memberships)) or "no role"
        fix = as_master(facts.chain, f"GRANT rds_replication TO {written(user)}")
        return failed(LINK, check, f"{user} is a member of: got {got}, want rds_replication", cause="L3", fix=fix)

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="user may replicate", judge=judge)


def check_user_may_read(facts: Facts) -> Iterator[Finding]:
    """Whether each pipeline's user has CONNECT, USAGE and SELECT, which its snapshot needs."""

    def judge(check: str, pipeline: Pipeline, database: DatabaseFacts) -> Finding:
        user, schema, name = pipeline["user"], pipeline["schema"], facts.chain["database"]["name"]
        if not database.user_exists:
            return unknown(LINK, check, f"{user}: there is no such user")
        missing = [] if database.may_connect else [f"CONNECT ON DATABASE {written(name)}"]
        missing += [] if database.has_usage else [f"USAGE ON SCHEMA {written(schema)}"]
        missing += [f"SELECT ON {written_table(table)}" for table in database.unreadable_tables]
        if not missing:
            return passed(LINK, check, f"{user} has CONNECT, USAGE on {schema}, and SELECT on its tables")
        fix = as_master(facts.chain, *[f"GRANT {right} TO {written(user)}" for right in missing])
        return failed(LINK, check, f"{user} has no {', no '.join(missing)}", cause="L8", fix=fix)

    yield from each_pipeline(facts.chain, facts.databases, link=LINK, what="user may read", judge=judge)


CHECKS = (
    check_parameter_group,
    check_iam_for_replication,
    check_logical_replication,
    check_server_is_the_writer,
    check_user_may_replicate,
    check_user_may_read,
)
