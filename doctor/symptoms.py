"""Texts that causes are known by, in the logs of pipelines and in what `pulumi` says: the one table of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from doctor.tellable import tellable

LONGEST_LINE = 300
LINKS_2_AND_3 = "it points to links 2 and 3: a role was not assumed"
LINKS_4_AND_5 = "it points to links 4 and 5: the token did not log in"


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """A text, and what brings it about."""

    text: re.Pattern[str]
    causes: tuple[str, ...]
    """One: nothing else brings it about. Several: the checks of their links tell which it is."""
    hint: str = ""
    """Of several: which links tell, in words."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A line that a symptom is in."""

    symptom: Symptom
    line: str
    """Without secrets, and not at length."""


def _of(cause: str, pattern: str) -> Symptom:
    return Symptom(text=re.compile(pattern, re.IGNORECASE), causes=(cause,))


def _of_many(causes: str, pattern: str, hint: str) -> Symptom:
    return Symptom(text=re.compile(pattern, re.IGNORECASE), causes=tuple(causes.split()), hint=hint)


# Sources: redpanda-data/connect, internal/impl/postgresql and internal/impl/aws; redpanda-data/
# terraform-provider-redpanda 2.1.0; PostgreSQL's slot.c, walsender.c, logical.c and aclchk.c; libpq and OpenSSL; Kafka
# protocol guide, "Error Codes"; IAM and STS API references, "Errors"; Kubernetes, apimachinery's validation. The
# heartbeat stands before the refused login, and what says why before AccessDenied: their texts hold the other's.
SYMPTOMS = (
    _of("L11", "unable to write heartbeat message"),
    _of("I11", "provided endpoint is missing a port"),
    _of("L5", r"replication slot .* is active for PID \d+"),
    _of("L4", "all replication slots are in use|number of requested standby connections exceeds max_wal_senders"),
    _of("L7", "must be owner of (publication|table|relation)"),
    _of("L2", "logical decoding requires wal_level"),
    _of("L3", "must be superuser or replication role|permission denied to start WAL sender"),
    _of("L6", "logical decoding (cannot|can not) be used while in recovery|not possible during recovery"),
    _of("L8", "permission denied for (table|schema|relation)"),
    _of("L14", "cannot be (dropped|added|set).* FOR ALL TABLES|is defined as FOR ALL TABLES"),
    _of("L17", "replication slot name .* (contains invalid character|is too long)"),
    _of("L18", "cannot (update|delete from) table .* because it does not have a replica identity"),
    _of("L20", "already exists with different output plugin"),
    _of("K4", "SASL[ _]authentication[ _]failed"),
    _of("K5", "TOPIC_AUTHORIZATION_FAILED"),
    _of("K6", "CLUSTER_AUTHORIZATION_FAILED"),
    _of("K7", "UNKNOWN_TOPIC_OR_PARTITION"),
    _of("K14", r"allow_deletion.*(false|true)|deletion .*not allowed"),
    _of("C1", "unable to locate credentials|no EC2 IMDS role found|NoCredentialProviders"),
    _of("C2", "InvalidIdentityToken|not authorized to perform: ?sts:AssumeRoleWithWebIdentity"),
    _of("C3", "a lowercase RFC 1123 subdomain must consist of"),
    _of("C4", "client configuration missing"),
    _of("N1", "could not translate host name|failed to resolve host|no such host"),
    _of("R6", "not authorized to perform: ?sts:TagSession"),
    _of("R7", "role chaining|DurationSeconds exceeds"),
    _of("R8", "with an explicit deny in"),
    _of("R9", "MalformedPolicyDocument.*invalid principal"),
    _of("R10", "because no permissions boundary allows"),
    _of("R14", "DeleteConflict.*must delete policies first"),
    _of("P1", "has no credentials for the role"),
    _of("T1", "no pg_hba.conf entry for .* no encryption|pg_hba.conf rejects .* no encryption"),
    _of("T2", "certificate verify failed|certificate signed by unknown authority"),
    _of("T3", "does not match host name|certificate is valid for .* not "),
    _of("S1", "allowed account id|AWS account ID not allowed"),
    _of_many("R1 R2 R3 R4 R5 R8 R10 R11", "verifying role assumption for .*AccessDenied", LINKS_2_AND_3),
    _of_many("R1 R2 R3 R4 R5 R11", r"AccessDenied.*sts:AssumeRole\b", LINKS_2_AND_3),
    _of_many("I1 I3 I4 I5 I6 I7 I8 I9 I10 I12 R13 P4", "PAM authentication failed", LINKS_4_AND_5),
)


def known_by(text: str) -> Symptom | None:
    """The first symptom of one cause that the text has."""
    return next((one for one in SYMPTOMS if len(one.causes) == 1 and one.text.search(text)), None)


def hints(text: str) -> list[str]:
    """The links that a text of many causes points to, in words; empty: it points to none."""
    return list(dict.fromkeys(one.hint for one in SYMPTOMS if one.hint and one.text.search(text)))


def seen_in(text: str) -> Iterator[Seen]:
    """Each symptom once, with the first line it is in; a line that says which cause it is, is not one of many."""
    told: set[re.Pattern[str]] = set()
    for line in text.splitlines():
        symptom = known_by(line) or next((one for one in SYMPTOMS if one.text.search(line)), None)
        if symptom is not None and symptom.text not in told:
            told.add(symptom.text)
            yield Seen(symptom=symptom, line=_around(tellable(line), symptom.text))


def _around(line: str, pattern: re.Pattern[str]) -> str:
    """A long line is cut to what stands around the text."""
    if len(line) <= LONGEST_LINE:
        return line
    found = pattern.search(line)
    start = max(0, (found.start() if found else 0) - LONGEST_LINE // 3)
    return f"... {line[start : start + LONGEST_LINE]} ..."
