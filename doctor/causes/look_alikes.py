"""One observation, few causes: the quickest way through texts that say the same for many."""

from doctor.texts import FAMILIES

LOOK_ALIKES = (
    ("logins fail and the metric IamDbAuthConnectionRequests stays at 0", "I1"),
    ("logins fail and IamDbAuthConnectionFailureInvalidToken grows", "I6, I7"),
    ("logins fail and IamDbAuthConnectionFailureInsufficientPermissions grows", "I3, I4, I5, I13"),
    ("logins fail and IamDbAuthConnectionFailureThrottling grows", "I8"),
    ("logins fail and IamDbAuthConnectionFailureServerError grows", "I9"),
    ("a plain login works, one with `replication=database` fails", "L1, then L3"),
    ("a plain login fails as well", "I1 to I13"),
    ("only the pipeline fails; a laptop that assumes the same role succeeds", "N5, N6, R5, R10"),
    ("`PAM authentication failed`, and CloudTrail has no AssumeRole of the pipeline role", "R13"),
    ("a token was made without an error", "nothing: it is signed offline, only a login proves it"),
    *(
        (", ".join(f"`{text}`" for text in family.texts), f"{', '.join(family.causes)}: {family.told_apart}")
        for family in FAMILIES
    ),
)
"""What is seen, and which causes remain; both are Markdown."""
