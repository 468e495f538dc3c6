"""IAM policy documents: trust, the permission to assume, the permission to log in, the topic of the alarms."""

from collections.abc import Sequence
from typing import Any, Literal

from domain import arns
from domain.policy_document import allow, document, equal, exact, trusting

SCOPE_TAG_VALUE = "true"  # Redpanda Cloud documentation, "aws-iam-aurora"

TAG_SESSION = "sts:TagSession"
"""In a statement of its own, without the ExternalId: AWS's guides ask for that on sts:AssumeRole alone (Amazon EKS User
Guide, "Access AWS Resources using EKS Pod Identity Target IAM Roles"), and the tags by themselves open nothing."""

TrustedPrincipal = Literal["account", "role"]


def trust(
    role_arn: str, principal: TrustedPrincipal, external_id: str | None, *, session_tags: bool = False
) -> dict[str, Any]:
    """Who may assume the connect role: exactly one role of another account.

    `account` trusts that account's root, narrowed to the role by `aws:PrincipalArn`: it survives a role that is deleted
    and created again. `role` names the role itself, which IAM stores as the role's unique id: after a re-creation the
    trust silently matches nobody (IAM User Guide, "AWS JSON policy elements: Principal").

    `session_tags`: the role's sessions carry transitive tags, as those of EKS Pod Identity do, so that it may pass them
    on (IAM User Guide, "Pass session tags in AWS STS").
    """
    by_role = {"ArnEquals": {"aws:PrincipalArn": role_arn}} if principal == "account" else {}
    presenting = {} if external_id is None else equal("sts:ExternalId", external_id)
    trusted = {"AWS": arns.account_root_arn(role_arn) if principal == "account" else role_arn}
    statements = [trusting("TrustedRole", trusted, "sts:AssumeRole", {**by_role, **presenting})]
    if session_tags:
        statements.append(trusting("ItsSessionTags", trusted, TAG_SESSION, by_role))
    return document(*statements)


def service_trust(service: str) -> dict[str, Any]:
    """Who may assume a workload's own role: an AWS service, such as `ec2.amazonaws.com`, for what runs in the account.

    IAM User Guide, "Create a role to delegate permissions to an AWS service".
    """
    return document(trusting("Workload", {"Service": service}, "sts:AssumeRole", {}))


def assume(role_arns: Sequence[str], scope_tag: str) -> dict[str, Any]:
    """May assume exactly these roles, and only while they carry the scope tag Redpanda asks for."""
    tagged = equal(f"aws:ResourceTag/{scope_tag}", SCOPE_TAG_VALUE)
    return document(allow("AssumeConnectRoles", "sts:AssumeRole", exact(role_arns), tagged))


def assume_with_external_id(
    role_arns: Sequence[str], external_id: str, *, session_tags: bool = False, source_cidrs: Sequence[str] = ()
) -> dict[str, Any]:
    """May assume exactly these roles, and only by presenting the ExternalId.

    The condition here protects nobody, that of the trust does; it keeps the caller from asking in another way.
    `session_tags` as in `trust`: the caller has to be allowed to pass its tags on, too (Amazon EKS User Guide, "Access
    AWS Resources using EKS Pod Identity Target IAM Roles").
    `source_cidrs`: the only addresses it may ask from, as STS sees them (IAM User Guide, "AWS global condition context
    keys", aws:SourceIp): a key that got away is of no use elsewhere.
    """
    roles = exact(role_arns)
    from_there = {"IpAddress": {"aws:SourceIp": sorted(source_cidrs)}} if source_cidrs else {}
    presenting = {**equal("sts:ExternalId", external_id), **from_there}
    statements = [allow("AssumeConnectRoles", "sts:AssumeRole", roles, presenting)]
    if session_tags:
        statements.append(allow("PassSessionTags", TAG_SESSION, roles))
    return document(*statements)


def database_login(dbuser_arns: Sequence[str]) -> dict[str, Any]:
    """May log in as exactly these database users.

    There is no condition: `rds-db:connect` ignores the source conditions people try (Aurora User Guide, "IAM database
    authentication", limitations), so they belong on the trust.
    """
    return document(allow("LogInAsDatabaseUsers", "rds-db:connect", exact(dbuser_arns)))


def alarm_topic(topic_arn: str) -> dict[str, Any]:
    """CloudWatch may publish to this topic, for alarms of the topic's own account and region.

    Amazon SNS Developer Guide, "Example cases for Amazon SNS access control".
    """
    topic = arns.parse(topic_arn)
    return document(
        {
            "Sid": "Alarms",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic_arn,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": topic.account},
                "ArnLike": {
                    "aws:SourceArn": f"arn:{topic.partition}:cloudwatch:{topic.region}:{topic.account}:alarm:*"
                },
            },
        }
    )
