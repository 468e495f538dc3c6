"""JSON: ids are stable, and a change that a reader could stumble over raises the version of the schema."""

from typing import Any

from doctor import causes
from doctor.finding import Finding
from doctor.report.report import Report

SCHEMA_VERSION = 1


def document(report: Report) -> dict[str, Any]:
    """The whole report; what a finding has none of is null."""
    return {
        "schema_version": SCHEMA_VERSION,
        "doctor_version": report.edition.version,
        "first_cause": report.first.cause if report.first else None,
        "seconds": round(report.seconds, 3),
        "total": {str(result): count for result, count in report.total.items()},
        "probes_ms": dict(report.probes_ms),
        "findings": [_finding(report, finding) for finding in report.findings],
    }


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    known = causes.find(finding.cause) if finding.cause else None
    return {
        "id": finding.id,
        "link": finding.link,
        "link_title": report.links[finding.link],
        "check": finding.check,
        "result": str(finding.result),
        "saw": finding.saw,
        "cause": finding.cause,
        "title": known.title if known else None,
        "fix": finding.fix,
        "url": report.edition.url(known.id) if known else None,
        "milliseconds": finding.milliseconds,
    }
