"""The archive: a file for each part, searched before anything is written."""

import io
import os
import tarfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from doctor.bundle.redaction import overlooked

ROOM = "doctor-bundle"
"""The directory that the archive unpacks into."""


def write(file: Path, parts: Mapping[str, str], secrets: Iterable[str]) -> None:
    """Write a `.tar.gz` that only its owner may read; raises ValueError, and writes nothing, where a secret is left."""
    known = list(secrets)
    left = [f"{name}, line {number}" for name, text in parts.items() for number in overlooked(text, known)]
    if left:
        raise ValueError(
            f"bundle: got what looks like a secret in {'; '.join(left)}, want none (it is to be sent to others); "
            "nothing was written"
        )
    try:
        # Never over another file, and never through a link.
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ValueError(f"bundle: got {str(file)!r}, want a new file ({error.strerror})") from None
    with os.fdopen(descriptor, "wb") as written, tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name, text in parts.items():
            content = text.encode()
            entry = tarfile.TarInfo(f"{ROOM}/{name}")
            entry.size, entry.mtime, entry.mode = len(content), int(time.time()), 0o600
            archive.addfile(entry, io.BytesIO(content))
