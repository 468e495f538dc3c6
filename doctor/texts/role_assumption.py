"""R1 to R14: refusals of STS and IAM that say why."""

from collections.abc import Mapping

# Sources: IAM User Guide, "Troubleshoot access denied error messages"; STS and IAM API references, "Errors".
ROLE_ASSUMPTION: Mapping[str, tuple[str, ...]] = {
    "R1": ("because no identity-based policy allows the sts:AssumeRole action",),
    "R6": ("not authorized to perform: sts:TagSession",),
    "R7": (
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role",
        "exceeds the 1 hour session limit for roles assumed by role chaining",
    ),
    "R8": (
        "is not authorized to perform: <action> ... with an explicit deny in",
        "with an explicit deny in a service control policy",
        "with an explicit deny in a resource control policy",
        "with an explicit deny in a session policy",
        "because no service control policy allows",
        "because no resource control policy allows",
        "with an explicit deny in an identity-based policy",
        "because no session policy allows",
    ),
    "R9": (
        "MalformedPolicyDocument...: Invalid principal in policy",
        "(MalformedPolicyDocument) when calling the <operation> operation: Invalid principal in policy",
    ),
    "R10": (
        "because no permissions boundary allows the <action> action",
        "because no permissions boundary allows",
    ),
    "R14": (
        "Cannot delete entity, must delete policies first",
        "Cannot delete entity, must detach all policies first",
    ),
    "R4": ("externalId failed to satisfy constraint",),
}
