"""The layers of policies that each have to allow a request (IAM User Guide, "Policy evaluation logic")."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.iam_decisions import Cause, Decision, allowed_by, denied_by, other_resource, unmet
from domain.iam_policies import PolicyType, parse_document
from domain.iam_principals import Document, Principal
from domain.iam_requests import Request
from domain.iam_statements import Statement


@dataclass(frozen=True, kw_only=True)
class Layer:
    """Policies of which one statement has to allow the request."""

    name: str
    """Such as `identity policies (rpcn-assume)`."""
    policy: str | None
    """None: more than one."""
    uncovered: Cause
    unmet: Cause
    statements: tuple[Statement, ...]

    def decide(self, request: Request) -> Decision:
        """The first Allow that applies, or the nearest one and why it does not."""
        allows = [statement for statement in self.statements if statement.allows]
        covering = [statement for statement in allows if request.is_covered_by(statement)]
        if covering:
            return first_allowed([judge(statement, self.unmet, request) for statement in covering])
        acting = [statement for statement in allows if statement.covers_action(request.action)]
        if acting:
            return other_resource(self.uncovered, acting[0], request.resource)
        reason = f"{self.name}: no statement allows {request.action}"
        return Decision(allowed=False, cause=self.uncovered, reason=reason, policy=self.policy)


def own_layers(principal: Principal) -> list[Layer]:
    """The principal's identity policies, then its boundary and its session policy where it has one."""
    statements = [
        statement
        for name, document in principal.identity_policies.items()
        for statement in parse_document(document, name, PolicyType.IDENTITY)
    ]
    identity = Layer(
        name=f"identity policies ({', '.join(principal.identity_policies) or 'none'})",
        policy=None,
        uncovered=Cause.NO_STATEMENT,
        unmet=Cause.CONDITION,
        statements=tuple(statements),
    )
    boundary = _limit(principal.boundary, PolicyType.BOUNDARY, Cause.BOUNDARY)
    session = _limit(principal.session_policy, PolicyType.SESSION, Cause.SESSION_POLICY)
    return [identity, *boundary, *session]


def _limit(document: Document | None, policy_type: PolicyType, cause: Cause) -> list[Layer]:
    if document is None:
        return []
    name = policy_type.value
    statements = parse_document(document, name, policy_type)
    return [Layer(name=name, policy=name, uncovered=cause, unmet=cause, statements=statements)]


def denial(statements: Iterable[Statement], request: Request) -> Decision | None:
    """An explicit deny in any policy overrides every allow."""
    denies = [s for s in statements if not s.allows and s.denies(request.principal) and request.is_covered_by(s)]
    applying = [statement for statement in denies if statement.unmet(request.facts) is None]
    return denied_by(applying[0]) if applying else None


def judge(statement: Statement, cause: Cause, request: Request) -> Decision:
    """Whether the conditions of an Allow that covers the request hold; `cause` names it if not."""
    condition = statement.unmet(request.facts)
    return allowed_by(statement) if condition is None else unmet(cause, statement, condition, request.facts)


def first_allowed(decisions: list[Decision]) -> Decision:
    """One Allow is enough; where there is none, the first refusal is told."""
    return next((decision for decision in decisions if decision.allowed), decisions[0])
