"""`python -m docs.generate`: writes the generated part of the README again; `--check` only compares."""

import re
import sys
from pathlib import Path

from settings import reference

README = Path(__file__).resolve().parent.parent / "README.md"
CONFIGURATION = re.compile(r"(<!-- begin configuration -->\n).*?(<!-- end configuration -->)", re.DOTALL)


def generated(text: str) -> str:
    """The README with its generated parts as they should be."""
    return CONFIGURATION.sub(lambda around: f"{around[1]}{reference.table()}\n{around[2]}", text)


def main() -> int:
    """Write, or with `--check` compare: exit code 1 when something differs."""
    before = README.read_text()
    after = generated(before)
    if "--check" in sys.argv[1:]:
        return 0 if before == after else 1
    README.write_text(after)
    return 0


if __name__ == "__main__":
    sys.exit(main())
