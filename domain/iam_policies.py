"""Policy documents read into statements (IAM User Guide, "Grammar of the IAM JSON policy language")."""

import enum
import re
from collections.abc import Mapping

from domain.iam_conditions import parse_conditions
from domain.iam_patterns import ARN_PARTS
from domain.iam_principals import parse_principals
from domain.iam_statements import Statement
from domain.iam_values import UnsupportedPolicyError, brief, listed, mapping, naming, text
from domain.iam_variables import Template, parse_template

_VARIABLES_SINCE = "2012-10-17"
_VERSIONS = ("2008-10-17", _VARIABLES_SINCE)  # the first is the default ("IAM JSON policy elements: Version")
_ACTION = re.compile(r"\*|[\w*?-]+:[\w*?-]+", re.ASCII)


class PolicyType(enum.StrEnum):
    """Where a document is attached; what it may hold follows from it."""

    IDENTITY = "identity policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    TRUST = "trust policy"


def parse_document(document: object, name: str, policy_type: PolicyType) -> tuple[Statement, ...]:
    """Read a policy as its type allows it; `name` is what a decision calls it.

    Raises UnsupportedPolicyError for what IAM would not store: an element that is unknown, missing, given in both
    forms, or not of this type of policy; a value of another shape.
    """
    with naming(policy=name):
        elements = mapping(document, "policy")
        _refuse_unknown(elements, {"Version", "Id", "Statement"})
        version = elements.get("Version", _VERSIONS[0])
        if version not in _VERSIONS:
            raise UnsupportedPolicyError(f"Version: got {brief(version)}, want {' or '.join(_VERSIONS)}")
        text(elements.get("Id", ""), "Id")
        statements = enumerate(listed(elements.get("Statement", ()), "Statement"), start=1)
        variables = version == _VARIABLES_SINCE
        return tuple(_parse_statement(raw, name, f"#{number}", policy_type, variables) for number, raw in statements)


def _parse_statement(raw: object, policy: str, position: str, policy_type: PolicyType, variables: bool) -> Statement:
    with naming(policy=policy, statement=position):
        elements = mapping(raw, "Statement")
        label = text(elements.get("Sid", ""), "Sid") or position
    with naming(policy=policy, statement=label):
        return _parse_elements(elements, policy, label, policy_type, variables)


def _parse_elements(
    elements: Mapping[str, object], policy: str, label: str, policy_type: PolicyType, variables: bool
) -> Statement:
    trust = policy_type is PolicyType.TRUST
    subject = "Principal" if trust else "Resource"
    _refuse_unknown(elements, {"Sid", "Effect", "Action", "NotAction", subject, f"Not{subject}", "Condition"})
    effect = elements.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise UnsupportedPolicyError(f"Effect: got {brief(effect)}, want Allow or Deny")
    actions, not_actions = _either(elements, "Action")
    about, negated = _either(elements, subject)
    if trust and negated and effect == "Allow":
        raise UnsupportedPolicyError("NotPrincipal: got Effect Allow, want Deny (IAM User Guide, NotPrincipal)")
    arns = () if trust else listed(about, "Resource")
    return Statement(
        policy=policy,
        label=label,
        allows=effect == "Allow",
        actions=tuple(map(_parse_action, listed(actions, "Action"))),
        not_actions=not_actions,
        resources=tuple(_parse_resource(arn, policy_type, variables) for arn in arns),
        not_resources=negated,
        principals=parse_principals(about, negated=negated) if trust else None,
        conditions=parse_conditions(elements.get("Condition", {}), variables=variables),
    )


def _refuse_unknown(elements: Mapping[str, object], known: set[str]) -> None:
    unknown = sorted(elements.keys() - known)
    if unknown:
        raise UnsupportedPolicyError(f"got element {unknown[0]!r}, want only {', '.join(sorted(known))}")


def _either(elements: Mapping[str, object], name: str) -> tuple[object, bool]:
    """The value of an element or of its negation, and whether it is the negation."""
    given = [form for form in (name, f"Not{name}") if form in elements]
    if len(given) != 1:
        raise UnsupportedPolicyError(f"got {' and '.join(given) or 'neither'}, want one of {name} and Not{name}")
    return elements[given[0]], given[0] != name


def _parse_action(value: object) -> str:
    action = text(value, "Action")
    if not _ACTION.fullmatch(action):
        raise UnsupportedPolicyError(f"Action: got {action!r}, want <service>:<action> or *")
    return action


def _parse_resource(value: object, policy_type: PolicyType, variables: bool) -> Template:
    arn = text(value, "Resource")
    if arn == "*":
        return parse_template(arn, variables=variables)
    parts = arn.split(":", ARN_PARTS - 1)
    missing = ARN_PARTS - len(parts)
    if parts[0] != "arn" or (missing and policy_type is PolicyType.SESSION):
        raise UnsupportedPolicyError(f"Resource: got {arn!r}, want an ARN of {ARN_PARTS} parts or *")
    if variables and "${" in ":".join(parts[: ARN_PARTS - 1]):
        raise UnsupportedPolicyError(f"Resource: got {arn!r}, want variables after the fifth colon only")
    # IAM completes an ARN by a wildcard for each missing part, but not in a session policy ("IAM ARNs").
    return parse_template(":".join(parts + ["*"] * missing), variables=variables)
