"""Who is refused, and no word of why: roles, tokens, passwords, and lines of pg_hba.conf."""

from doctor.texts.family import Family

LINKS_2_AND_3 = "it points to links 2 and 3: a role was not assumed"
LINKS_4_AND_5 = "it points to links 4 and 5: the token did not log in"

# Sources: redpanda-data/connect, internal/impl/postgresql/aws; boto3; aws-sdk-go-v2; terraform-provider-aws; Aurora
# User Guide, UsingWithRDS.IAMDBAuth.Troubleshooting; RDS User Guide, rds-proxy.troubleshooting; PostgreSQL, auth.c.
REFUSALS = (
    Family(
        texts=(
            "verifying role assumption for <arn>: ... AccessDenied",
            "verifying role assumption for",
            "AccessDenied ... is not authorized to perform: sts:AssumeRole",
            "AccessDenied ... sts:AssumeRole",
            "is not authorized to perform: sts:AssumeRole",
            "Not authorized to perform sts:AssumeRole",
            "(AccessDenied) when calling the AssumeRole operation",
            "operation error STS: AssumeRole, ... api error AccessDenied",
            "IAM Role (...) cannot be assumed",
            "Cannot assume IAM Role",
            "because no resource-based policy allows the sts:AssumeRole action",
            "AccessDenied on sts:AssumeRole",
            "Aws::STS::Errors::AccessDenied",
            "The role <arn> cannot be assumed",
        ),
        causes=("R2", "R1", "R4", "R3", "R5", "R11", "R12", "R10", "R8"),
        told_apart=(
            "assume the role with the ExternalId (R4); read the trust: another principal (R2, R11) or AROA... (R3); "
            "the tag (R5); the caller's policy (R1, R12), its boundary (R10), the organisation (R8)"
        ),
        points_to=LINKS_2_AND_3,
    ),
    Family(
        texts=(
            "PAM authentication failed for user <user>",
            "PAM authentication failed for user",
            "PAM authentication failed",
            "PAM authentication failed ... no encryption",
            "PAM authentication failed ... SSL off",
            "pam_authenticate failed: Permission denied",
            "IAM authentication failed for user <user>. Check the IAM token",
            "The IAM authentication failed for the role <role>. Check the IAM token",
            "IAM authentication failed for",
        ),
        causes=("I3", "I7", "I1", "I6", "R13", "I13", "I4", "I5", "I10", "I12", "I9", "I8", "P4", "L1"),
        told_apart=(
            "the metric IamDbAuthConnectionRequests at 0: I1; ...InsufficientPermissions grows: I3, I4, I5, I13; "
            "...InvalidToken: I6, I7; ...Throttling: I8; ...ServerError: I9; only with a password: I10, I12; only with "
            "replication=database: L1; no AssumeRole in CloudTrail: R13; behind a proxy: P4"
        ),
        points_to=LINKS_4_AND_5,
    ),
    Family(
        texts=(
            "403 NotAuthorized",
            "Status Code: 403, Error Code: NotAuthorized",
            "Status Code: 403, Error Code:NotAuthorized",
            "rdsauthproxy ... 403 Forbidden",
        ),
        causes=("I3", "I13", "I4", "I5"),
        told_apart="lay the ARN of the policy beside the cluster: user (I13), kind of id (I4), condition (I5), else I3",
        points_to=LINKS_4_AND_5,
    ),
    Family(
        texts=("Failed to connect to rdsauthproxy",),
        causes=("I9", "I1"),
        told_apart="IAM authentication is on and memory low: I9; off: I1",
        points_to=LINKS_4_AND_5,
    ),
    Family(
        texts=(
            "password authentication failed for user <user>",
            "password authentication failed for user",
            "password authentication failed ... no encryption",
            "password authentication failed",
            "failed SASL auth",
            "InvalidPasswordError",
            "Authentication failed against database server",
            'FATAL: role "<user>" does not exist',
        ),
        causes=("I2", "L1"),
        told_apart="a plain login fails too: I2; only one with replication=database: L1",
        points_to=LINKS_4_AND_5,
    ),
    Family(
        texts=(
            "Access denied for user <user> (using password: YES)",
            "Access denied for user <user> (using password: NO)",
            "Failed to authenticate to the MySQL database at",
        ),
        causes=("I3", "I7", "I6", "I2", "I1", "L22", "T1"),
        told_apart=(
            "MySQL says this of everything: works after a restart of the pipeline: L22; no TLS: T1; then by the "
            "metrics IamDbAuthConnection...: InsufficientPermissions I3, InvalidToken I6 and I7, Requests 0: I1, I2"
        ),
        points_to=LINKS_4_AND_5,
    ),
    Family(
        texts=(
            'no pg_hba.conf entry for replication connection from host "<host>", user "<user>", SSL encryption',
            'no pg_hba.conf entry for replication connection from host "<host>", user "<user>", SSL on',
            'no pg_hba.conf entry for replication connection from host "<host>", user "<user>"',
            'pg_hba.conf rejects replication connection for host "<host>", user "<user>", SSL encryption',
            'pg_hba.conf rejects replication connection for host "<host>", user "<user>", SSL on',
            'no pg_hba.conf entry for host "<host>", user "<user>", database "<database>", SSL encryption',
            'no pg_hba.conf entry for host "<host>", user "<user>", database "<database>", SSL on',
            'pg_hba.conf rejects connection for host "<host>", user "<user>", database "<database>", SSL encryption',
            'pg_hba.conf rejects connection for host "<host>", user "<user>", database "<database>", SSL on',
        ),
        causes=("L2", "L1"),
        told_apart="TLS is not at fault, it was used: SHOW wal_level is not logical: L2; else IAM for replication: L1",
    ),
    Family(
        texts=("The security token included in the request is expired", "ExpiredTokenException", "ExpiredToken:"),
        causes=("C1", "I6"),
        told_apart="a call of the AWS API is refused: C1; a login to the database: I6",
    ),
)
