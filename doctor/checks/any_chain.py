"""A chain that is no stack of ours: what cannot be known of it, and which checks its own configuration can answer.

What a check compares the configuration with was read out of that very configuration: user, role, slot, tables, topic.
Such a check would pass whatever is written there, so it is not run here.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import wraps

from doctor import causes
from doctor.chain import on_cloud
from doctor.check import Check
from doctor.checks import pipeline_input, pipeline_output
from doctor.checks.database_input import input_kind
from doctor.checks.each_component import Verdict, Wrong, each_component
from doctor.checks.each_pipeline import Pipeline
from doctor.facts.facts import ClusterFacts, Facts
from doctor.finding import Finding, Result, not_applicable, passed, unknown
from domain.pipeline_config import Component, shown

LINK = 1
LOGIN, TOPIC = 5, 7
OF_A_STACK = ("pulumi", "stack file", "stack's YAML", "make certs", "None")
"""In a fix that only a stack of ours can follow."""
SENTENCE_END = re.compile(r"(?<=\.) (?=[A-Z`])")
IN_YAML = "in the YAML of pipeline "
"""How a fix begins that is a change of the configuration (each_component)."""


def check_told(facts: Facts) -> Iterator[Finding]:
    """What neither the configuration nor RDS nor an option tells."""
    missing = facts.chain["unknown"]
    for what, why in missing.items():
        yield unknown(LINK, f"what is known of the chain: {what.replace('_', ' ')}", why)
    if not missing:
        yield passed(LINK, "what is known of the chain", "everything that the checks need")


def check_runtime(facts: Facts) -> Iterator[Finding]:
    """Where it runs is not written in a configuration, and so neither is who may take the role there."""
    where = "Redpanda Cloud" if on_cloud(facts.chain) else "a place of one's own"
    yield unknown(LINK, "identity of the runtime", f"it is written for {where}; who takes its role there is not known")


def check_role(facts: Facts) -> Iterator[Finding]:
    """R13: a token is made; by the pipeline's own role where the configuration names none in between."""
    if facts.chain["trust"] is not None:
        yield from pipeline_input.check_role(facts)
        return

    def judge(_: Pipeline, component: Component) -> Verdict:
        enabled = component.get("aws", "enabled")
        if enabled is True:
            return "no role is assumed: the pipeline's own logs in"
        why = "without it no token is made"
        return Wrong(cause="R13", key=component.key("aws", "enabled"), got=shown(enabled), want="true", why=why)

    yield from each_component(facts, input_kind(facts.chain), link=2, what="configured role", judge=judge)


def check_network(facts: Facts) -> Iterator[Finding]:
    """Whom the database lets in is seen; where the pipeline comes from is not."""
    cluster, check = facts.cluster, "network lets the pipeline in"
    if isinstance(cluster, ClusterFacts):
        seen = f"{', '.join(cluster.let_in) or 'no network'} on port {cluster.port}"
        yield unknown(LOGIN, check, f"the security group lets in {seen}; where the pipeline comes from is not known")
    else:
        yield unknown(LOGIN, check, "the cluster is not known")


def check_pipeline_runs(facts: Facts) -> Iterator[Finding]:
    """A file does not tell whether it runs."""
    for pipeline in facts.chain["pipelines"]:
        yield unknown(TOPIC, f"{pipeline['name']}: pipeline runs", "a file does not tell; look at its metrics and log")


def check_components(facts: Facts) -> Iterator[Finding]:
    """K11, of Redpanda Cloud alone."""
    if on_cloud(facts.chain):
        yield from pipeline_output.check_components(facts)
        return
    for pipeline in facts.chain["pipelines"]:
        check = f"{pipeline['name']}: configured components"
        yield not_applicable(TOPIC, check, "only Redpanda Cloud keeps some from being used")


def check_tls(facts: Facts) -> Iterator[Finding]:
    """K9: brokers of Redpanda Cloud speak TLS; what others speak is not known."""
    for finding in pipeline_output.check_tls(facts):
        if finding.result is Result.FAIL and not on_cloud(facts.chain):
            why = f"whether these brokers speak TLS is not known; {finding.saw.partition(', want')[0]}"
            yield unknown(finding.link, finding.check, why)
        else:
            yield finding


def needs(what: str, link: int, check: Check) -> Check:
    """The check, or an unknown where the chain does not tell what it needs."""

    @wraps(check)
    def run(facts: Facts) -> Iterator[Finding]:
        missing = facts.chain["unknown"].get(what)
        if missing is None:
            yield from check(facts)
        else:
            yield unknown(link, check.__name__.removeprefix("check_").replace("_", " "), missing)

    return run


def for_anybody(finding: Finding) -> Finding:
    """With the change in its YAML alone, or with the cause's own fix, where the finding's is for a stack of ours."""
    if finding.cause is None or not any(mark in str(finding.fix) for mark in OF_A_STACK):
        return finding
    if str(finding.fix).startswith(IN_YAML):
        change = str(finding.fix).partition(": ")[2].rpartition("; pulumi")[0]
        return replace(finding, fix=f"in its YAML: {change}; then restart it")
    sentences = SENTENCE_END.split(" ".join(causes.find(finding.cause).fix.split()))
    told = [one.removeprefix("By hand: ") for one in sentences if not any(mark in one for mark in OF_A_STACK)]
    return replace(finding, fix=" ".join(told or sentences))
