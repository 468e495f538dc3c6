"""An IAM user's access key as a pipeline's credentials: under which names a host keeps it, and when it changed."""

from dataclasses import dataclass

from domain.connect_host import ConnectHost

KEY_ID = "RPCN_AWS_ACCESS_KEY_ID"
KEY_SECRET = "RPCN_AWS_SECRET_ACCESS_KEY"  # noqa: S105  a name
"""Of Redpanda secrets, which want `^[A-Z][A-Z0-9_]*$`. They outlive a rotation: only what they hold changes."""

KEY_NOTE = "# access key version "


@dataclass(frozen=True, kw_only=True)
class AccessKeyReference:
    """`aws.id` and `aws.secret` of an input: what the host fills in, never the key itself."""

    id: str
    secret: str


def reference(host: ConnectHost) -> AccessKeyReference:
    """The key as this host knows it."""
    return AccessKeyReference(id=host.secret(KEY_ID), secret=host.secret(KEY_SECRET))


def key_note(version: float) -> str:
    """The comment that restarts a pipeline for another key: `5` to `# access key version 5`."""
    return f"{KEY_NOTE}{version:.0f}"
