"""Texts of public reports, in the words of many clients: each is known first by its cause, or is known by none.

Sources are public issues, questions and the sources of the software; names are changed.
"""

from pathlib import Path

import pytest

from doctor.symptoms import seen_in

REPORTS = Path(__file__).parent / "reports"


def lines(name):
    """The texts of a file, with their line ends; what begins with `#` says what the file is."""
    told = [line for line in (REPORTS / name).read_text().splitlines() if not line.startswith("#")]
    return [line.replace(r"\n", "\n").replace(r"\t", "\t").replace("\\\\", "\\") for line in told]


@pytest.mark.parametrize(("cause", "text"), [line.split(" ", 1) for line in lines("known.txt")])
def test_a_public_report_is_known_by_its_cause_first(cause, text):
    assert next(iter(seen_in(text))).symptom.causes[0] == cause


@pytest.mark.parametrize("text", lines("unknown.txt"))
def test_a_report_of_what_is_no_cause_of_ours_is_known_by_none(text):
    assert [seen.symptom.causes for seen in seen_in(text)] == []


def test_the_reports_are_many_and_none_stands_twice():
    known = [line.split(" ", 1)[1] for line in lines("known.txt")]
    assert len(known) > 200
    assert sorted({*known}) == sorted(known)
    assert not {*known} & {*lines("unknown.txt")}
