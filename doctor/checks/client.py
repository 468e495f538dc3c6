"""Link 1 of a client, workload → its role: the role is there, and it lets in the workload that the stack names."""

from collections.abc import Iterator, Mapping
from typing import Any

from doctor.chain import caller
from doctor.checks.assumption import pipeline_role, role_name
from doctor.checks.fix_commands import APPLY_AGAIN
from doctor.checks.lets_in import Request, lets_in, pod, service
from doctor.facts.facts import Absent, Facts, Unavailable
from doctor.finding import Finding, failed, passed, unknown

LINK = 1
LETS_IN = "client role lets the workload in"

SERVICES = {"ec2-instance": "ec2.amazonaws.com", "lambda": "lambda.amazonaws.com"}
"""Who begins the session of a workload that brings no token of its own."""


def check_client_role(facts: Facts) -> Iterator[Finding]:
    """R9: the role is there."""
    role, check = pipeline_role(facts), caller(facts.chain).called
    if isinstance(role, Absent):
        name, account = role_name(caller(facts.chain).role_arn), caller(facts.chain).account_id
        yield failed(1, check, f"got no role {name} in {account}, want one", cause="R9", fix=APPLY_AGAIN)
    elif isinstance(role, Unavailable):
        yield unknown(1, check, role.reason)
    else:
        yield passed(1, check, role_name(role.arn))


def check_workload(facts: Facts) -> Iterator[Finding]:
    """C1, C2: the role's trust lets in the instance, the function or the service account."""
    yield from lets_in(facts, LETS_IN, _request(facts.chain["application"], caller(facts.chain).account_id))


CHECKS = (check_client_role, check_workload)


def _request(application: Mapping[str, Any], account: str) -> Request:
    if application["workload"] in SERVICES:
        return service(SERVICES[application["workload"]], account)
    return pod(application, application["region"], account)
