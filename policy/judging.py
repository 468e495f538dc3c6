"""Rules applied to resources: what is violated, after waivers and exceptions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from policy.config import Config
from policy.rule import AnyRule, DatedRule, Level, Resource, StackRule
from policy.rules import RULES


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A rule that does not hold for a resource."""

    rule: str
    level: Level
    resource: Resource
    message: str


def judge(rule: AnyRule, resources: Sequence[Resource], stack: str, config: Config, today: date) -> list[Violation]:
    """Where one rule does not hold; `stack` is `<project>/<stack>`."""
    if config.waives(rule, stack):
        return []
    found, level = [], config.level(rule, stack)
    for resource, message in _messages(rule, resources, config, today):
        exemption = config.exemption(rule.id, stack, resource.name)
        if exemption is not None and today <= exemption.until:
            continue
        ended = f" (the exception ended on {exemption.until}: {exemption.reason})" if exemption else ""
        found.append(Violation(rule=rule.id, level=level, resource=resource, message=f"{message}{ended}"))
    return found


def judge_all(resources: Sequence[Resource], stack: str, config: Config, today: date) -> list[Violation]:
    """Where any rule that is not disabled does not hold."""
    return [
        violation
        for rule in RULES.values()
        if config.level(rule, stack) != "disabled"
        for violation in judge(rule, resources, stack, config, today)
    ]


def not_judged(stack: str, config: Config) -> list[str]:
    """The rules that do not concern this stack, or are disabled: what they are about was not looked at."""
    return [rule.id for rule in RULES.values() if config.level(rule, stack) == "disabled" or config.waives(rule, stack)]


def _messages(
    rule: AnyRule, resources: Sequence[Resource], config: Config, today: date
) -> Iterator[tuple[Resource, str]]:
    if isinstance(rule, DatedRule):
        yield from rule.check(resources, today, config.limit_days(rule))
        return
    if isinstance(rule, StackRule):
        yield from rule.check(resources)
        return
    for resource in resources:
        yield from ((resource, message) for message in rule.check(resource.kind, resource.props))
