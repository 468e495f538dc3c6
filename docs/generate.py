"""`python -m docs.generate`: writes the generated parts of the README again; `--check` only compares."""

import sys
from pathlib import Path

from docs import policy_table, watching
from settings import reference

README = Path(__file__).resolve().parent.parent / "README.md"
PARTS = {
    "configuration": reference.table,
    "policy": policy_table.table,
    "alarms": watching.table,
    "dashboard": watching.picture,
}
"""By the name that stands in `<!-- begin ... -->`."""


def generated(text: str) -> str:
    """The README with its generated parts as they should be; raises ValueError when it has no place for one."""
    for name, part in PARTS.items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        if begin not in text or end not in text:
            raise ValueError(f"README.md: got no place for {name}, want {begin.strip()} and {end}, each on its line")
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{part()}\n{end}{rest.partition(end)[2]}"
    return text


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
