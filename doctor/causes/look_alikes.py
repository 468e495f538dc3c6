"""One observation, few causes: the quickest way through texts that say the same for many."""

LOOK_ALIKES = (
    ("logins fail and the metric IamDbAuthConnectionRequests stays at 0", "I1"),
    ("logins fail and IamDbAuthConnectionFailureInvalidToken grows", "I6, I7"),
    ("logins fail and IamDbAuthConnectionFailureInsufficientPermissions grows", "I3, I4, I5, I13"),
    ("logins fail and IamDbAuthConnectionFailureThrottling grows", "I8"),
    ("logins fail and IamDbAuthConnectionFailureServerError grows", "I9"),
    ("`password authentication failed` where a token was sent", "I2 for a plain login, L1 for a replication one"),
    ("a plain login works, one with `replication=database` fails", "L1, then L3"),
    ("a plain login fails as well", "I1 to I13"),
    ("only the pipeline fails; a laptop that assumes the same role succeeds", "N5, N6, R5, R10"),
    (
        "AccessDenied on `sts:AssumeRole`",
        "try with the ExternalId (R4); then read the trust (R2, R3, R11), the tag (R5), the boundary (R10) and the "
        "identity policy (R1, R12)",
    ),
    ("`PAM authentication failed`, and CloudTrail has no AssumeRole of the pipeline role", "R13"),
    ("a token was made without an error", "nothing: it is signed offline, only a login proves it"),
)
"""What is seen, and which causes remain; both are Markdown."""
