"""Access keys: what their user may do, and from where."""

from collections.abc import Iterator, Sequence

from domain import networks
from domain.iam_patterns import Wildcard
from domain.iam_statements import Statement
from domain.iam_values import UnsupportedPolicyError
from policy import documents
from policy.props import UNKNOWN, get
from policy.rule import Resource, StackRule

KEY = "aws:iam/accessKey:AccessKey"
USER_POLICY = "aws:iam/userPolicy:UserPolicy"
OTHER_WAYS = frozenset(
    {
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
        "aws:iam/userGroupMembership:UserGroupMembership",
    }
)
"""What gives a user rights besides its inline policies; `user` is its name there too, or `userName`."""

ASSUME = "sts:assumerole"
SOURCE = "aws:sourceip"


def one_right(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str]]:
    """A user with a key may assume exact roles, from named addresses."""
    users = [user for key in resources if key.kind == KEY and (user := get(key.props, "user")) is not UNKNOWN]
    for resource in (each for each in resources if each.kind in (USER_POLICY, *OTHER_WAYS)):
        user = get(resource.props, "user") or get(resource.props, "userName")
        if user is None or user not in users:
            continue
        if resource.kind in OTHER_WAYS:
            yield resource, f"user: got {user}, who has an access key, want one inline policy and nothing else for it"
        else:
            yield from ((resource, message) for message in _beyond(resource))


def _beyond(policy: Resource) -> Iterator[str]:
    for key, read in documents.permissions(policy.kind, policy.props):
        if isinstance(read, UnsupportedPolicyError):
            yield f"{key}: {read}"
            continue
        for statement in read:
            if statement.allows:
                yield from (f"{key}, {statement.label}: {problem}" for problem in _wide(statement))


def _wide(statement: Statement) -> Iterator[str]:
    actions = [action.lower() for action in statement.actions]
    if statement.not_actions or set(actions) != {ASSUME}:
        yield f"got {', '.join(statement.actions)}, want sts:AssumeRole alone (the user has an access key)"
    if statement.not_resources or any(isinstance(part, Wildcard) for arn in statement.resources for part in arn.parts):
        yield "got roles by a pattern, want the ARN of each role"
    sources = [
        one.wanted for one in statement.conditions if one.operator.lower() == "ipaddress" and one.key.lower() == SOURCE
    ]
    if not sources:
        yield "got no IpAddress aws:SourceIp, want the addresses the key is used at"
    for cidr in (str(cidr) for wanted in sources for cidr in wanted):
        try:
            networks.check_public_source(cidr)
        except ValueError:
            yield f"aws:SourceIp: got {cidr}, want the addresses the key is used at"


RULES = (
    StackRule(
        id="access-key-one-right",
        title="The user of an access key may assume exact roles from named addresses, and nothing else",
        why="a key that gets away is used by whoever finds it, from wherever they are, for whatever its user may do",
        source='IAM User Guide, "Security best practices in IAM"; "AWS global condition context keys": aws:SourceIp',
        check=one_right,
    ),
)
