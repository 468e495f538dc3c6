"""I3 to P4: refusals of a login that say why. `PAM authentication failed` says nothing: it is in `refusals.py`."""

from collections.abc import Mapping

# Sources: Aurora User Guide, UsingWithRDS.IAMDBAuth.Troubleshooting and rds-proxy.troubleshooting; aws-sdk-go-v2,
# feature/rds/auth; PostgreSQL, auth.c and postinit.c; libpq, fe-auth.c; pgjdbc, ConnectionFactoryImpl; node-postgres.
LOGIN: Mapping[str, tuple[str, ...]] = {
    "I1": ("Plugin AWSAuthenticationPlugin is not loaded",),
    "I6": (
        "400 ExpiredToken",
        "Status Code: 400, Error Code: ExpiredToken",
        "Status Code: 400, Error Code:ExpiredToken",
    ),
    "I7": (
        "400 InvalidToken",
        "failed to parse as URL",
        'invalid URI query parameter: "Action"',
        "net/url: invalid userinfo",
        'invalid port "<port>" after host',
        "invalid percent-encoded token",
        'invalid integer value "<value>" for connection option "port"',
        "Status Code: 400, Error Code: InvalidToken",
        "Status Code: 400, Error Code:InvalidToken",
    ),
    "I8": (
        "IAM authentication rate limit exceeded",
        "The IAM authentication failed because of too many competing requests",
        "429 ThrottlingException",
        "Status Code: 429, Error Code: ThrottlingException",
        "Status Code: 429, Error Code:ThrottlingException",
    ),
    "I9": (
        "canceling authentication due to timeout",
        "due to an internal IAM DB Auth error",
        "due to an internal IAM DB authentication error",
    ),
    "I11": (
        "the provided endpoint is missing a port, or the provided port is invalid",
        "provided endpoint is missing a port",
    ),
    "P1": (
        "This RDS Proxy has no credentials for the role <role>",
        "This RDS Proxy has no credentials for the role",
    ),
    "P2": (
        "Timed-out waiting to acquire database connection",
        "timed out waiting for a target connection",
    ),
    "P4": (
        "The password that was provided for the role <role> is wrong",
        "RDS Proxy supports only IAM or MD5 authentication",
        "RDS supports only IAM or MD5 authentication",
        "RDS Proxy supports only IAM, MD5, or SCRAM authentication",
    ),
    "S11": (
        "empty password returned by client",
        "fe_sendauth: no password supplied",
        "The server requested SCRAM-based authentication, but no password was provided",
        "The server requested password-based authentication, but no password was provided",
        "client password must be a string",
    ),
    "S13": (
        'must have admin option on role "<role>"',
        'permission denied to grant role "<role>"',
        'permission denied to revoke role "<role>"',
        "Only roles with the ADMIN option on role <role> may",
        "permission denied to create role",
        "permission denied to alter role",
        'must be able to SET ROLE "<role>"',
        'permission denied to set role "<role>"',
        'must be member of role "<role>"',
        "permission denied to reassign objects",
    ),
    "S14": ("tuple concurrently updated", "tuple concurrently deleted"),
    "L36": (
        'permission denied for database "<database>"... User does not have CONNECT privilege',
        "User does not have CONNECT privilege",
        'FATAL: database "<database>" does not exist',
        "database <database> does not exist (SQLSTATE 3D000)",
        "Request returned an error: database <database> does not exist",
        'database "<database>" does not exist',
        "Unknown database <database>",
        'role "<role>" is not permitted to log in',
    ),
}
