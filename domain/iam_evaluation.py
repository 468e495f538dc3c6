"""Whether IAM allows a request, and which statement or condition decides (IAM User Guide, "Policy evaluation logic").

The control policies of AWS Organizations are not looked at. What is not understood means deny, never an exception.
"""

import re
from types import MappingProxyType

from domain.iam_decisions import Cause, Decision, other_action, unsupported
from domain.iam_layers import Layer, denial, first_allowed, judge, own_layers
from domain.iam_policies import PolicyType, parse_document
from domain.iam_principals import Context, Document, Grant, Principal
from domain.iam_requests import Request, make_request
from domain.iam_statements import Statement
from domain.iam_values import UnsupportedPolicyError

__all__ = ["Cause", "Context", "Decision", "Document", "Principal", "may", "may_assume"]

_NO_CONTEXT: Context = MappingProxyType({})
_ROLE_ARN = re.compile(r"arn:[^:]+:iam::(?P<account>[0-9]{12}):role/.+")


def may(principal: Principal, action: str, resource: str, context: Context = _NO_CONTEXT) -> Decision:
    """Whether the principal's identity policies allow the action, within its boundary and session policy.

    `context` is what the request adds, such as `aws:ResourceTag/...`; aws:PrincipalArn, aws:PrincipalAccount and
    aws:ResourceAccount are taken from the ARNs.
    """
    try:
        request = make_request(principal, action, resource, context)
        layers = own_layers(principal)
        denied = denial(_statements(layers), request)
        return denied or _refusal(layers, request) or layers[0].decide(request)
    except UnsupportedPolicyError as error:
        return unsupported(error)


def may_assume(
    principal: Principal, action: str, role_arn: str, trust_policy: Document, context: Context = _NO_CONTEXT
) -> Decision:
    """Whether the role's trust policy lets the principal in, and the principal's own policies let it go there.

    For sts:AssumeRole, sts:AssumeRoleWithWebIdentity and sts:TagSession. Within one account a trust policy that names
    the caller is enough. One that names the account, and any in another account, leaves it to the caller's identity
    policies as well (IAM User Guide, "Cross-account policy evaluation logic").
    """
    try:
        role = _ROLE_ARN.fullmatch(role_arn)
        if role is None:
            raise UnsupportedPolicyError(f"role ARN: got {role_arn!r}, want arn:<partition>:iam::<account>:role/<name>")
        request = make_request(principal, action, role_arn, context)
        trust = parse_document(trust_policy, PolicyType.TRUST.value, PolicyType.TRUST)
        layers = own_layers(principal)
        denied = denial([*trust, *_statements(layers)], request)
        if denied is not None:
            return denied
        decision, grant = _trust(trust, request)
        same_account = role["account"] == principal.account
        limits = _limits(layers, grant, principal, same_account=same_account) if decision.allowed else []
        return _refusal(limits, request) or decision
    except UnsupportedPolicyError as error:
        return unsupported(error)


def _statements(layers: list[Layer]) -> list[Statement]:
    return [statement for layer in layers for statement in layer.statements]


def _trust(trust: tuple[Statement, ...], request: Request) -> tuple[Decision, Grant]:
    """What the trust policy says, and how directly it names the caller."""
    caller = request.principal
    allows = [statement for statement in trust if statement.allows]
    naming = [statement for statement in allows if statement.grants(caller) is not Grant.NONE]
    if not naming:
        return _nobody(allows, caller), Grant.NONE
    acting = [statement for statement in naming if statement.covers_action(request.action)]
    if not acting:
        return other_action(Cause.TRUST_ACTION, naming[0], request.action), Grant.NONE
    acting.sort(key=lambda statement: statement.grants(caller), reverse=True)
    decisions = [judge(statement, Cause.TRUST_CONDITION, request) for statement in acting]
    decision = first_allowed(decisions)
    return decision, acting[decisions.index(decision)].grants(caller)


def _nobody(allows: list[Statement], caller: Principal) -> Decision:
    named = " or ".join(repr(name) for statement in allows for name in statement.named()) or "nobody"
    reason = f"{PolicyType.TRUST}: got {caller.arn!r}, want {named}"
    return Decision(allowed=False, cause=Cause.TRUST_PRINCIPAL, reason=reason, policy=PolicyType.TRUST.value)


def _limits(layers: list[Layer], grant: Grant, caller: Principal, *, same_account: bool) -> list[Layer]:
    """The caller's own policies that have to allow what the trust policy allows.

    IAM User Guide, "How AWS enforcement code logic evaluates requests", resource-based policies. A federated identity
    and a service have no policies of their own.
    """
    if caller.kind in ("federated", "service"):
        return []
    if grant is Grant.ACCOUNT or not same_account:
        return layers
    return layers[1:] if grant is Grant.ROLE else []


def _refusal(layers: list[Layer], request: Request) -> Decision | None:
    """The first layer's that does not allow."""
    decisions = [layer.decide(request) for layer in layers]
    return next((decision for decision in decisions if not decision.allowed), None)
