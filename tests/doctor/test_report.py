"""The report in each of its forms, word for word; `python -m tests.doctor.test_report` writes the golden files anew."""

import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from doctor.chain import link_titles
from doctor.report import github, junit, machine, short, terminal
from tests.doctor.told_report import HEALTHY, REPORT, ROLE

GOLDEN = Path(__file__).resolve().parent / "golden"


def on_terminal(width, report=REPORT, *, everything=False):
    text = io.StringIO()
    terminal.show(Console(file=text, width=width, highlight=False), report, everything=everything)
    return text.getvalue()


FORMS = {
    "report-80.txt": lambda: on_terminal(80),
    "report-120.txt": lambda: on_terminal(120),
    "report-all-80.txt": lambda: on_terminal(80, everything=True),
    "report.short.txt": lambda: "\n".join(short.lines(REPORT, everything=False)) + "\n",
    "report.json": lambda: json.dumps(machine.document(REPORT), indent=2) + "\n",
    "report.xml": lambda: junit.text(REPORT),
    "report.github.txt": lambda: "\n".join(github.lines(REPORT)) + "\n",
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_the_report_is_what_its_golden_file_says(name):
    assert FORMS[name]() == (GOLDEN / name).read_text()


@pytest.mark.parametrize("width", [80, 120])
def test_the_first_cause_is_the_first_line_and_no_name_is_cut(width):
    text = on_terminal(width)
    assert text.startswith("R5 ")
    assert text.count(ROLE) == 1
    fixes = [line for line in text.splitlines() if line.strip().startswith("fix")]
    assert [fix.split(maxsplit=1)[1] for fix in fixes] == [f.fix for f in REPORT.findings if f.result == "fail"]


def test_prose_keeps_within_the_terminal():
    lines = on_terminal(80).splitlines()
    assert all(len(line) <= 80 for line in lines if "fix" not in line and ROLE not in line)


def test_what_passes_is_only_counted_unless_everything_is_asked_for():
    assert "account behind the redpanda profile" not in on_terminal(80)
    assert "account behind the redpanda profile" in on_terminal(80, everything=True)


def test_checks_that_could_not_run_for_one_reason_are_one_line():
    text = on_terminal(80)
    assert "? 2 checks could not run" in text
    assert text.count("no database login given") == 1


def test_a_healthy_chain_has_its_links_and_its_total():
    assert on_terminal(80, HEALTHY) == "✓ 1 pod → pipeline role  2 of 2 pass\n\n2 pass; 1.4 s\n"


def test_of_nothing_it_is_said_that_nothing_was_looked_at():
    assert on_terminal(80, replace(REPORT, findings=())) == "\nnothing was looked at; 1.4 s\n"


def test_markup_in_what_others_say_is_shown_as_it_is():
    bold = replace(REPORT.findings[2], saw="[bold]x[/bold]")
    assert "[bold]x[/bold]" in on_terminal(80, replace(REPORT, findings=(bold,)))


def test_junit_is_xml_whatever_others_say():
    strange = replace(REPORT.findings[2], saw="\x1b[31m\x00")
    case = ElementTree.fromstring(junit.text(replace(REPORT, findings=(strange,)))).find(".//failure")
    assert case.get("message") == " [31m "


def test_no_line_of_a_finding_ends_a_workflow_command_or_begins_another():
    strange = replace(REPORT.findings[2], saw="a\n::set-output name=x::100%\r", check="a: b, c")
    first, total = github.lines(replace(REPORT, findings=(strange,)))
    assert "a%0A::set-output name=x::100%25%0D" in first
    assert total == "1 fail (first R5); 1.4 s"


@pytest.mark.parametrize(
    ("runtime", "title"),
    [
        ("cloud-role", "pod → pipeline role"),
        ("cloud-key", "access key → its user"),
        ("ecs", "task → its role"),
        ("kubernetes", "service account → its role"),
        ("own", "instance → its role"),
    ],
)
def test_the_heading_of_link_1_is_the_runtimes_in_every_form(runtime, title):
    told = replace(HEALTHY, links=link_titles({"runtime": {"kind": runtime}}))
    assert on_terminal(80, told).startswith(f"✓ 1 {title}  2 of 2 pass")
    assert {finding["link_title"] for finding in machine.document(told)["findings"]} == {title}
    assert f'<testsuite name="1 {title}"' in junit.text(told)


if __name__ == "__main__":
    for name, form in FORMS.items():
        (GOLDEN / name).write_text(form())
