"""The encrypted connection and who is at its other end: T1 to T6."""

from doctor.cause import Cause

TLS = (
    Cause(
        id="T1",
        link=5,
        title="an IAM user without TLS",
        symptom=(
            '`no pg_hba.conf entry for host "<host>", user "<user>", database "<database>", no encryption`, or '
            '`pg_hba.conf rejects connection for host "<host>", user "<user>", database "<database>", SSL off` from '
            "PostgreSQL 13 and older."
        ),
        why=(
            "Aurora takes a token only over TLS. The client asked for none, or its DSN lets it fall back to plain "
            "text: `sslmode` of PostgreSQL, `tls` of MySQL."
        ),
        detect=(
            "`sslmode` of the DSN is `disable`, `allow`, `prefer` or absent; `tls` of MySQL's is `false`, `preferred` "
            'or absent. If a line with "PAM authentication failed" stands before this text, that one is the cause: a '
            "client with `prefer` tries TLS first and plain text after the refusal."
        ),
        fix="`?sslmode=verify-full`, or `?tls=true` for MySQL, in the DSN and `tls.root_cas` in the pipeline's YAML.",
        source=(
            "Aurora User Guide, UsingWithRDS.IAMDBAuth.Connecting; PostgreSQL manual, 34.19 (SSL support); "
            "go-sql-driver/mysql, DSN (tls)"
        ),
    ),
    Cause(
        id="T2",
        link=5,
        title="the server's certificate authority is not trusted",
        symptom="`certificate verify failed` from libpq, `x509: certificate signed by unknown authority` from Go.",
        why=(
            "RDS certificates come from Amazon's private authority, which system trust stores lack; RDS Proxy uses "
            "certificates of ACM instead. The wrong bundle, the wrong region's bundle or none was given."
        ),
        detect=(
            "The handshake is repeated with the chain's `ca_bundle`: if that verifies, the client's bundle is at "
            "fault. The issuer of the server's certificate says which authority is wanted. A name that does not match "
            "is T3."
        ),
        fix=(
            "`make certs REGION=<database region>` and `pulumi up`, which puts the bundle inline into `tls.root_cas`. "
            "For RDS Proxy use the Amazon root certificates."
        ),
        source="Aurora User Guide, UsingWithRDS.SSL",
    ),
    Cause(
        id="T3",
        link=5,
        title="the certificate is for another name",
        symptom=(
            '`server certificate for "<names>" does not match host name "<host>"` from libpq; `x509: certificate is '
            "valid for <names>, not <host>` from Go."
        ),
        why=(
            "The host that is dialled is a CNAME, an address, or the local end of a tunnel; the certificate names the "
            "RDS endpoint."
        ),
        detect=(
            "The names in the server's certificate are compared with the host of the DSN. The chain of trust itself "
            "verifies, which tells it from T2."
        ),
        fix=(
            "Dial the endpoint itself. Through a tunnel: `host=<endpoint> hostaddr=<tunnel address>`, which also keeps "
            "the token valid (I7). Do not lower `sslmode`."
        ),
        source="PostgreSQL manual, 34.1.2 (hostaddr); Aurora User Guide, UsingWithRDS.SSL",
    ),
    Cause(
        id="T4",
        link=5,
        title="the peer is not verified",
        symptom="No error: everything works, and the pipeline would hand its token to anyone who answers.",
        why=(
            "`tls.skip_cert_verify: true`, `sslmode=require` of PostgreSQL and `tls=skip-verify` of MySQL encrypt "
            "without asking who the server is."
        ),
        detect="DSN and `tls` of the pipeline's YAML are parsed. This is a warning by nature; no connection shows it.",
        fix="`sslmode=verify-full`, or `tls=true` for MySQL, with `tls.root_cas`, and no `skip_cert_verify`.",
        source=(
            "PostgreSQL manual, 34.19.1; go-sql-driver/mysql, DSN (tls); redpanda-data/connect 4.106.0, postgres_cdc "
            "(tls)"
        ),
    ),
    Cause(
        id="T5",
        link=5,
        title="`tls.enabled` in the input",
        symptom="A lint error for the field `enabled` of `postgres_cdc`'s `tls`; the pipeline is not started.",
        why=(
            "Inputs of the CDC family take `tls` without a switch: any sub-field turns verification on. The key exists "
            "in outputs only, where it must be true (K9)."
        ),
        detect="The YAML's `input.postgres_cdc.tls` has a key `enabled`.",
        fix="Remove the key, keep `tls: {root_cas: ...}`.",
        source="redpanda-data/connect 4.106.0, postgres_cdc (tls)",
    ),
    Cause(
        id="T6",
        link=5,
        title="a certificate file in Redpanda Cloud",
        symptom="File not found, for a certificate path, when the input starts.",
        why=(
            "Pipelines in Redpanda Cloud have no files of yours. `tls.root_cas_file`, and `sslrootcert` in a DSN of "
            "PostgreSQL, name files."
        ),
        detect="The YAML holds `root_cas_file`, or the DSN `sslrootcert`.",
        fix=(
            "Put the PEM text inline into `tls.root_cas`; `database.caBundle` names the file it is read from at "
            "`pulumi up`."
        ),
        source="redpanda-data/cloud-docs, Connect in Redpanda Cloud; redpanda-data/connect 4.106.0, postgres_cdc (tls)",
    ),
)
