"""What would stop the first `up`, or the pipelines after it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from doctor.check import run
from doctor.checks import link_1, pipeline_state
from doctor.checks.assumption import as_caller, role_name
from doctor.facts.facts import Absent, RoleFacts, Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from doctor.preflight.facts import PreflightFacts, Quota, Rights
from domain import arns
from domain.iam_documents import POLICY_VERSION
from domain.iam_evaluation import Cause, may

LINK = 1
ASSUMES, NETWORK, TOPIC = 2, 5, 7
MOST_NAMED = 12
SECTIONS = {"redpanda": 2, "database": 5}
"""The link that most of what is made in an account is about."""

MAY_ASSUME = {
    "Version": POLICY_VERSION,
    "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"},
}

PreflightCheck = Callable[[PreflightFacts], Iterator[Finding]]


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


def check_redpanda_cluster(seen: PreflightFacts) -> Iterator[Finding]:
    """C4, N7, N5: the cluster serves, its NAT addresses are the stack file's, its egress lets the pipelines out."""
    if not seen.stack_file.on_cloud:
        yield not_applicable(TOPIC, "Redpanda Cloud", "the pipelines do not run there")
        return
    yield from pipeline_state.check_cloud_login(seen.facts)
    yield from pipeline_state.check_nat_addresses(seen.facts)
    yield from pipeline_state.check_egress(seen.facts)


def check_engine_version(seen: PreflightFacts) -> Iterator[Finding]:
    """F1: RDS offers the version in that region."""
    check, wanted = "engine version is on offer", seen.stack_file.engine_version
    region = seen.facts.chain["database"]["region"]
    if wanted is None:
        yield not_applicable(NETWORK, check, "the database exists")
    elif isinstance(seen.versions, Unavailable):
        yield unknown(NETWORK, check, seen.versions.reason)
    elif wanted in seen.versions:
        yield passed(NETWORK, check, f"{wanted} in {region}")
    else:
        major = wanted.partition(".")[0]
        same = [version for version in seen.versions if version.partition(".")[0] == major]
        offered = ", ".join(same or seen.versions) or "none"
        saw = f"database.engineVersion: got {wanted}, want one that {region} offers: {offered}"
        fix = f"in the stack file, database: engineVersion: {(same or [*seen.versions] or ['<another>'])[-1]!r}"
        yield failed(NETWORK, check, saw, cause="F1", fix=fix)


def check_quotas(seen: PreflightFacts) -> Iterator[Finding]:
    """F2: there is room for what the program makes."""
    for service, found in seen.quotas.items():
        if isinstance(found, Unavailable):
            yield unknown(NETWORK, f"quotas of {service}", found.reason)
            continue
        for quota in found:
            yield _quota(quota)


def check_rights(seen: PreflightFacts) -> Iterator[Finding]:
    """F3: whoever deploys may do what the program does."""
    for section, found in seen.rights.items():
        link, check = SECTIONS[section], f"rights of the {section} profile"
        if isinstance(found, Unavailable):
            yield unknown(link, check, found.reason)
        else:
            yield _rights(link, check, section, found)


def check_hints(seen: PreflightFacts) -> Iterator[Finding]:
    """F4: Redpanda Cloud's linter takes each configuration."""
    for name, hints in seen.hints.items():
        check = f"{name}: configuration as Redpanda Cloud lints it"
        if not seen.stack_file.on_cloud:
            yield not_applicable(TOPIC, check, "the pipelines do not run there")
        elif isinstance(hints, Unavailable):
            yield unknown(TOPIC, check, hints.reason)
        elif hints:
            fix = "have Redpanda upgrade the cluster's Redpanda Connect, or use a version of this program that it knows"
            yield failed(TOPIC, check, f"got {'; '.join(hints)}, want no hint", cause="F4", fix=fix)
        else:
            yield passed(TOPIC, check, "no hint")


CHECKS: tuple[PreflightCheck, ...] = (
    check_accounts,
    check_identity,
    check_boundary,
    check_redpanda_cluster,
    check_engine_version,
    check_quotas,
    check_rights,
    check_hints,
)


def preflight(seen: PreflightFacts) -> list[Finding]:
    """Every finding, in the order of the links."""
    findings = [finding for check in CHECKS for finding in run(check, seen)]
    return sorted(findings, key=lambda finding: finding.link)


def _quota(quota: Quota) -> Finding:
    check, left = f"quota of {quota.name}", quota.most - quota.used
    told = f"{quota.used:g} of {quota.most:g} used"
    if left >= quota.wanted:
        return passed(NETWORK, check, told)
    fix = f"have the quota of {quota.name} raised in Service Quotas, or take away what nobody needs"
    return failed(NETWORK, check, f"{told}: got room for {left:g}, want {quota.wanted}", cause="F2", fix=fix)


def _rights(link: int, check: str, section: str, found: Rights) -> Finding:
    lacking = [*found.denied, *found.nowhere]
    if lacking:
        named = ", ".join(lacking[:MOST_NAMED]) + (
            f" and {len(lacking) - MOST_NAMED} more" if lacking[MOST_NAMED:] else ""
        )
        fix = f"allow {found.arn} {named}, or deploy with another profile: {section}.profile"
        return failed(link, check, f"{found.arn}: got no right to {named}", cause="F3", fix=fix)
    if found.somewhere:
        why = f"whether the stack's own resources are among those for {_named(found.somewhere)}"
        return unknown(link, check, f"{found.arn}: {why}")
    return passed(link, check, f"{found.arn} may do everything that the program does there")


def _named(actions: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(actions) - MOST_NAMED
    return ", ".join(actions[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
