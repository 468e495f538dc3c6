"""Certificates that are not the database's own fault."""

from doctor.cause import Cause

CERTIFICATES = (
    Cause(
        id="S9",
        link=None,
        title="something in between opens TLS to AWS",
        symptom=(
            "`SSL validation failed for https://sts.<region>.amazonaws.com/` from boto3, or from Go `x509: certificate "
            "signed by unknown authority` after a URL of amazonaws.com."
        ),
        why=(
            "An inspecting proxy or firewall signs AWS's names with its own authority, which the program does not "
            "know. The database's certificate has no part in it."
        ),
        detect=(
            "`openssl s_client -connect sts.<region>.amazonaws.com:443` shows an issuer that is not Amazon. For the "
            "database's endpoint it is T2, for a broker K21."
        ),
        fix=(
            "Let amazonaws.com pass unopened, or give the program the proxy's authority: AWS_CA_BUNDLE for boto3 and "
            "the AWS CLI, the system's trust store for Go. Do not switch verification off."
        ),
        source="AWS CLI User Guide, cli-configure-options (ca_bundle); aws-sdk-go-v2, http client",
    ),
    Cause(
        id="S10",
        link=None,
        title="a certificate has run out, or a clock is wrong",
        symptom=(
            "`x509: certificate has expired or is not yet valid` or `certificate verify failed: certificate has "
            "expired`, of a chain that was trusted until now."
        ),
        why=(
            "The server's certificate or its authority has run out (rds-ca-2019 did in August 2024), the bundle "
            "is that old, or the client's clock is off. A wrong clock voids tokens too (I7)."
        ),
        detect=(
            "`openssl s_client -starttls postgres -connect <endpoint>:5432 | openssl x509 -noout -dates -issuer`, and "
            "`date -u`. An authority that was never trusted is T2."
        ),
        fix=(
            "`make certs REGION=<database region>` and `pulumi up`; rotate the instance's authority with `aws rds "
            "modify-db-instance --ca-certificate-identifier rds-ca-rsa2048-g1`; set the clock by NTP."
        ),
        source="Aurora User Guide, UsingWithRDS.SSL-certificate-rotation",
    ),
    Cause(
        id="S12",
        link=5,
        title="whatever answers has no TLS",
        symptom=(
            "`server refused TLS connection` from Connect, `server does not support SSL, but SSL was required` from "
            "libpq, `SSL is not enabled on the server` from Go's lib/pq."
        ),
        why=(
            "Aurora always has TLS, so something else answers: a pooler, the far end of a tunnel, a PostgreSQL on "
            "`localhost`. It may not see a token."
        ),
        detect=(
            "`openssl s_client -starttls postgres -connect <host>:<port>` against the endpoint of DescribeDBClusters "
            "and against what the DSN dials. A client that asks for no TLS is T1."
        ),
        fix="Dial the cluster's endpoint, or let the pooler have TLS of its own. Do not set `sslmode=disable`.",
        source="PostgreSQL manual, 54.2.11 (SSL session encryption); jackc/pgx, pgconn",
    ),
)
