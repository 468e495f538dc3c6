"""JUnit XML, as the test reports of CI servers read it: a suite for each link, a case for each finding."""

import re
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from doctor import causes
from doctor.finding import Finding, Result
from doctor.report.report import Report

TAGS = {
    Result.FAIL: "failure",
    Result.UNKNOWN: "error",
    Result.NOT_APPLICABLE: "skipped",
    Result.ACCEPTED: "skipped",
}
"""What could not be checked is an error, as it is no pass to the exit code either."""

NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2, Char


def text(report: Report) -> str:
    """The document, ending in a newline."""
    suites = Element("testsuites", _counts(report.findings) | {"time": f"{report.seconds:.3f}"})
    for link, of_link in groupby(report.findings, key=lambda finding: finding.link):
        findings = tuple(of_link)
        took = sum(finding.milliseconds or 0 for finding in findings) / 1000
        names = {"name": f"{link} {report.links[link]}", "time": f"{took:.3f}"}
        suite = SubElement(suites, "testsuite", names | _counts(findings))
        for finding in findings:
            _add_case(suite, finding, report)
    indent(suites)
    return tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: Element, finding: Finding, report: Report) -> None:
    took = (finding.milliseconds or 0) / 1000
    names = {"classname": finding.id, "name": _told(finding.check), "time": f"{took:.3f}"}
    case = SubElement(suite, "testcase", names)
    if finding.result is Result.PASS:
        return
    told = SubElement(case, TAGS[finding.result], {"message": _told(finding.saw)})
    if finding.cause is not None:
        cause = causes.find(finding.cause)
        told.set("type", cause.id)
        told.text = _told("\n".join([cause.title, str(finding.fix), report.edition.url(cause.id) or ""]).strip())


def _counts(findings: tuple[Finding, ...]) -> dict[str, str]:
    results = [TAGS.get(finding.result) for finding in findings]
    counts = {f"{tag}s": results.count(tag) for tag in ("failure", "error")}
    return {name: str(count) for name, count in {"tests": len(results), **counts}.items()} | {
        "skipped": str(results.count("skipped"))
    }


def _told(text: str) -> str:
    return NOT_XML.sub(" ", text)
