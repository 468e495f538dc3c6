"""How a text is looked for, which of several symptoms of a line counts, and what the command says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from doctor import causes
from doctor.symptoms import SYMPTOMS, hints, known_by, seen_in
from doctor.texts.pattern import pattern_of

REPOSITORY = Path(__file__).resolve().parent.parent.parent
REFUSED = 'FATAL: PAM authentication failed for user "cdc"'
NOT_ASSUMED = "AccessDenied: User x is not authorized to perform: sts:AssumeRole on resource y"
UNTRUSTED_PRINCIPAL = 'MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::1:role/x"'


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


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('Replication slot "a" is gone for 3 days', True),
        ('{"msg":"replication slot \\"a\\" is gone"}', True),
        ("replication slot  a  is gone", True),
        ("replication slot «a» is gone", True),
        ("replication slot a or b is gone", False),
        ("replication slot a is goner", False),
        ("areplication slot a is gone", False),
    ],
)
def test_a_text_is_found_with_any_name_however_it_was_quoted(line, found):
    assert (pattern_of('replication slot "<slot>" is gone').search(line) is not None) is found


def test_three_dots_stand_for_anything_and_at_the_end_for_all_that_follows():
    found = pattern_of("dial ... failed: ...").search("dial tcp 10.0.0.1 failed: no such host")
    assert found[0] == "dial tcp 10.0.0.1 failed: no such host"


def test_every_cause_of_a_symptom_exists():
    assert {cause for texts in SYMPTOMS.values() for _, one in texts for cause in one.causes} <= causes.CAUSES.keys()


def test_a_text_within_another_says_nothing_of_its_own():
    (seen,) = seen_in("dial tcp: lookup sts.us-east-2.amazonaws.com: no such host")
    assert seen.symptom.causes == ("N6",)


def test_a_line_that_says_which_cause_it_is_is_not_one_of_many():
    (seen,) = seen_in(f"{NOT_ASSUMED} because no permissions boundary allows the sts:AssumeRole action")
    assert seen.symptom.causes == ("R10",)


@pytest.mark.parametrize(("text", "links"), [(NOT_ASSUMED, "links 2 and 3"), (REFUSED, "links 4 and 5")])
def test_a_text_of_many_causes_points_to_the_links_that_tell(text, links):
    assert known_by(text) is None
    (hint,) = hints(text)
    assert links in hint


def test_a_text_of_many_causes_that_is_not_about_the_chain_points_to_no_link():
    assert (known_by("no such host"), hints("no such host")) == (None, [])


def test_a_text_is_found_behind_a_line_end_that_a_log_has_escaped():
    (seen,) = seen_in(r'{"msg":"could not start\nUnable to locate credentials\\ngiving up"}')
    assert seen.symptom.causes == ("C1",)
    assert known_by(r"could not start\nUnable to locate credentials").causes == ("C1",)


@pytest.mark.parametrize(
    ("text", "causes"),
    [
        (
            "org.postgresql.util.PSQLException: The connection attempt failed.\n"
            "Caused by: java.net.UnknownHostException: cdc.cluster-x.us-east-2.rds.amazonaws.com",
            ["N1", "N2"],
        ),
        ("3/3 brokers are down\nSASL authentication error: Broker: Request not valid", ["K4", "K20"]),
        ("client has run out of available brokers to talk to: SASL_AUTHENTICATION_FAILED", ["K4"]),
        ("Local: Broker transport failure: 1/1 brokers are down", ["K20"]),
    ],
)
def test_what_is_said_around_another_text_comes_after_it(text, causes):
    assert [seen.symptom.causes[0] for seen in seen_in(text)] == causes


@pytest.mark.parametrize(
    "text",
    [
        "redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.",
        "ssh: connect to host 10.0.0.7 port 22: Connection timed out",
        "dial tcp 127.0.0.1:27017: connect: connection refused",
        "dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host",
        "Connection to smtp.example.com:587 failed: Connection refused",
        "dial tcp: lookup api.ecr.us-east-2.amazonaws.com: no such host",
    ],
)
def test_a_connection_to_what_is_no_part_of_the_chain_is_known_by_none(text):
    assert list(seen_in(text)) == []


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("KafkaJSConnectionError: Connection error: getaddrinfo ENOTFOUND kafka", "K20"),
        ("getaddrinfo ENOTFOUND db", "N1"),
        ("broker 1: x509: certificate signed by unknown authority", "K21"),
        ("x509: certificate signed by unknown authority", "T2"),
        ("Topic orders not present in metadata after 60000 ms; broker 1", "K7"),
    ],
)
def test_what_is_about_brokers_comes_first_in_a_line_that_names_them(line, first):
    (seen,) = seen_in(line)
    assert seen.symptom.causes[0] == first


def test_the_path_of_a_library_in_a_trace_is_no_other_server():
    (seen,) = seen_in("write: connection refused at github.com/jackc/pgx/v5/pgconn/pgconn.go:643")
    assert seen.symptom.causes[0] == "N4"


def test_a_text_of_the_chain_is_known_beside_the_name_of_another_server():
    (seen,) = seen_in("redis is up; dial tcp 10.0.0.7:5432: connect: connection refused")
    assert seen.symptom.causes == ("N4",)


def test_a_text_that_begins_or_ends_in_a_quote_is_found_without_it():
    assert pattern_of('permission denied for database "<database>"').search("permission denied for database shop")
    assert not pattern_of('slot "<slot>"').search("slots of shop")


def test_a_symptom_is_told_once():
    assert len(list(seen_in(f"{REFUSED}\n{REFUSED} again"))) == 1


def test_a_line_is_shown_without_its_secrets_and_around_its_text():
    (seen,) = seen_in(f"{'x' * 2000} dial postgres://u:hunter2@h/d: certificate verify failed {'y' * 2000}")
    assert "certificate verify failed" in seen.line
    assert "hunter2" not in seen.line
    assert len(seen.line) < 320
    (seen,) = seen_in("password=hunter2 token: 'hunter2' PAM authentication failed")
    assert "hunter2" not in seen.line


def test_the_command_says_cause_line_what_tells_it_apart_and_where_to_read_on():
    done = symptom(f"Updating (dev)\n{UNTRUSTED_PRINCIPAL}\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "R9 the trusted role does not exist yet" in done.stdout
    assert "saw MalformedPolicyDocument" in done.stdout
    assert f"told apart: {causes.find('R9').detect}" in done.stdout
    assert "python -m doctor explain R9" in done.stdout


def test_the_command_puts_the_most_likely_of_several_first():
    done = symptom("ERROR: cannot execute CREATE PUBLICATION in a read-only transaction")
    assert done.returncode == 0
    assert done.stdout.index("L6 ") < done.stdout.index("L34 ")
    assert "told apart: it never worked: L6; it worked before: L34" in done.stdout


def test_the_command_tells_machines_every_symptom():
    done = symptom("\n".join(["allow_deletion is set to false", NOT_ASSUMED, REFUSED]), "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)["symptoms"]
    assert [next(iter(one["causes"])) for one in told] == ["K14", "R2", "I3"]
    assert [one["hint"] is None for one in told] == [True, False, False]
    assert told[0]["told_apart"] == causes.find("K14").detect
    assert "IamDbAuthConnectionRequests" in told[2]["told_apart"]


@pytest.mark.parametrize("text", ["", "all is well"])
def test_the_command_exits_with_one_when_nothing_is_known(text):
    done = symptom(text)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("no cause is known by this text")


def test_the_command_takes_the_text_itself_and_then_reads_no_input():
    done = symptom("allow_deletion is set to false", "FATAL: sorry, too many clients already")
    assert (done.returncode, done.stderr) == (0, "")
    assert "L38 the server has no connection left" in done.stdout
    assert "K14" not in done.stdout


def test_the_help_tells_the_exit_codes():
    said = " ".join(symptom("", "--help").stdout.replace("│", " ").split())
    assert "Exit code 0: one is known, 1: none is, 3: wrong usage" in said


def first_causes(text):
    return [seen.symptom.causes[0] for seen in seen_in(text)]


def test_a_text_that_a_terminal_has_coloured_is_found():
    assert first_causes('\x1b[31mreplication slot "rpcn" is \x1b[1mactive for PID 7\x1b[0m') == ["L5"]


def test_a_text_that_a_frame_has_broken_is_found_beside_another():
    framed = "│ Error: EntityAlreadyExists\n╵\n│ Error: pq: PAM\n│ authentication failed for user"
    assert first_causes(framed) == ["S15", "I3"]


def test_what_stands_in_a_text_of_other_software_says_nothing():
    assert first_causes('relation "orders" does not exist') == ["L40"]
    assert first_causes('column "x" of relation "orders" does not exist') == []


def test_of_two_texts_in_one_place_the_longer_tells_which():
    without = "operation error STS: AssumeRole, exceeded maximum number of attempts, context deadline exceeded"
    assert first_causes(without) == ["N6"]
    no_role = "get identity: no EC2 IMDS role found, operation error ec2imds: context deadline exceeded"
    assert first_causes(f"operation error STS: AssumeRole, {no_role}") == ["C1"]


def test_a_url_of_nobodys_in_the_chain_is_elsewhere_and_one_of_aws_is_not():
    assert first_causes('Get "https://registry.example/v2/": dial tcp 10.0.0.9:443: i/o timeout') == []
    assert first_causes('Post "https://sts.us-east-2.amazonaws.com/": dial tcp 10.0.0.9:443: i/o timeout') == ["N6"]
