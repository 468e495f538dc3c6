"""The rules as a Pulumi policy pack: `pulumi preview --policy-pack policy`."""

import os
from datetime import date
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from policy.config import Config
from policy.judging import judge
from policy.proxied import plain
from policy.rule import AnyRule, Resource, Rule
from policy.rules import RULES

NAME = "aurora-to-redpanda"


def policies(config: Config, running: str | None) -> list[Policy]:
    """One policy per rule, at the level that the configuration gives it for the stack that is running."""
    return [
        _resource_policy(rule, config, running) if isinstance(rule, Rule) else _stack_policy(rule, config, running)
        for rule in RULES.values()
    ]


def serve(config: Config) -> None:
    """Answer Pulumi's questions until it ends this process."""
    PolicyPack(name=NAME, enforcement_level=EnforcementLevel.MANDATORY, policies=policies(config, running_stack()))


def running_stack() -> str | None:
    """`<project>/<stack>`, as the engine says it when it starts a pack (pulumi/pulumi, analyzer_plugin.go)."""
    project, stack = os.environ.get("PULUMI_PROJECT"), os.environ.get("PULUMI_STACK")
    return f"{project}/{stack}" if project and stack else None


def stack_of(urn: str) -> str:
    """`urn:pulumi:dev::shop::...` to `shop/dev`."""
    stack, project = urn.split("::")[:2]
    return f"{project}/{stack.rpartition(':')[2]}"


def _resource_policy(rule: Rule, config: Config, running: str | None) -> Policy:
    def validate(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
        for violation in judge(rule, [_resource(args)], stack_of(args.urn), config, _today()):
            report_violation(violation.message, None)

    return ResourceValidationPolicy(validate=validate, **_said_of(rule, config, running))


def _stack_policy(rule: AnyRule, config: Config, running: str | None) -> Policy:
    def validate(args: StackValidationArgs, report_violation: ReportViolation) -> None:
        resources = [(_resource(given), given.urn) for given in args.resources]
        for stack in sorted({stack_of(urn) for _, urn in resources}):
            for violation in judge(rule, [resource for resource, _ in resources], stack, config, _today()):
                urns = (urn for resource, urn in resources if resource is violation.resource)
                report_violation(violation.message, next(urns))

    return StackValidationPolicy(validate=validate, **_said_of(rule, config, running))


def _said_of(rule: AnyRule, config: Config, running: str | None) -> dict[str, Any]:
    return {
        "name": rule.id,
        "description": rule.title,  # Pulumi begins every violation with it
        "enforcement_level": EnforcementLevel(config.level(rule, running)),
    }


def _resource(given: Any) -> Resource:
    return Resource(kind=given.resource_type, name=given.name, props=plain(given.props))


def _today() -> date:
    return date.today()
