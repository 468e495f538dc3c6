"""The page that compares: every claim of ours names a test that exists."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "compared.md"
CLAIM = re.compile(r'\[(?P<word>[^\]]+)\]\((?P<file>[^ )]+) "(?P<test>\w+)"\)')


def rows():
    """Feature to our cell."""
    table = [line.split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    return {cells[0].removeprefix("| "): cells[1] for cells in table if len(cells) > 5 and cells[0] != "| feature"}


def test_every_claim_names_a_test_that_exists():
    assert len(rows()) > 25
    for feature, cell in rows().items():
        claim = CLAIM.fullmatch(cell)
        assert claim, feature
        assert f"def {claim['test']}(" in (PAGE.parent / claim["file"]).read_text(), feature


def test_the_readme_leads_there():
    assert "(docs/compared.md)" in (PAGE.parent.parent / "README.md").read_text()
