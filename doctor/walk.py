"""Runs every check over what is known, link by link."""

from collections.abc import Sequence

from doctor import check
from doctor.any_checks import any_checks
from doctor.chain import ANY, Chain, is_client, reads_mysql
from doctor.check import Check
from doctor.checks import (
    access_key_in_use,
    alarms,
    client,
    cloud_identity,
    ecs_service,
    endpoint,
    host_identity,
    kubernetes_objects,
    link_1,
    link_2,
    link_3,
    link_4,
    link_5,
    link_6,
    link_7,
    login_metrics,
    own_slot,
    password_users,
    peering,
    pipeline_input,
    pipeline_mysql,
    pipeline_object,
    pipeline_output,
    pipeline_secrets,
    pipeline_state,
    proxy,
    publication,
    replica_identity,
    slots,
)
from doctor.checks.any_chain import for_anybody
from doctor.facts.facts import Facts
from doctor.finding import Finding, Result
from doctor.selection import EVERYTHING, Selection

CHECKS = (
    *link_1.CHECKS,
    *host_identity.CHECKS,
    *cloud_identity.CHECKS,
    *access_key_in_use.CHECKS,
    *kubernetes_objects.CHECKS,
    *link_2.CHECKS,
    *link_3.CHECKS,
    *link_4.CHECKS,
    *link_5.CHECKS,
    *password_users.CHECKS,
    *login_metrics.CHECKS,
    *endpoint.CHECKS,
    *peering.CHECKS,
    *proxy.CHECKS,
    *link_6.CHECKS,
    *publication.CHECKS,
    *replica_identity.CHECKS,
    *own_slot.CHECKS,
    *slots.CHECKS,
    *link_7.CHECKS,
    *pipeline_input.CHECKS,
    *pipeline_secrets.CHECKS,
    *pipeline_output.CHECKS,
    *pipeline_object.CHECKS,
    *pipeline_state.CHECKS,
    *ecs_service.CHECKS,
    *alarms.CHECKS,
)
"""Of a chain that streams out of PostgreSQL."""

MYSQL_CHECKS = (
    *link_1.CHECKS,
    *host_identity.CHECKS,
    *cloud_identity.CHECKS,
    *access_key_in_use.CHECKS,
    *kubernetes_objects.CHECKS,
    *link_2.CHECKS,
    *link_3.CHECKS,
    *link_4.CHECKS,
    *link_5.CLUSTER_CHECKS,
    *login_metrics.CHECKS,
    *endpoint.CHECKS,
    *pipeline_mysql.CHECKS,
    *link_7.CHECKS,
    *pipeline_input.LOGIN_CHECKS,
    *pipeline_secrets.CHECKS,
    *pipeline_output.CHECKS,
    *pipeline_object.CHECKS,
    *pipeline_state.CHECKS,
    *ecs_service.CHECKS,
    *alarms.CHECKS,
)
"""Of a chain that streams out of MySQL, into which nobody logs in."""

CLIENT_CHECKS = (
    link_1.check_accounts,
    *client.CHECKS,
    *link_2.CHECKS,
    *link_3.CHECKS,
    *link_4.CHECKS,
    # Without replication a cluster may pause.
    *(check for check in link_5.CHECKS if check is not link_5.check_capacity),
    *password_users.CHECKS,
    *login_metrics.CHECKS,
    *endpoint.CHECKS,
    *proxy.CHECKS,
)
"""Of a client's chain, which ends at the login."""


def checks_of(chain: Chain) -> tuple[Check, ...]:
    """The checks of such a chain."""
    if chain.get("kind") == ANY:
        return any_checks(chain)
    return CLIENT_CHECKS if is_client(chain) else MYSQL_CHECKS if reads_mysql(chain) else CHECKS


def walk(facts: Facts, chosen: Selection = EVERYTHING) -> list[Finding]:
    """Every finding, in the order of the links and, within a link, of the checks."""
    checks = filter(chosen.wants, checks_of(facts.chain))
    findings = [finding for one in checks for finding in check.run(one, facts)]
    if facts.chain.get("kind") == ANY:
        findings = [for_anybody(finding) for finding in findings]
    return sorted(chosen.of(findings), key=lambda finding: finding.link)


def first_cause(findings: Sequence[Finding]) -> Finding | None:
    """The failure nearest to the beginning of the chain; those behind it may only follow from it."""
    return next((finding for finding in findings if finding.result is Result.FAIL), None)


def exit_code(findings: Sequence[Finding]) -> int:
    """0: all passes, does not apply or is accepted; 1: something failed; 2: something could not be checked.

    Of nothing, nothing was checked.
    """
    results = {finding.result for finding in findings}
    if Result.FAIL in results:
        return 1
    return 2 if Result.UNKNOWN in results or not results else 0
