"""Who asks, and whom a trust policy names (IAM User Guide, "AWS JSON policy elements: Principal")."""

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from domain.iam_values import UnsupportedPolicyError, listed, mapping, text

Document = Mapping[str, Any]
"""A policy as json.loads returns it."""

Context = Mapping[str, str | Sequence[str]]
"""Context key to its value, or to a list or tuple of them for a multivalued key; keys match case-insensitively."""


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The caller of a request, with every policy that grants to it or limits it."""

    arn: str
    """aws:PrincipalArn: of the role or user; of the OIDC provider for a federated identity; a service's name."""
    account: str
    """Twelve digits: the account the principal lives in."""
    kind: Literal["role", "user", "federated", "service"]
    session_arn: str | None = None
    """arn:aws:sts::<account>:assumed-role/<role>/<session>; None: no role session."""
    identity_policies: Mapping[str, Document] = field(default_factory=dict)
    """By policy name: inline and attached, those of a user's groups included."""
    boundary: Document | None = None
    """The permissions boundary; None: nothing limits it."""
    session_policy: Document | None = None
    """The policy passed when the session began; None: nothing limits it."""
    context: Context = field(default_factory=dict)
    """aws:PrincipalTag/..., aws:userid, OIDC claims such as `<issuer host>:sub`."""


class Grant(enum.IntEnum):
    """How directly a trust policy's Allow names the caller; the less, the more its own policies have to say.

    IAM User Guide, "How AWS enforcement code logic evaluates requests", resource-based policies.
    """

    NONE = 0
    ACCOUNT = 1
    """Names the account: an identity policy has to allow as well."""
    ROLE = 2
    """Names the role, not its session: boundary and session policy still limit."""
    CALLER = 3
    """Names the very caller, or everyone: only an explicit deny can take it back."""


# A unique id is what is shown of a role (AROA) or user (AIDA) that was deleted: it names nobody any more.
_AWS = re.compile(r"\*|[0-9]{12}|A(ROA|IDA)[A-Z0-9]+|arn:[^:*?]+:(iam|sts)::[0-9]{12}:[^*?]+")
_NAME = re.compile(r"[^*?]+")  # "You cannot use a wildcard to match part of a principal name or ARN"
_ELEMENT_KIND = {"role": "AWS", "user": "AWS", "federated": "Federated", "service": "Service"}


@dataclass(frozen=True, kw_only=True)
class PrincipalElement:
    """A Principal or NotPrincipal element."""

    named: Mapping[str, tuple[str, ...]]
    """Names by kind: AWS, Federated and Service, each perhaps empty."""
    negated: bool

    def grants(self, principal: Principal) -> Grant:
        """How directly a Principal element names the caller."""
        if "*" in self.named["AWS"] or principal.session_arn in self.named["AWS"]:
            return Grant.CALLER
        if self._names_arn(principal):
            # A user with a session policy calls through GetFederationToken: its session is the caller, not the user.
            by_session = principal.kind == "role" or principal.session_policy is not None
            return Grant.ROLE if by_session else Grant.CALLER
        return Grant.ACCOUNT if self._names_account(principal) else Grant.NONE

    def denies(self, principal: Principal) -> bool:
        """Whether a Deny with this element is about the caller.

        NotPrincipal spares a caller only if its account, its role or user, and its session are all listed, and never
        one with a permissions boundary (IAM User Guide, "AWS JSON policy elements: NotPrincipal").
        """
        if not self.negated:
            return self.grants(principal) is not Grant.NONE
        return principal.boundary is not None or not self._lists_whole(principal)

    def _lists_whole(self, principal: Principal) -> bool:
        if "*" in self.named["AWS"]:
            return True
        if _ELEMENT_KIND[principal.kind] != "AWS":
            return self._names_arn(principal)
        session = principal.session_arn is None or principal.session_arn in self.named["AWS"]
        return session and self._names_arn(principal) and self._names_account(principal)

    def _names_arn(self, principal: Principal) -> bool:
        return principal.arn in self.named[_ELEMENT_KIND[principal.kind]]

    def _names_account(self, principal: Principal) -> bool:
        account = re.escape(principal.account)
        names_it = re.compile(rf"{account}|arn:[^:]+:iam::{account}:root").fullmatch
        return _ELEMENT_KIND[principal.kind] == "AWS" and any(map(names_it, self.named["AWS"]))


def parse_principals(element: object, *, negated: bool) -> PrincipalElement:
    """Read a Principal or NotPrincipal element: `*`, or kind to name or names.

    Raises UnsupportedPolicyError for another kind, for a wildcard inside a name, and for any other shape.
    """
    kinds = {"AWS": "*"} if element == "*" else mapping(element, "Principal")
    named: dict[str, tuple[str, ...]] = {"AWS": (), "Federated": (), "Service": ()}
    if not kinds.keys() or kinds.keys() - named.keys():
        raise UnsupportedPolicyError(f"Principal: got {sorted(kinds)}, want AWS, Federated or Service")
    for kind, names in kinds.items():
        named[kind] = tuple(text(name, kind) for name in listed(names, kind))
        for name in named[kind]:
            if not (_AWS if kind == "AWS" else _NAME).fullmatch(name):
                raise UnsupportedPolicyError(f"Principal: got {kind} {name!r}, want a whole ARN, account or name")
    return PrincipalElement(named=named, negated=negated)
