"""Lines as they were reported, in the words of many clients: each with the causes it is known by, the first said first.

A line of one cause names that one; a line of several names the likeliest. Sources are public issues and the sources of
the software; names are changed.
"""

import pytest

from doctor.symptoms import seen_in

REPORTED = [
    ("error: AWS account ID not allowed: 111111111111", "S1"),
    # names that do not resolve
    ('psql: error: could not translate host name "cdc.cluster-x" to address: Name or service not known', "N1"),
    ("hostname resolving error (lookup cdc.cluster-x.us-east-2.rds.amazonaws.com on 10.0.0.2:53: no such host)", "N1"),
    ("dial tcp: lookup cdc.cluster-x.us-east-2.rds.amazonaws.com: no such host", "N1"),
    ('get "https://sts.us-east-2.amazonaws.com/": dial tcp: lookup sts.us-east-2.amazonaws.com: no such host', "N6"),
    ("unable to dial: dial tcp: lookup seed-0.abc.fmc.prd.cloud.redpanda.com on 10.0.0.2:53: no such host", "K20"),
    ("%3|1|FAIL|rdkafka#producer-1| Failed to resolve 'seed-0:9092': Name or service not known", "K20"),
    ("dial tcp: lookup db.internal: no such host", "N1 N6 K20"),
    # packets
    ("dial error (dial tcp 10.0.0.7:5432: i/o timeout)", "N2 N7 N5 N3 N4"),
    ('connection to server at "h" (10.0.0.7), port 5432 failed: Connection timed out', "N2 N7 N5 N3 N4"),
    ('connection to server at "h" (10.0.0.7), port 5432 failed: Connection refused', "N4"),
    ("org.postgresql.util.PSQLException: The connection attempt failed.", "N2 N7 N5 N3 N4"),
    ("dial tcp 10.1.2.3:9092: connect: connection refused", "K20"),
    ("The Aurora DB instance db-ABC is resuming after being auto-paused. Please wait a few seconds", "N3"),
    # roles
    (
        "verifying role assumption for 'arn:aws:iam::2:role/r': operation error STS: AssumeRole, https response error "
        "StatusCode: 403, api error AccessDenied: User: a is not authorized to perform: sts:AssumeRole on resource: b",
        "R2 R1 R4 R3 R5 R11 R12 R10 R8",
    ),
    (
        "An error occurred (AccessDenied) when calling the AssumeRole operation: Access denied",
        "R2 R1 R4 R3 R5 R11 R12 R10 R8",
    ),
    ("AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity", "C2"),
    ("sts:AssumeRole on resource: r because no permissions boundary allows the sts:AssumeRole action", "R10"),
    (
        "not authorized to perform: sts:AssumeRole on resource: r with an explicit deny in a session policy",
        "R8",
    ),
    (
        "not authorized to perform: sts:AssumeRole because no identity-based policy allows the sts:AssumeRole action",
        "R1",
    ),
    ("failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata", "C1"),
    ("botocore.exceptions.ProfileNotFound: The config profile (redpanda) could not be found", "C1"),
    (
        "WebIdentityErr: failed to retrieve credentials\\ncaused by: RequestError: send request failed\\ncaused by: "
        'Post \\"https://sts.amazonaws.com/\\": dial tcp 54.239.29.25:443: i/o timeout',
        "N6",
    ),
    # logins
    (
        "failed to connect to `host=h user=cdc database=shop`: server error (FATAL: PAM authentication failed for user "
        '"cdc" (SQLSTATE 28000))',
        "I3 I7 I1 I6 R13 I13 I4 I5 I10 I12 I9 I8 P4 L1",
    ),
    ('pq: PAM authentication failed for user "cdc"', "I3 I7 I1 I6 R13 I13 I4 I5 I10 I12 I9 I8 P4 L1"),
    ('failed SASL auth (FATAL: password authentication failed for user "cdc" (SQLSTATE 28P01))', "I2 L1"),
    ('asyncpg.exceptions.InvalidPasswordError: password authentication failed for user "cdc"', "I2 L1"),
    ("ERROR 1045 (28000): Access denied for user 'cdc'@'10.0.0.9' (using password: YES)", "I3 I7 I6 I2 I1 L22 T1"),
    ("server error (FATAL: empty password returned by client (SQLSTATE 28P01))", "S11"),
    ("FATAL: The password that was provided for the role cdc is wrong.", "P4"),
    ("FATAL: Feature not supported: RDS Proxy currently doesn't support streaming replication mode.", "L10"),
    ("ERROR 9501 (HY000): Timed-out waiting to acquire database connection", "P2"),
    # TLS
    ('FATAL: pg_hba.conf rejects connection for host "1.2.3.4", user "u", database "d", SSL off', "T1"),
    ('FATAL: no pg_hba.conf entry for host "1.2.3.4", user "u", database "d", SSL encryption', "L2 L1"),
    ('FATAL: no pg_hba.conf entry for replication connection from host "1.2.3.4", user "u", SSL on', "L2 L1"),
    ('FATAL: pg_hba.conf rejects connection for host "1.2.3.4", user "u", database "rdsadmin", SSL on', "S8"),
    ("Connections using insecure transport are prohibited while --require_secure_transport=ON.", "T1"),
    ("tls error: tls: failed to verify certificate: x509: certificate signed by unknown authority", "T2"),
    ("org.postgresql.util.PSQLException: SSL error: PKIX path building failed: sun.security.provider.certpath", "T2"),
    ("x509: certificate is valid for *.cluster-x.us-east-2.rds.amazonaws.com, not db.internal", "T3"),
    (
        "botocore.exceptions.SSLError: SSL validation failed for https://sts.us-east-2.amazonaws.com/ "
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate",
        "S9",
    ),
    (
        "SSL handshake failed: SSL routines::certificate verify failed: broker certificate could not be verified",
        "K21",
    ),
    ("unable to dial: tls: failed to verify certificate: x509: certificate signed by unknown authority", "K21"),
    ("x509: certificate signed by unknown authority", "T2 K21 S9"),
    ("x509: certificate has expired or is not yet valid: current time 2024-09-01", "S10"),
    # replication
    ('ERROR:  logical decoding requires "wal_level" >= "logical"', "L2"),
    ("ERROR:  permission denied to use replication slots", "L3"),
    ('number of requested standby connections exceeds "max_wal_senders" (currently 10)', "L4"),
    ('{"level":"error","msg":"ERROR: replication slot \\"rpcn\\" is active for PID 4711 (SQLSTATE 55006)"}', "L5"),
    ("ERROR: replication slots cannot be used on RO (Read Only) node (SQLSTATE 55000)", "L6"),
    ("ERROR: cannot execute ALTER PUBLICATION in a read-only transaction (SQLSTATE 25006)", "L6 L34"),
    ('unable to write heartbeat message: FATAL: PAM authentication failed for user "cdc"', "L11"),
    ("unable to write heartbeat message: FATAL: the database system is shutting down (SQLSTATE 57P03)", "L34"),
    ("FATAL: terminating connection due to administrator command (SQLSTATE 57P01)", "L34"),
    ("Error 1290: running with the --read-only option so it cannot execute this statement", "L34"),
    ("DETAIL:  Waiting for transactions (approximately 1) older than 16601567 to end.", "L33"),
    ("ERROR: invalid memory alloc request size 1225135280 (SQLSTATE XX000)", "L35"),
    (
        "PreUpgrade checks failed: The instance could not be upgraded because one or more databases have logical "
        "replication slots. Please drop all logical replication slots and try again",
        "S6",
    ),
    # tables, roles, names
    ("processing snapshot: ERROR: permission denied for table orders (SQLSTATE 42501)", "L8"),
    ("pq: permission denied for table pg_authid", "S7"),
    ("Error reading role: pq: permission denied for relation pg_shadow", "S7"),
    ("pq: must be superuser to alter superusers", "S7"),
    ("could not read role password from Postgres as connected user postgres is not a SUPERUSER", "S7"),
    ('failed to create publication: ERROR: relation "public.Orders" does not exist (SQLSTATE 42P01)', "L40"),
    ('connect to database shop: relation "x" does not exist', "L40"),
    ('FATAL: database "shops" does not exist (SQLSTATE 3D000)', "L36"),
    ('ERROR: role name "pg_cdc" is reserved (SQLSTATE 42939)', "S8"),
    ("MasterUsername rdsadmin cannot be used as it is a reserved word used by the engine", "S8"),
    ("FATAL: sorry, too many clients already", "L38"),
    ("Error 1227 (42000): Access denied; you need (at least one of) the REPLICATION SLAVE privilege(s) for", "L39"),
    ("pq: tuple concurrently updated", "S14"),
    ('ERROR:  must have admin option on role "rds_replication"', "S13"),
    ("failed to connect to `host=localhost user=cdc database=shop`: server refused TLS connection", "S12"),
    ("cannot parse `postgres://cdc:xxxxx@h/?Action=connect`: failed to parse as URL (net/url: invalid userinfo)", "I7"),
    ("FATAL: terminating connection due to idle-in-transaction timeout (SQLSTATE 25P03)", "L41"),
    # Connect and brokers
    ("failed to init input: this feature requires a valid Redpanda Enterprise Edition license that includes", "K18"),
    ("Incremental snapshot: signal row: rejected: table public.x is not replicated, so a write during its", "K19"),
    ("unable to initialize sasl: SASL authentication failed: SASL_AUTHENTICATION_FAILED", "K4"),
    ("org.apache.kafka.common.errors.TopicAuthorizationException: Not authorized to access topics: [orders]", "K5"),
    ("%3|Broker: Cluster authorization failed", "K6"),
    (
        "MESSAGE_TOO_LARGE: The request included a message larger than the max message size the server will accept",
        "K22",
    ),
    ("user deletion not allowed: allow_deletion is set to false", "K14"),
]

UNKNOWN = [
    "all is well",
    "INFO Successfully loaded Redpanda license",
    "aws: {enabled: true, endpoint: 'sts.us-east-2.amazonaws.com'}",
    "stream_snapshot: true",
    "rds_iam is granted to cdc",
    "logical decoding found consistent point at 0/1",
    "context deadline exceeded",
    "unexpected EOF",
    "the host is such that no one knows",
]


@pytest.mark.parametrize(("line", "causes"), REPORTED)
def test_a_reported_line_is_known_by_its_causes(line, causes):
    assert [" ".join(seen.symptom.causes) for seen in seen_in(f"before\n{line}\nafter")] == [causes]


@pytest.mark.parametrize("line", UNKNOWN)
def test_a_line_that_tells_of_no_cause_is_known_by_none(line):
    assert list(seen_in(line)) == []


def test_the_refusal_comes_before_the_plain_text_that_was_tried_after_it():
    told = [
        'connection to server at "h" (10.0.0.7), port 5432 failed: FATAL:  PAM authentication failed for user "cdc"',
        'connection to server at "h" (10.0.0.7), port 5432 failed: FATAL:  pg_hba.conf rejects connection for host '
        '"1.2.3.4", user "cdc", database "shop", no encryption',
    ]
    assert [seen.symptom.causes[0] for seen in seen_in("\n".join(told))] == ["I3", "T1"]
    assert [seen.symptom.causes[0] for seen in seen_in(" ".join(told))] == ["I3"]


def test_a_text_that_a_terminal_has_wrapped_is_put_together():
    wrapped = """
    │ Error: the requested DurationSeconds exceeds the 1 hour
    │   session limit for roles assumed by role
    │ chaining
    """
    assert [seen.symptom.causes for seen in seen_in(wrapped)] == [("R7",)]
