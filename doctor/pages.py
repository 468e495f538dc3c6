"""`python -m doctor.pages`: writes docs/causes.md from the causes; `--check` only compares."""

import sys
from pathlib import Path

from doctor.cause import Cause
from doctor.causes import CAUSES
from doctor.causes.look_alikes import LOOK_ALIKES
from domain.links import LINKS

CAUSES_PAGE = Path(__file__).resolve().parent.parent / "docs" / "causes.md"


def page(cause: Cause) -> str:
    """One cause as Markdown, ending in a newline."""
    link = "no single link" if cause.link is None else f"link {cause.link}, {LINKS[cause.link]}"
    return f"""## {cause.id}: {cause.title}

*{link}; proven: {cause.proven}*

**Symptom.** {cause.symptom}
{_texts(cause)}
**Why.** {cause.why}

**How it is told apart.** {cause.detect}

**Fix.** {cause.fix}

**Source.** {cause.source}
"""


def all_pages() -> str:
    """docs/causes.md: where to look, what tells look-alikes apart, then every page."""
    pages = "\n".join(f'<a id="{cause.id}"></a>\n\n{page(cause)}' for cause in CAUSES.values())
    return f"""# Causes

Everything known to break the chain from a pod to a topic; `python -m doctor explain ID` prints the page of one cause.
The table lists a cause under the link where it is mended; the doctor names the link where it sees it.

| link | causes |
|---|---|
{_rows_by_link()}

## Look-alikes

| what is seen | what remains |
|---|---|
{_rows_of_look_alikes()}

{pages}"""


def _texts(cause: Cause) -> str:
    """What is printed of it alone, one a line; nothing where nothing is."""
    if not cause.texts:
        return ""
    return "\n**Texts.**\n\n" + "".join(f"- `{text}`\n" for text in cause.texts)


def _rows_by_link() -> str:
    names = {link: f"{link} {name}" for link, name in LINKS.items()}
    return "\n".join(f"| {name} | {_ids(link)} |" for link, name in [*names.items(), (None, "no single link")])


def _ids(link: int | None) -> str:
    return ", ".join(f"[{cause.id}](#{cause.id})" for cause in CAUSES.values() if cause.link == link)


def _rows_of_look_alikes() -> str:
    return "\n".join(f"| {seen} | {remains} |" for seen, remains in LOOK_ALIKES)


def main() -> int:
    """Write, or with `--check` compare: exit code 1 when the file differs."""
    pages = all_pages()
    if "--check" in sys.argv[1:]:
        return 0 if CAUSES_PAGE.is_file() and CAUSES_PAGE.read_text() == pages else 1
    CAUSES_PAGE.write_text(pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
