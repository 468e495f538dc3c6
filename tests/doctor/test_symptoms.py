"""Every text that a cause is known by has an example that is known by it alone, and none shows a secret."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from doctor import causes
from doctor.symptoms import SYMPTOMS, hints, known_by, seen_in

REPOSITORY = Path(__file__).resolve().parent.parent.parent
EXAMPLES = {
    "L11": "WARN unable to write heartbeat message: PAM authentication failed",
    "I11": "the provided endpoint is missing a port, or the provided port is invalid",
    "L5": 'replication slot "rpcn_orders" is active for PID 4711',
    "L4": "ERROR: all replication slots are in use (SQLSTATE 53400)",
    "L7": "ERROR: must be owner of publication pglog_stream_rpcn_orders",
    "L2": "ERROR:  logical decoding requires wal_level >= logical",
    "L3": "FATAL:  must be superuser or replication role to start walsender",
    "L6": "ERROR:  logical decoding cannot be used while in recovery",
    "L8": "ERROR:  permission denied for table orders",
    "L14": 'DETAIL:  Tables cannot be added to or dropped from publication. "p" is defined as FOR ALL TABLES',
    "L17": 'ERROR:  replication slot name "Orders" contains invalid character',
    "L18": 'cannot update table "orders" because it does not have a replica identity and publishes updates',
    "L20": "replication slot rpcn already exists with different output plugin: wal2json",
    "K4": "SASL_AUTHENTICATION_FAILED: SASL Authentication failed.",
    "K5": "TOPIC_AUTHORIZATION_FAILED: Not authorized to access topics",
    "K6": "CLUSTER_AUTHORIZATION_FAILED: Cluster authorization failed.",
    "K7": "UNKNOWN_TOPIC_OR_PARTITION: This server does not host this topic-partition.",
    "K14": "error: topic deletion is blocked: set allow_deletion to true",
    "C1": "NoCredentialsError: Unable to locate credentials",
    "C2": "An error occurred (InvalidIdentityToken) when calling AssumeRoleWithWebIdentity",
    "C3": 'ServiceAccount "a_b" is invalid: metadata.name: a lowercase RFC 1123 subdomain must consist of lower case',
    "C4": "error: Client configuration missing",
    "N1": 'could not translate host name "cdc.example" to address: Name or service not known',
    "R6": "User: arn:aws:sts::1:x is not authorized to perform: sts:TagSession on resource: arn:aws:iam::2:role/r",
    "R7": "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    "R8": "is not authorized to perform: sts:AssumeRole with an explicit deny in a service control policy",
    "R9": 'MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::1:role/x"',
    "R10": "AccessDenied: sts:AssumeRole because no permissions boundary allows the sts:AssumeRole action",
    "R14": "DeleteConflict: Cannot delete entity, must delete policies first.",
    "P1": "FATAL: This RDS Proxy has no credentials for the role web",
    "T1": 'FATAL: no pg_hba.conf entry for host "10.0.0.1", user "cdc", database "shop", no encryption',
    "T2": "SSL error: certificate verify failed",
    "T3": 'server certificate for "a" does not match host name "b"',
    "S1": "AWS account ID not allowed: 111111111111",
}
MANY = {
    "verifying role assumption for 'arn:aws:iam::2:role/r': AccessDenied: not authorized": "links 2 and 3",
    "AccessDenied: User x is not authorized to perform: sts:AssumeRole on resource y": "links 2 and 3",
    'FATAL: PAM authentication failed for user "cdc"': "links 4 and 5",
}


def symptom(text, *options):
    return subprocess.run(
        [sys.executable, "-m", "doctor", "symptom", *options],
        cwd=REPOSITORY,
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_text_has_an_example_and_every_cause_exists():
    single = [one.causes[0] for one in SYMPTOMS if len(one.causes) == 1]
    assert single == list(EXAMPLES)
    assert {cause for one in SYMPTOMS for cause in one.causes} <= causes.CAUSES.keys()


@pytest.mark.parametrize(("cause", "text"), EXAMPLES.items())
def test_a_text_is_known_by_its_cause_and_by_no_other_of_one_cause(cause, text):
    assert known_by(text).causes == (cause,)
    assert [seen.symptom.causes for seen in seen_in(f"before\n{text}\n{text}\nafter")] == [(cause,)]


@pytest.mark.parametrize(("text", "links"), MANY.items())
def test_a_text_of_many_causes_points_to_the_links_that_tell(text, links):
    assert known_by(text) is None
    assert links in hints(text)[0]
    (seen,) = seen_in(text)
    assert len(seen.symptom.causes) > 1


def test_a_text_that_means_nothing_is_known_by_nothing():
    assert (known_by("all is well"), hints("all is well"), list(seen_in("all\n\nis well"))) == (None, [], [])


def test_a_line_is_shown_without_its_secrets_and_around_its_text():
    (seen,) = seen_in(f"{'x' * 2000} dial postgres://u:hunter2@h/d: certificate verify failed {'y' * 2000}")
    assert "certificate verify failed" in seen.line
    assert "hunter2" not in seen.line
    assert len(seen.line) < 320
    (seen,) = seen_in("password=hunter2 token: 'hunter2' PAM authentication failed")
    assert "hunter2" not in seen.line


def test_the_command_says_cause_line_and_where_to_read_on():
    done = symptom(f"Updating (dev)\n{EXAMPLES['R9']}\n")
    assert (done.returncode, done.stderr) == (1, "")
    assert "R9 the trusted role does not exist yet" in done.stdout
    assert "saw  MalformedPolicyDocument" in done.stdout
    assert "python -m doctor explain R9" in done.stdout


def test_the_command_tells_machines_every_symptom():
    done = symptom("\n".join([EXAMPLES["K14"], *MANY]), "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)["symptoms"]
    assert [next(iter(one["causes"])) for one in told] == ["K14", "R1", "R1", "I1"]
    assert [one["hint"] is None for one in told] == [True, False, False, False]


@pytest.mark.parametrize("text", ["", "all is well"])
def test_the_command_says_so_when_nothing_is_known(text):
    done = symptom(text)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no cause is known by this text")
