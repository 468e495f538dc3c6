"""Who a pipeline is in AWS: all that links 2 and 3 have to know of link 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain import arns, iam_documents


@dataclass(frozen=True, kw_only=True)
class PipelineIdentity:
    """A role or a user, whatever host made it one."""

    arn: str
    """What the connect role trusts, known before anything is made."""
    external_id: str | None
    """Presented to the connect role; only Redpanda's own role may do without."""
    scope_tag: str | None = None
    """Key of the tag that the connect role must carry; Redpanda's own role alone asks for one."""
    source_cidrs: Sequence[str] = ()
    """The only addresses it may assume from; none: wherever it is."""
    session_tags: bool = False
    """Whether its sessions carry transitive tags, as those of EKS Pod Identity do."""

    def __post_init__(self) -> None:
        if self.scope_tag is None and self.external_id is None:
            raise ValueError(
                "externalId: got none, want one (without a scope tag it is what the connect role asks for)"
            )

    def permission(self, connect_role_arns: Sequence[str]) -> dict[str, Any]:
        """The one policy it is given: exactly these roles, in exactly this way."""
        if self.scope_tag is not None:
            return iam_documents.assume(connect_role_arns, self.scope_tag)
        return iam_documents.assume_with_external_id(
            connect_role_arns, str(self.external_id), session_tags=self.session_tags, source_cidrs=self.source_cidrs
        )

    @property
    def is_user(self) -> bool:
        """Whether it is an IAM user."""
        return arns.parse(self.arn).resource.startswith("user/")

    @property
    def name(self) -> str:
        """Without its path: IAM's calls take the name alone."""
        return arns.parse(self.arn).resource.rpartition("/")[2]


def check_identity(arn: str) -> None:
    """Raises ValueError for what no inline policy can be put on: neither a role nor a user of an account."""
    try:
        parts = arns.parse(arn)
    except ValueError:
        parts = None
    if (
        parts is None
        or parts.service != "iam"
        or not parts.account
        or parts.resource.split("/")[0] not in ("role", "user")
    ):
        raise ValueError(
            "want the ARN of an IAM role or user, arn:aws:iam::<account>:role/<name> (a session's ARN, "
            "arn:aws:sts::...:assumed-role/..., ends with the session)"
        )
