"""A report with every result in it: its findings are of one walk, its times and version are fixed."""

from dataclasses import replace

from doctor.edition import Edition
from doctor.finding import Finding, Result, failed, not_applicable, passed, unknown
from doctor.report.report import Report

ROLE = "arn:aws:iam::222222222222:role/cdc-a-connect-role-with-a-name-as-long-as-they-often-are-1a2b3c4"
NO_LOGIN = "no database login given: --admin-secret or --database-url"

FINDINGS = (
    passed(1, "account behind the redpanda profile", "111111111111"),
    passed(1, "pipeline role", "redpanda-abc-redpanda-connect-pipeline"),
    failed(
        2,
        "pipeline role may assume the connect role",
        f"cdc-assume-b34a74f, statement AssumeConnectRoles, on {ROLE}: StringEquals "
        "aws:ResourceTag/redpanda_scope_redpanda_connect: got nothing, want 'true'",
        cause="R5",
        fix="aws iam tag-role --profile database --role-name cdc-a-connect-role-with-a-name-as-long-as-they-often-are-"
        "1a2b3c4 --tags Key=redpanda_scope_redpanda_connect,Value=true",
    ),
    passed(3, "connect role trusts the pipeline role", "statement AllowPipelineRole"),
    Finding(
        link=5,
        check="capacity never reaches zero",
        result=Result.ACCEPTED,
        saw="MinCapacity: got 0, want 0.5 or more (accepted until 2027-01-31: a demo, 100% idle)",
        cause="S2",
        fix="set it",
    ),
    not_applicable(5, "network lets the pipeline in", "a private database is reached by routes"),
    unknown(6, "orders: user may replicate", NO_LOGIN),
    unknown(6, "orders: publication", NO_LOGIN),
    unknown(7, "Redpanda Cloud", "no Redpanda Cloud credentials given"),
    failed(
        7,
        "orders: pipeline runs",
        "STATE_ERROR: <boom> & more",
        cause="K2",
        fix="rpk topic consume __redpanda.connect.logs --offset :end | grep pipeline-1",
    ),
)
REPORT = Report(
    findings=tuple(
        replace(finding, id=f"golden/check-{number}", milliseconds=number * 0.25)
        for number, finding in enumerate(FINDINGS)
    ),
    seconds=1.4321,
    edition=Edition(version="v1.2.0", page="https://example.com/blob/v1.2.0/docs/causes.md"),
    probes_ms={"cluster": 812.5, "database orders": 40.0},
)
HEALTHY = replace(REPORT, findings=REPORT.findings[:2])
