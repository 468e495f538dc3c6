"""Link 2, the caller's role may assume the connect role: its own policies, its boundary, the connect role's tag."""

from collections.abc import Iterator
from ipaddress import ip_network

from doctor.chain import CLOUD_KEY, CLOUD_ROLE, caller, runtime_kind
from doctor.checks.assumption import (
    LOGS_IN_ITSELF,
    as_caller,
    assuming,
    aws_iam,
    condition_key,
    connect_role,
    lift_denial,
    pipeline_role,
    reason,
    role_name,
    widen_boundary,
)
from doctor.checks.fix_commands import APPLY_AGAIN, setting
from doctor.facts.facts import Facts, RedpandaClusterFacts, RoleFacts, Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from domain.iam_documents import SCOPE_TAG_VALUE
from domain.iam_evaluation import Cause, Context, Decision, may
from domain.iam_policies import PolicyType, parse_document
from domain.iam_values import UnsupportedPolicyError

LINK = 2
ACTION = "sts:AssumeRole"


def check_assume_policy(facts: Facts) -> Iterator[Finding]:
    """R1, R4, R5, R8, R10, R12, E5: what the caller's side says, whatever the trust says."""
    own_role, target = pipeline_role(facts), connect_role(facts)
    check = f"{caller(facts.chain).called} may assume the connect role"
    if facts.chain["trust"] is None:
        yield not_applicable(2, check, LOGS_IN_ITSELF)
    elif not isinstance(own_role, RoleFacts):
        yield unknown(2, check, reason(own_role))
    elif not isinstance(target, RoleFacts):
        yield unknown(2, check, f"it depends on the connect role's tags: {reason(target)}")
    else:
        asked = [{**assuming(facts, target), **where} for where in _places(facts)]
        decisions = [may(as_caller(own_role), ACTION, target.arn, context) for context in asked]
        decision = next((decision for decision in decisions if not decision.allowed), decisions[0])
        yield _judge(facts, check, own_role, target, decision)


def check_role_can_go(facts: Facts) -> Iterator[Finding]:
    """R14: IAM deletes no role that still has a policy of ours. Nothing is said of a Redpanda cluster that stays."""
    check, role, cluster = "pipeline role can be deleted", pipeline_role(facts), facts.redpanda_cluster
    if not isinstance(cluster, RedpandaClusterFacts) or not cluster.state.startswith("STATE_DELETING"):
        return
    ours = facts.chain["redpanda"]["assume_policy_name"]
    if runtime_kind(facts.chain) != CLOUD_ROLE:  # the role, or user, is not Redpanda's
        return
    if isinstance(role, Unavailable):
        yield unknown(2, check, role.reason)
    elif isinstance(role, RoleFacts) and ours in role.identity_policies:
        saw = f"the Redpanda cluster is {cluster.state}, {role_name(role.arn)}: got {ours}, want no policy of ours"
        now = aws_iam("delete-role-policy", facts.chain["redpanda"], role.arn, f"--policy-name {ours}")
        yield failed(2, check, saw, cause="R14", fix=f"pulumi destroy this stack; where that is too late: {now}")
    else:
        yield passed(2, check, f"{ours} is gone")


def _places(facts: Facts) -> list[Context]:
    """Where an access key is used from, which its policy asks for: the addresses of the Redpanda cluster's NAT."""
    if runtime_kind(facts.chain) != CLOUD_KEY:
        return [{}]
    cluster = facts.redpanda_cluster
    told = () if isinstance(cluster, Unavailable) else cluster.nat_addresses
    cidrs = facts.chain["redpanda"]["nat_cidrs"]
    stated = (str(ip_network(cidr, strict=False).network_address) for cidr in cidrs)
    return [{"aws:SourceIp": address} for address in told or stated] or [{}]


def _judge(facts: Facts, check: str, own_role: RoleFacts, target: RoleFacts, decision: Decision) -> Finding:
    begins = caller(facts.chain)
    ours = begins.assume_policy_name or "a policy of its own"
    elsewhere = _permission_elsewhere(own_role, ours) if begins.assume_policy_name else None
    match decision.cause:
        case Cause.UNSUPPORTED:
            return unknown(2, check, decision.reason)
        case Cause.EXPLICIT_DENY:
            cause, fix = "R8", lift_denial(decision, begins, own_role.arn)
        case Cause.BOUNDARY:
            cause, fix = "R10", widen_boundary(begins, own_role.arn, ACTION, target.arn)
        case Cause.CONDITION:
            cause, fix = _unmet(facts, target, decision)
        case _ if elsewhere:
            saw = f"{role_name(own_role.arn)}: got {ACTION} in {elsewhere}, want it in {ours}, which is gone"
            fix = f"{APPLY_AGAIN}  # puts {ours} back; Redpanda reverts what is added to its own policies"
            return failed(2, check, saw, cause="R12", fix=fix)
        case Cause.ALLOWED:
            return passed(2, check, decision.reason)
        case _:
            cause, fix = "R1", f"{APPLY_AGAIN}  # puts {ours} back as the program wants it"
    return failed(2, check, decision.reason, cause=cause, fix=fix)


def _permission_elsewhere(own_role: RoleFacts, ours: str) -> str | None:
    """R12: the policy that allows assuming roles while ours is gone; None: it is there, or no other one does.

    Which roles it allows does not matter: Redpanda puts its own policies back as they were, and then this is R1.
    """
    if ours in own_role.identity_policies:
        return None
    for name, document in own_role.identity_policies.items():
        try:
            statements = parse_document(document, name, PolicyType.IDENTITY)
        except UnsupportedPolicyError:  # the decision says so
            return None
        if any(statement.allows and statement.covers_action(ACTION) for statement in statements):
            return name
    return None


def _unmet(facts: Facts, target: RoleFacts, decision: Decision) -> tuple[str, str]:
    """A condition of an Allow: cause and fix."""
    scope_tag = caller(facts.chain).scope_tag
    key = condition_key(decision)
    if key == "aws:sourceip":
        cidrs = setting(facts.chain, "redpanda: natCidrs")
        return "E5", f"{cidrs} in the stack file: the addresses that the cluster has now; then pulumi up"
    if scope_tag and key == f"aws:resourcetag/{scope_tag}".lower():
        tags = f"--tags Key={scope_tag},Value={SCOPE_TAG_VALUE}"
        return "R5", aws_iam("tag-role", facts.chain["database"], target.arn, tags)
    if key.startswith("aws:resourcetag/"):
        tag = (decision.condition or "").partition("/")[2]
        return "R5", f"{setting(facts.chain, f'redpanda: scopeTag: {tag}')} in the stack file, then pulumi up"
    if key == "sts:externalid":
        return "R4", f"have statement {decision.statement} ask for no ExternalId: {APPLY_AGAIN}"
    return "R1", f"take {decision.condition} out of statement {decision.statement} of {decision.policy}: {APPLY_AGAIN}"


CHECKS = (check_assume_policy, check_role_can_go)
