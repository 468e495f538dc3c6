"""The container image of Redpanda Connect, and what every container of it has in common."""

import re

REPOSITORY = "docker.redpanda.com/redpandadata/connect"  # Redpanda Connect documentation, "Install with Docker"

VERSION = "4.106.0"
"""The version whose source the configuration was written against (redpanda-data/connect)."""

BINARY = "/redpanda-connect"  # the image's entry point (redpanda-data/connect, resources/docker/Dockerfile)
HTTP_PORT = 4195  # Redpanda Connect documentation, "HTTP", http.address
READY_PATH = "/ready"  # ibid.: 200 while input and output are connected

LICENSE_VARIABLE = "REDPANDA_LICENSE"
"""The licence's text; without one the enterprise inputs run for 30 days (Redpanda Connect documentation, licensing)."""

_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(-[0-9a-z.-]+)?")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_REFERENCE = re.compile(rf".*:(?P<tag>[^:@/]+)(@{_DIGEST.pattern})?")


def check_version(version: str) -> None:
    """Raises ValueError for what names no single version, such as `latest` or `4`."""
    if _VERSION.fullmatch(version) is None:
        raise ValueError(f"want a whole version such as {VERSION} (a tag that moves changes what runs at any restart)")


def check_digest(digest: str) -> None:
    """Raises ValueError for what is no digest of an image."""
    if _DIGEST.fullmatch(digest) is None:
        raise ValueError("want sha256: and 64 hexadecimal digits, as `docker buildx imagetools inspect` shows it")


def image(version: str = VERSION, digest: str | None = None) -> str:
    """`("4.106.0", None)` to `docker.redpanda.com/redpandadata/connect:4.106.0`; a digest is put behind it."""
    return f"{REPOSITORY}:{version}" + (f"@{digest}" if digest else "")


def is_pinned(reference: str) -> bool:
    """Whether an image is named by a whole version, or by a digest."""
    found = _REFERENCE.fullmatch(reference)
    return "@sha256:" in reference or (found is not None and _VERSION.fullmatch(found["tag"]) is not None)
