"""A refresh logs in with the password of the last `up`, unless the program runs: after a rotation it fails (28P01)."""

import re

import pytest

from doctor.causes import CAUSES
from doctor.checks import fix_commands
from tests.conftest import REPOSITORY

PAGES = ["README.md", *sorted(str(page.relative_to(REPOSITORY)) for page in REPOSITORY.glob("docs/*.md"))]
EXAMPLES = sorted(str(page.relative_to(REPOSITORY)) for page in REPOSITORY.glob("examples/*/README.md"))
ALONE = re.compile(r"(?:up|preview|destroy) --refresh(?! --run-program)")


def test_every_printed_refresh_runs_the_program():
    fixes = [cause.fix for cause in CAUSES.values() if "--refresh" in cause.fix]
    assert len(fixes) >= 9
    assert [fix for fix in fixes if ALONE.search(fix)] == []
    assert fix_commands.APPLY_AGAIN == "pulumi up --refresh --run-program"


@pytest.mark.parametrize("page", [*PAGES, *EXAMPLES])
def test_a_page_recommends_no_refresh_without_the_program(page):
    assert ALONE.findall(" ".join((REPOSITORY / page).read_text().split())) == []
