"""Files that hold something secret, or that another process reads while they are written."""

import os
from pathlib import Path


def write_private(file: Path, text: str) -> None:
    """Replace `file` as a whole, readable by its owner alone from the first byte on."""
    scratch = file.with_name(f".{file.name}.{os.getpid()}")
    scratch.unlink(missing_ok=True)
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)
    scratch.rename(file)
