"""The version of a secret: a number that tells of a change without telling the secret."""

import hashlib
import re

PASSWORD_NOTE = "# password version "  # noqa: S105  a comment
_NOTED = re.compile(rf"^{PASSWORD_NOTE}([0-9]+)$", re.MULTILINE)


def secret_version(secret: str) -> int:
    """A number of 31 bits that changes with the secret: what tells the provider to send it and Connect to restart."""
    return int.from_bytes(hashlib.sha256(secret.encode()).digest()[:4]) >> 1


def password_note(version: float) -> str:
    """The comment at the top of a pipeline's configuration: `5` to `# password version 5`.

    Pulumi hands numbers over as floats.
    """
    return f"{PASSWORD_NOTE}{version:.0f}"


def noted_password_version(config_yaml: str) -> int | None:
    """The version that a configuration notes in its comment; None: it notes none."""
    found = _NOTED.search(config_yaml)
    return int(found[1]) if found else None
