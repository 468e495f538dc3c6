"""What IAM refuses in a trust policy before it stores it; moto stores anything.

IAM User Guide, "Grammar of the IAM JSON policy language" and "AWS JSON policy elements: Principal".
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lab.backends.backend import LabError

VERSIONS = ("2008-10-17", "2012-10-17")
DOCUMENT_FIELDS = {"Version", "Id", "Statement"}
# A trust policy has no Resource: the role is the resource.
STATEMENT_FIELDS = {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition"}
PRINCIPAL_KINDS = {"AWS", "Federated", "Service", "CanonicalUser"}
_AWS_PRINCIPAL = re.compile(
    r"\*|[0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/[\w+=,.@/-]+)"
    r"|arn:aws[a-z-]*:sts::[0-9]{12}:(assumed-role|federated-user)/[\w+=,.@/-]+"
)
_CONDITION = re.compile(
    r"(ForAllValues:|ForAnyValue:)?"
    r"(String(Not)?Equals(IgnoreCase)?|String(Not)?Like|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like)"
    r"|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?))(IfExists)?|Null"
)


def check_trust(document: str) -> list[str]:
    """The `AWS` principals a well-formed trust policy names; raises `LabError` as IAM answers a malformed one."""
    try:
        policy = json.loads(document)
    except ValueError:
        raise _malformed("This policy contains invalid Json") from None
    if not isinstance(policy, dict):
        raise _malformed("Syntax errors in policy.")
    _known_fields(policy, DOCUMENT_FIELDS)
    if policy.get("Version", VERSIONS[0]) not in VERSIONS:
        raise _malformed("The policy must contain a valid version string")
    statements = policy.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        raise _malformed("Missing required field Statement")
    return [principal for statement in statements for principal in _check_statement(statement)]


def invalid_principal(principal: str) -> LabError:
    """What IAM answers to a principal that is misspelt or does not exist."""
    return _malformed(f'Invalid principal in policy: "AWS":"{principal}"')


def _check_statement(statement: Any) -> Iterator[str]:
    if not isinstance(statement, dict):
        raise _malformed("Syntax errors in policy.")
    if "Resource" in statement or "NotResource" in statement:
        raise _malformed("Has prohibited field Resource")
    _known_fields(statement, STATEMENT_FIELDS)
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise _malformed(f"Invalid effect: {statement.get('Effect')}")
    for field in ("Action", "Principal"):
        if (field in statement) == (f"Not{field}" in statement):
            raise _malformed(f"Missing required field {field}")
    actions = _listed(statement.get("Action", statement.get("NotAction")))
    if not all(isinstance(action, str) and re.fullmatch(r"(?i)sts:[a-z*?]+", action) for action in actions):
        raise _malformed("AssumeRole policy may only specify STS AssumeRole actions.")
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict) or not all(isinstance(keys, dict) for keys in condition.values()):
        raise _malformed("Syntax errors in policy.")
    for operator in condition:
        if not _CONDITION.fullmatch(operator):
            raise _malformed(f"Invalid Condition type : {operator}")
    yield from _aws_principals(statement.get("Principal", statement.get("NotPrincipal")))


def _aws_principals(element: Any) -> Iterator[str]:
    if element == "*":
        return
    if not isinstance(element, dict) or not element or set(element) - PRINCIPAL_KINDS:
        raise _malformed(f"Invalid principal in policy: {json.dumps(element)}")
    for kind, names in element.items():
        for name in _listed(names):
            if not isinstance(name, str) or not name:
                raise _malformed(f"Invalid principal in policy: {json.dumps(element)}")
            if kind == "AWS":
                if not _AWS_PRINCIPAL.fullmatch(name):
                    raise invalid_principal(name)
                yield name


def _known_fields(element: Mapping[str, Any], known: set[str]) -> None:
    for field in element:
        if field not in known:
            raise _malformed(f"Unknown field {field}")


def _listed(value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [value]
    if not values:
        raise _malformed("Syntax errors in policy.")
    return values


def _malformed(why: str) -> LabError:
    return LabError(f"MalformedPolicyDocument: {why}")
