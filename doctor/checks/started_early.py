"""Whether the chain in front of a pipeline holds now, as far as every fact of it was had: what tells K17 from K2."""

from doctor.checks import link_2, link_3, link_4, link_5, pipeline_login
from doctor.checks.each_pipeline import Pipeline
from doctor.facts.facts import Facts
from doctor.finding import Result

CHECKS = (*link_2.CHECKS, *link_3.CHECKS, *link_4.CHECKS, *link_5.CHECKS, *pipeline_login.CHECKS)
"""Of links 2 to 5: an error of a role or a login comes from one of these."""


def chain_holds(facts: Facts, pipeline: Pipeline) -> bool:
    """Whether every check ran, and none found anything; those of other pipelines do not count.

    Never of a chain that reads MySQL: whether its user is there nobody has looked.
    """
    others = [f"{other['name']}: " for other in facts.chain["pipelines"] if other["name"] != pipeline["name"]]
    findings = [finding for check in CHECKS for finding in check(facts)]
    own = [finding for finding in findings if not finding.check.startswith(tuple(others))]
    return all(finding.result in (Result.PASS, Result.NOT_APPLICABLE) for finding in own)
