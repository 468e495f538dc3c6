"""One request as it is evaluated (IAM User Guide, "Processing the request context")."""

import re
from dataclasses import dataclass

from domain.iam_principals import Context, Principal
from domain.iam_statements import Statement
from domain.iam_values import Facts, UnsupportedPolicyError, brief

_OWNED = re.compile(r"arn:[^:]*:[^:]*:[^:]*:(?P<account>[0-9]{12}):")


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who wants to do what to which resource, in which context."""

    principal: Principal
    action: str
    resource: str
    facts: Facts

    def is_covered_by(self, statement: Statement) -> bool:
        """Whether the statement is about this action on this resource, conditions apart."""
        return statement.covers_action(self.action) and statement.covers_resource(self.resource, self.facts)


def make_request(principal: Principal, action: str, resource: str, context: Context) -> Request:
    """Gather the context: what the ARNs say goes before the principal's own context, and that before `context`.

    Raises UnsupportedPolicyError for a value that is neither text nor a list of texts.
    """
    known = {"aws:PrincipalArn": principal.arn, "aws:PrincipalAccount": principal.account}
    owned = _OWNED.match(resource)
    if owned is not None:
        known["aws:ResourceAccount"] = owned["account"]
    facts: dict[str, tuple[str, ...]] = {}
    for source in (context, principal.context, known):
        facts |= {key.lower(): _values(key, value) for key, value in source.items()}
    present = {key: values for key, values in facts.items() if values}
    return Request(principal=principal, action=action, resource=resource, facts=present)


def _values(key: str, value: object) -> tuple[str, ...]:
    values = tuple(value) if isinstance(value, list | tuple) else (value,)
    texts = tuple(one for one in values if isinstance(one, str))
    if len(texts) != len(values):
        raise UnsupportedPolicyError(f"context key {key}: got {brief(value)}, want a string or a list of strings")
    return texts
