"""The pack's configuration: levels, stacks that some rules do not concern, and exceptions that end by themselves."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from domain.pipeline_config import shown
from policy.rule import LEVELS, WAIVERS, AnyRule, DatedRule, Level, Waiver
from policy.rules import RULES

FILE = Path(__file__).resolve().parent / "config.yaml"
STACK = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
EXCEPTION_KEYS = ("rule", "stack", "resource", "reason", "until")


class ConfigError(ValueError):
    """The configuration is wrong; the message has a line for each problem."""


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """A resource that a rule spares for a while."""

    rule: str
    stack: str
    """`<project>/<stack>`."""
    resource: str
    """The logical name."""
    reason: str
    until: date
    """The last day it holds."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """What the rules take into account."""

    waivers: Mapping[Waiver, frozenset[str]]
    """Stacks, as `<project>/<stack>`, that the rules with this waiver do not concern."""
    levels: Mapping[str, Level]
    stack_levels: Mapping[str, Mapping[str, Level]] = field(default_factory=dict)
    """Levels by stack, as `<project>/<stack>`; they come before `levels`."""
    limits_days: Mapping[str, int] = field(default_factory=dict)
    """By rule; it comes before the rule's own."""
    exemptions: tuple[Exemption, ...] = ()

    def limit_days(self, rule: DatedRule) -> int:
        """The limit configured, or the rule's own."""
        return self.limits_days.get(rule.id, rule.limit_days)

    def level(self, rule: AnyRule, stack: str | None) -> Level:
        """The level configured for the stack, or for all, or the rule's own; None: the stack is not known."""
        of_stack = self.stack_levels.get(stack, {}) if stack else {}
        return of_stack.get(rule.id, self.levels.get(rule.id, rule.level))

    def waives(self, rule: AnyRule, stack: str) -> bool:
        """Whether the rule does not concern the stack."""
        return rule.waiver is not None and stack in self.waivers[rule.waiver]

    def exemption(self, rule: str, stack: str, resource: str) -> Exemption | None:
        """The exception for this resource, ended or not; of several the one that lasts longest."""
        found = [e for e in self.exemptions if (e.rule, e.stack, e.resource) == (rule, stack, resource)]
        return max(found, key=lambda exemption: exemption.until, default=None)


def load(file: Path = FILE) -> Config:
    """The pack's own configuration; raises ConfigError as `parse` does, and where the file cannot be read."""
    try:
        document = yaml.safe_load(file.read_text())
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"policy/config.yaml: got what cannot be read, want YAML: {reason}") from None
    return parse(document)


def parse(document: Any) -> Config:
    """A parsed configuration file; raises ConfigError for whatever it should not hold."""
    problems = list(_problems(document))
    if problems:
        raise ConfigError("\n".join(f"policy/config.yaml: {problem}" for problem in problems))
    return Config(
        waivers={waiver: frozenset(document.get(waiver) or ()) for waiver in WAIVERS},
        levels=document.get("levels") or {},
        stack_levels={stack: levels or {} for stack, levels in (document.get("stackLevels") or {}).items()},
        limits_days=document.get("limitDays") or {},
        exemptions=tuple(Exemption(**entry) for entry in document.get("exceptions") or ()),
    )


def _problems(document: Any) -> Iterator[str]:
    known = (*WAIVERS, "levels", "stackLevels", "limitDays", "exceptions")
    if not isinstance(document, Mapping):
        yield f"got {shown(document)}, want {', '.join(known)}"
        return
    yield from (f"{key}: unknown key, want {', '.join(known)}" for key in document if key not in known)
    for key in (*WAIVERS, "exceptions"):
        if not isinstance(document.get(key), list | None):
            yield f"{key}: got {shown(document[key])}, want a list"
    for waiver in WAIVERS:
        for position, stack in enumerate(_listed(document.get(waiver))):
            if not _is_stack(stack):
                yield f"{waiver}[{position}]: got {shown(stack)}, want <project>/<stack>"
    yield from _wrong_in_levels("levels", document.get("levels"))
    yield from _wrong_in_stack_levels(document.get("stackLevels"))
    yield from _wrong_in_limits(document.get("limitDays"))
    for position, entry in enumerate(_listed(document.get("exceptions"))):
        yield from (f"exceptions[{position}]{problem}" for problem in _wrong_in_exception(entry))


def _wrong_in_stack_levels(stacks: Any) -> Iterator[str]:
    if not isinstance(stacks, Mapping | None):
        yield f"stackLevels: got {shown(stacks)}, want <project>/<stack>: {{<rule>: <level>}}"
        return
    for stack, levels in (stacks or {}).items():
        if not _is_stack(stack):
            yield f"stackLevels: got {shown(stack)}, want <project>/<stack>"
        yield from _wrong_in_levels(f"stackLevels.{stack}", levels)


def _wrong_in_levels(key: str, levels: Any) -> Iterator[str]:
    if not isinstance(levels, Mapping | None):
        yield f"{key}: got {shown(levels)}, want <rule>: <level>"
        return
    for rule, level in (levels or {}).items():
        if rule not in RULES:
            yield f"{key}.{rule}: unknown rule, want one of {', '.join(RULES)}"
        elif level not in LEVELS:
            yield f"{key}.{rule}: got {shown(level)}, want {', '.join(LEVELS)}"


def _wrong_in_limits(limits: Any) -> Iterator[str]:
    if not isinstance(limits, Mapping | None):
        yield f"limitDays: got {shown(limits)}, want <rule>: <days>"
        return
    dated = [rule.id for rule in RULES.values() if isinstance(rule, DatedRule)]
    for rule, days in (limits or {}).items():
        if rule not in dated:
            yield f"limitDays.{rule}: got a rule without a limit, want {', '.join(dated)}"
        elif type(days) is not int or days < 1:
            yield f"limitDays.{rule}: got {shown(days)}, want days, 1 or more"


def _wrong_in_exception(entry: Any) -> Iterator[str]:
    if not isinstance(entry, Mapping) or set(entry) != set(EXCEPTION_KEYS):
        given = ", ".join(map(str, entry)) if isinstance(entry, Mapping) else shown(entry)
        yield f": got {given}, want all of {', '.join(EXCEPTION_KEYS)} and nothing else"
        return
    if entry["rule"] not in list(RULES):
        yield f".rule: got {shown(entry['rule'])}, want one of {', '.join(RULES)}"
    if not _is_stack(entry["stack"]):
        yield f".stack: got {shown(entry['stack'])}, want <project>/<stack>"
    for key in ("resource", "reason"):
        if not isinstance(entry[key], str) or not entry[key].strip():
            yield f".{key}: got {shown(entry[key])}, want a text"
    if type(entry["until"]) is not date:
        yield f".until: got {shown(entry['until'])}, want a day like 2027-01-31"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_stack(value: Any) -> bool:
    return isinstance(value, str) and STACK.fullmatch(value) is not None
