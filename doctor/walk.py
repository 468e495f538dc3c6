"""Runs every check over what is known, link by link."""

from collections.abc import Sequence

from doctor.chain import is_client, reads_mysql
from doctor.checks import (
    alarms,
    client,
    endpoint,
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
from doctor.facts.facts import Facts
from doctor.finding import Finding, Result

CHECKS = (
    *link_1.CHECKS,
    *link_2.CHECKS,
    *link_3.CHECKS,
    *link_4.CHECKS,
    *link_5.CHECKS,
    *password_users.CHECKS,
    *login_metrics.CHECKS,
    *endpoint.CHECKS,
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
    *alarms.CHECKS,
)
"""Of a chain that streams out of PostgreSQL."""

MYSQL_CHECKS = (
    *link_1.CHECKS,
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


def walk(facts: Facts) -> list[Finding]:
    """Every finding, in the order of the links and, within a link, of the checks."""
    checks = CLIENT_CHECKS if is_client(facts.chain) else MYSQL_CHECKS if reads_mysql(facts.chain) else CHECKS
    findings = [finding for check in checks for finding in check(facts)]
    return sorted(findings, key=lambda finding: finding.link)


def first_cause(findings: Sequence[Finding]) -> Finding | None:
    """The failure nearest to the beginning of the chain; those behind it may only follow from it."""
    return next((finding for finding in findings if finding.result is Result.FAIL), None)


def exit_code(findings: Sequence[Finding]) -> int:
    """0: everything passed or does not apply; 1: something failed; 2: something could not be checked."""
    results = {finding.result for finding in findings}
    if Result.FAIL in results:
        return 1
    return 2 if Result.UNKNOWN in results else 0
