"""`python -m docs.generate`: writes the generated parts of the pages again; `--check` only compares."""

import sys
from pathlib import Path

from docs import policy_table, watching
from docs.changes.table import tables as tables_of_changes
from settings import reference

DIRECTORY = Path(__file__).resolve().parent
PARTS = {
    "configuration": (DIRECTORY / "configuration.md", reference.table),
    "changes": (DIRECTORY / "changes.md", tables_of_changes),
    "policy": (DIRECTORY / "policy.md", policy_table.table),
    "alarms": (DIRECTORY / "watching.md", watching.table),
    "dashboard": (DIRECTORY / "watching.md", watching.picture),
}
"""By the name that stands in `<!-- begin ... -->`: the page, and what it should hold."""


def generated(page: Path, text: str) -> str:
    """A page with its generated parts as they should be; raises ValueError when it has no place for one."""
    for name, part in ((name, part) for name, (home, part) in PARTS.items() if home == page):
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        if begin not in text or end not in text:
            raise ValueError(f"{page.name}: got no place for {name}, want {begin.strip()} and {end}, each on its line")
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{part()}\n{end}{rest.partition(end)[2]}"
    return text


def main() -> int:
    """Write, or with `--check` compare: exit code 1 when something differs."""
    pages = {page: page.read_text() for page, _ in PARTS.values()}
    after = {page: generated(page, text) for page, text in pages.items()}
    if "--check" in sys.argv[1:]:
        return 0 if pages == after else 1
    for page, text in after.items():
        page.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
