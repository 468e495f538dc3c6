"""T1 to T6, S9, S10: the encrypted connection to the database, and what stands in between."""

from collections.abc import Mapping

# Sources: PostgreSQL, auth.c (13: `SSL off`, 14 on: `no encryption`); libpq, fe-secure-openssl.c; Go, crypto/x509;
# Python, ssl; pgjdbc, ssl; JDK, sun.security; MySQL, errmsg (3159); rds-proxy.troubleshooting; botocore; benthos, lint.
TLS: Mapping[str, tuple[str, ...]] = {
    "T1": (
        'no pg_hba.conf entry for host "<host>", user "<user>", database "<database>", no encryption',
        'no pg_hba.conf entry for host "<host>", user "<user>", database "<database>", SSL off',
        'no pg_hba.conf entry for host "..." ... no encryption',
        'no pg_hba.conf entry for replication connection from host "<host>", user "<user>", no encryption',
        'no pg_hba.conf entry for replication connection from host "<host>", user "<user>", SSL off',
        'pg_hba.conf rejects connection for host "<host>", user "<user>", database "<database>", no encryption',
        'pg_hba.conf rejects connection for host "<host>", user "<user>", database "<database>", SSL off',
        'pg_hba.conf rejects replication connection for host "<host>", user "<user>", no encryption',
        'pg_hba.conf rejects replication connection for host "<host>", user "<user>", SSL off',
        'pg_hba.conf rejects connection for host "<host>", user "<user>", database "<database>"',
        "IAM is allowed only with SSL connections",
        "IAM authentication is allowed only with SSL connections",
        "This RDS Proxy requires TLS connections",
        "Connections using insecure transport are prohibited while --require_secure_transport=ON",
    ),
    "T2": (
        "SSL error: certificate verify failed",
        "tls error: tls: failed to verify certificate: x509: certificate signed by unknown authority",
        "tls error (x509: certificate signed by unknown authority)",
        "failed to connect to ...: x509: certificate signed by unknown authority",
        "SSL error: PKIX path building failed",
        "the trustAnchors parameter must be non-empty",
        "certificate verify failed: unable to get local issuer certificate",
        "connection to server at ..., port <port> failed: ... certificate verify failed",
    ),
    "T3": (
        'server certificate for "..." does not match host name "<host>"',
        "x509: certificate is valid for ..., not <host>",
        "x509: cannot validate certificate for <address> because it doesn't contain any IP SANs",
        "certificate verify failed: Hostname mismatch, certificate is not valid for",
        "certificate verify failed: IP address mismatch, certificate is not valid for",
        "could not be verified by hostnameverifier",
        "No subject alternative DNS name matching <host> found",
        "No subject alternative names matching IP address <address> found",
        "No name matching <host> found",
        "Hostname/IP does not match certificate's altnames",
        "host name must be specified for a verified SSL connection",
    ),
    "T5": ("field enabled not recognised",),
    "T6": (
        "unable to read CA file",
        "open ...pem: no such file or directory",
        "open ...crt: no such file or directory",
    ),
    "S12": (
        "server refused TLS connection",
        "SSL is not enabled on the server",
        "server does not support SSL, but SSL was required",
        "The server does not support SSL",
        "rejected SSL upgrade",
        "The server does not support SSL connections",
        "TLS requested but server does not support TLS",
        "received invalid response to SSL negotiation",
        "SSL is required but the server doesn't support it",
    ),
    "S9": (
        "SSL validation failed for https://...",
        "https://...amazonaws.com/...: x509: certificate signed by unknown authority",
        "https://...amazonaws.com/...: x509: certificate is valid for ..., not <host>",
        "HTTPSConnectionPool(...)... certificate verify failed...",
    ),
    "S10": (
        "x509: certificate has expired or is not yet valid",
        "certificate verify failed: certificate has expired",
        "SSL error: certificate has expired",
        "CertificateExpiredException",
        "CertificateNotYetValidException",
        "certificate verify failed: certificate is not yet valid",
        "SSL error: sslv3 alert certificate expired",
    ),
}
