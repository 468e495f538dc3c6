"""Who the profiles and the pipelines are, and whether anything keeps the pipelines from assuming a role."""

from collections.abc import Iterator
from dataclasses import replace

from doctor.checks import link_1
from doctor.checks.assumption import as_caller, role_name
from doctor.facts.facts import Absent, RoleFacts, Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from doctor.preflight.facts import PreflightFacts
from domain import arns
from domain.iam_evaluation import Cause, may
from domain.policy_document import document

LINK = 1
ASSUMES = 2

MAY_ASSUME = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"})


def check_accounts(seen: PreflightFacts) -> Iterator[Finding]:
    """S1, C1: each profile leads into its own account."""
    yield from link_1.check_accounts(seen.facts)


def check_identity(seen: PreflightFacts) -> Iterator[Finding]:
    """R9, R11: whoever the pipelines are is there, where the program does not make it."""
    check, arn = "identity of the runtime", seen.stack_file.identity_arn
    if arn is None:
        yield not_applicable(LINK, check, "the program makes it")
    elif isinstance(seen.identity, Absent):
        usual = arn.endswith("-redpanda-connect-pipeline")
        fix = "Redpanda makes it with the BYOC cluster; once it is there, run this again"
        other = "name a role that is there: redpanda.pipelineRoleName, or runtime.own.arn"
        yield failed(
            LINK, check, f"got no {arn}, want one", cause="R9" if usual else "R11", fix=fix if usual else other
        )
    elif isinstance(seen.identity, Unavailable):
        yield unknown(LINK, check, seen.identity.reason)
    else:
        yield passed(LINK, check, seen.identity.arn)


def check_boundary(seen: PreflightFacts) -> Iterator[Finding]:
    """R10, R8: nothing of the identity keeps it from assuming a role of the database account."""
    check, identity = "boundary of the identity", seen.identity
    if not isinstance(identity, RoleFacts):
        if seen.stack_file.identity_arn is None:
            yield not_applicable(ASSUMES, check, "the program makes the identity, without a boundary")
        else:
            reason = identity.reason if isinstance(identity, Unavailable) else f"{identity.what} does not exist"
            yield unknown(ASSUMES, check, reason)
        return
    account = seen.facts.chain["database"]["account_id"]
    target = arns.role_arn(arns.parse(identity.arn).partition, account, "any")
    # Once it has the policy that the program will put on it.
    policies = {**identity.identity_policies, "the program's": MAY_ASSUME}
    decision = may(replace(as_caller(identity), identity_policies=policies), "sts:AssumeRole", target)
    if decision.cause is Cause.BOUNDARY:
        name = role_name(identity.arn)
        fix = f"have whoever set the boundary of {name} allow sts:AssumeRole on roles of {account}, or run elsewhere"
        yield failed(ASSUMES, check, decision.reason, cause="R10", fix=fix)
    elif decision.cause is Cause.EXPLICIT_DENY:
        fix = f"take the deny out of {decision.policy} of {role_name(identity.arn)}"
        yield failed(ASSUMES, check, decision.reason, cause="R8", fix=fix)
    elif decision.cause is Cause.UNSUPPORTED:
        yield unknown(ASSUMES, check, decision.reason)
    else:
        yield passed(ASSUMES, check, "it has none" if identity.boundary is None else "it lets sts:AssumeRole through")


CHECKS = (check_accounts, check_identity, check_boundary)
