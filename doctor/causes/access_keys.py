"""Who a pipeline of Redpanda Cloud is: no token for Redpanda's own role, or the access key of a user: E1 to E6."""

from doctor.cause import Cause

ACCESS_KEYS = (
    Cause(
        id="E1",
        link=1,
        title="Redpanda Cloud gives its pipelines no identity token",
        symptom="Expected: the pipeline fails at its first connection and says that no provider has credentials.",
        why=(
            "Redpanda documents since 2026-08-07 that pipelines of Redpanda Cloud (BYOC, Dedicated) get no pod "
            "identity token, and that nobody but Redpanda can add permissions to the role it made for them; the guide "
            "for Aurora with IAM is for self-hosted Redpanda Connect only. For Cloud it advises id and secret of an "
            "IAM identity of one's own, kept as Redpanda secrets. A demo of January 2026 reports the role as working, "
            "so this is said of a pipeline only when the pipeline itself says that it has no credentials."
        ),
        detect=(
            "The runtime is Redpanda Cloud with Redpanda's own role, and the pipeline's error says that no credentials "
            "were found. A refused role assumption is R1 to R13: then it has an identity."
        ),
        fix=(
            "Choose another runtime in the stack file: `cloud: {credentials: accessKey}`, the way that Redpanda "
            "documents, or `ecs`, `kubernetes` or `own`. Links 3 to 7 stay as they are."
        ),
        source="redpanda-data/rp-connect-docs, commit 10836c99 of 2026-08-07 (#483), modules/guides, cloud/aws",
    ),
    Cause(
        id="E2",
        link=1,
        title="the access key is inactive",
        symptom="Expected: STS refuses every call of the pipeline, as it would with a key that does not exist.",
        why="Somebody, or a rule of the account, has set the key to Inactive.",
        detect="ListAccessKeys of the user tells the status of the chain's key. A key that is gone is E6.",
        fix="Ask who did it and why. Set it to Active, or raise `runtime.cloud.keyGeneration` and apply.",
        source="IAM API reference, UpdateAccessKey, ListAccessKeys",
    ),
    Cause(
        id="E3",
        link=1,
        title="the access key is old",
        symptom="Expected: nothing breaks; security reports name the key.",
        why="A key has no end of its own: what got away once works until the key is deleted.",
        detect="ListAccessKeys tells when it was made; more than 90 days ago is old.",
        fix=(
            "Raise `runtime.cloud.keyGeneration` by one and apply: the new key is made first, the pipelines start "
            "again with it, and the old one is deleted last."
        ),
        source="AWS Security Hub User Guide, IAM.3; IAM User Guide, Update access keys",
    ),
    Cause(
        id="E4",
        link=1,
        title="the access key was never used",
        symptom="Expected: a user with a key and no pipeline that logs in as it.",
        why=(
            "The pipelines' secrets hold another key, the pipelines do not run, or their configuration names no "
            "credentials."
        ),
        detect=(
            "GetAccessKeyLastUsed tells no use a day or more after the key was made. IAM tells of a use some time "
            "after it, so a key of today is not judged."
        ),
        fix="Apply again with a refresh, which writes the secrets anew; if no pipeline needs the key, delete it.",
        source="IAM API reference, GetAccessKeyLastUsed",
    ),
    Cause(
        id="E5",
        link=2,
        title="the access key is used from an address that is not let in",
        symptom="Expected: AccessDenied on the assume although the policy of the user allows the role.",
        why=(
            "The user's policy asks for `aws:SourceIp`, the addresses of the cluster's NAT. The cluster has others "
            "now, STS is reached through a VPC endpoint, or the key is used by somebody elsewhere."
        ),
        detect=(
            "The addresses that Redpanda Cloud tells are laid beside the policy; or the pipeline's error names the "
            "user as not allowed while the policy holds. STS does not say which condition it was. From a VPC endpoint "
            "no `aws:SourceIp` comes, but `aws:VpcSourceIp`."
        ),
        fix=(
            "Write the addresses that the cluster has into `redpanda.natCidrs` and apply. If it is not the cluster "
            "that asks, the key got away: raise `runtime.cloud.keyGeneration` and apply."
        ),
        source="IAM User Guide, AWS global condition context keys, aws:SourceIp",
    ),
    Cause(
        id="E6",
        link=1,
        title="the access key is gone, or of another generation",
        symptom="Expected: STS says that the token is invalid; or a second key stays after a rotation.",
        why=(
            "The key was deleted outside of the program, a rotation stopped in the middle, or a pipeline still runs "
            "with the key before: it reads secrets only when it starts."
        ),
        detect=(
            "ListAccessKeys does not tell the chain's key, or tells another one too; or the configuration that runs "
            "notes another version of the key than the chain. A key that is there and off is E2."
        ),
        fix="Apply again with a refresh. Delete another key only when no pipeline uses it.",
        source="IAM User Guide, Update access keys; IAM and AWS STS quotas",
    ),
)
