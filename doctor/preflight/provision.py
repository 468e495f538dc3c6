"""Whether what the program makes can be made: on offer, within the quotas, by whoever deploys."""

from collections.abc import Iterator, Sequence

from doctor.facts.facts import Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from doctor.preflight.facts import PreflightFacts, Quota, Rights

LINK = 5
MOST_NAMED = 12
SECTIONS = {"redpanda": 2, "database": 5}
"""The link that most of what is made in an account is about."""


def check_engine_version(seen: PreflightFacts) -> Iterator[Finding]:
    """F1: RDS offers the version in that region."""
    check, wanted = "engine version is on offer", seen.stack_file.engine_version
    region = seen.facts.chain["database"]["region"]
    if wanted is None:
        yield not_applicable(LINK, check, "the database exists")
    elif isinstance(seen.versions, Unavailable):
        yield unknown(LINK, check, seen.versions.reason)
    elif wanted in seen.versions:
        yield passed(LINK, check, f"{wanted} in {region}")
    else:
        major = wanted.partition(".")[0]
        same = [version for version in seen.versions if version.partition(".")[0] == major]
        offered = ", ".join(same or seen.versions) or "none"
        saw = f"database.engineVersion: got {wanted}, want one that {region} offers: {offered}"
        fix = f"in the stack file, database: engineVersion: {(same or [*seen.versions] or ['<another>'])[-1]!r}"
        yield failed(LINK, check, saw, cause="F1", fix=fix)


def check_quotas(seen: PreflightFacts) -> Iterator[Finding]:
    """F2: there is room for what the program makes."""
    for service, found in seen.quotas.items():
        if isinstance(found, Unavailable):
            yield unknown(LINK, f"quotas of {service}", found.reason)
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


CHECKS = (check_engine_version, check_quotas, check_rights)


def _quota(quota: Quota) -> Finding:
    check, left = f"quota of {quota.name}", quota.most - quota.used
    told = f"{quota.used:g} of {quota.most:g} used"
    if left >= quota.wanted:
        return passed(LINK, check, told)
    fix = f"have the quota of {quota.name} raised in Service Quotas, or take away what nobody needs"
    return failed(LINK, check, f"{told}: got room for {left:g}, want {quota.wanted}", cause="F2", fix=fix)


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
