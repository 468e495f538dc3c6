"""From the pipeline role to the connect role: R1 to R14. Most read `AccessDenied` and nothing more."""

from doctor.cause import Cause

ROLE_ASSUMPTION = (
    Cause(
        id="R1",
        link=2,
        title="the pipeline role has no policy that allows the assume",
        symptom="`verifying role assumption for '<arn>'` and `is not authorized to perform: sts:AssumeRole`.",
        why=(
            "Across accounts both sides must allow: a trust in the database account is not enough, the pipeline role "
            "needs an identity policy of its own. AWS answers with the same AccessDenied for either."
        ),
        detect=(
            "The pipeline role's inline and attached policies are read and evaluated for `sts:AssumeRole` on the "
            "connect role's ARN, with the role's tags. No statement matches: this. One matches but for the tag "
            "condition: R5. One matches and a boundary is in the way: R10."
        ),
        fix=(
            "`pulumi up --refresh --run-program` puts the inline policy back. By hand: `aws iam put-role-policy "
            "--role-name <pipeline role> --policy-name <policy> --policy-document file://assume.json`, on exactly the "
            "connect role's ARN."
        ),
        source=(
            "IAM User Guide, reference_policies_evaluation-logic-cross-account; redpanda-data/rp-connect-docs, "
            "guides/cloud/aws-iam-aurora"
        ),
    ),
    Cause(
        id="R2",
        link=3,
        title="the trust does not name the pipeline role",
        symptom="`is not authorized to perform: sts:AssumeRole`, word for word as for R1.",
        why=(
            "The connect role's trust names another account, role or user, or its `aws:PrincipalArn` condition does "
            "not match the pipeline role."
        ),
        detect=(
            "AssumeRolePolicyDocument of GetRole is evaluated for the pipeline role's ARN, with the right ExternalId. "
            "Principal ids such as `AROA...` are R3, the API role's name is R11, and an ExternalId alone that fails is "
            "R4."
        ),
        fix=(
            "Principal: the Redpanda account's root, narrowed by `ArnEquals aws:PrincipalArn` = the pipeline role's "
            "ARN; or that ARN itself. `pulumi up --refresh --run-program` restores it."
        ),
        source="AWS security blog, role trust policies; IAM User Guide, reference_policies_elements_principal",
    ),
    Cause(
        id="R3",
        link=3,
        title="the trust holds the id of a deleted role",
        symptom=(
            "`is not authorized to perform: sts:AssumeRole`; the trust shows AROA... or AIDA... in place of an ARN."
        ),
        why=(
            "IAM stores a role ARN in a Principal as the role's unique id. Deleting the role and creating one of the "
            "same name gives a new id, so the trust points at nobody. It happens when the Redpanda cluster is rebuilt."
        ),
        detect="A Principal value matches `^A(ROA|IDA)[A-Z0-9]+$`. While the role lives, GetRole shows its ARN.",
        fix=(
            "Save the trust again with the ARN: `aws iam update-assume-role-policy --role-name <connect role> "
            "--policy-document file://trust.json`. To survive the next rebuild set `trust.principal: account`, which "
            "tests `aws:PrincipalArn` instead."
        ),
        source=(
            "repost.aws knowledge center, iam-resource-policy-format; IAM User Guide, "
            "reference_policies_elements_principal"
        ),
    ),
    Cause(
        id="R4",
        link=3,
        title="the ExternalId is missing or wrong",
        symptom="`is not authorized to perform: sts:AssumeRole`, word for word as for R1.",
        why=(
            "The trust demands `sts:ExternalId`, and the pipeline presents none or another one. The value is compared "
            "exactly, upper and lower case included."
        ),
        detect=(
            "The trust evaluated with the pipeline's `role_external_id` denies, and with the value it asks for allows. "
            "From a place that may assume, one try with and one without the ExternalId say the same."
        ),
        fix=(
            "Make `roles[].role_external_id` in the pipeline equal to the trust's value: set `trust.externalId` once "
            "and `pulumi up`, both sides read it from there."
        ),
        source="IAM User Guide, confused-deputy; redpanda-data/connect #3814",
    ),
    Cause(
        id="R5",
        link=3,
        title="the scope tag is missing on the connect role",
        symptom=(
            "`is not authorized to perform: sts:AssumeRole` from the pipeline; policy and trust look right to the eye."
        ),
        why=(
            "The pipeline role's policy allows the assume only on roles whose tag `redpanda_scope_redpanda_connect` is "
            '`"true"`. The tag key of that condition is absent from the connect role, or the value differs (`True`, '
            "`yes`)."
        ),
        detect=(
            "ListRoleTags of the connect role against the `aws:ResourceTag/...` condition of the caller's statement: "
            "the statement matches in all but this condition. A laptop whose own policy has no such condition "
            "succeeds, the pipeline does not."
        ),
        fix=(
            "`aws iam tag-role --role-name <connect role> --tags Key=redpanda_scope_redpanda_connect,Value=true`, or "
            "`pulumi up --refresh --run-program`."
        ),
        source="redpanda-data/rp-connect-docs, guides/cloud/aws-iam-aurora",
    ),
    Cause(
        id="R6",
        link=3,
        title="the trust does not allow session tags",
        symptom="`not authorized to perform: sts:TagSession` on the connect role.",
        why=(
            "EKS Pod Identity gives its sessions transitive tags, and a chained AssumeRole passes them on; the trust "
            "must then allow `sts:TagSession` beside `sts:AssumeRole`. Web identity (IRSA), as on Redpanda's own pods, "
            "carries no tags."
        ),
        detect=(
            "The message names `sts:TagSession`. In documents: the caller is a Pod Identity role (trusts "
            "`pods.eks.amazonaws.com`), and the connect role's trust lists `sts:AssumeRole` alone."
        ),
        fix="Add `sts:TagSession` to the Action list of the trust statement that names this caller.",
        source="IAM User Guide, id_session-tags; EKS User Guide, pod-id-abac",
    ),
    Cause(
        id="R7",
        link=2,
        title="a chained session is asked for longer than an hour",
        symptom=(
            "Expected text: `The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
            "chaining`, a ValidationError."
        ),
        why=(
            "A role assumed from a role is chained, and web identity is the first hop. STS caps chained sessions at "
            "3,600 s and fails the call for more; MaxSessionDuration of the role does not help."
        ),
        detect=(
            "A duration over 3600 in the configuration of any hop after the first. Connect itself asks for 15 minutes, "
            "so this comes from other clients."
        ),
        fix=(
            "Drop the duration or set 3600 or less. Nothing is lost: credentials are needed only while a token is made "
            "and used."
        ),
        source="STS API reference, AssumeRole (DurationSeconds)",
    ),
    Cause(
        id="R8",
        link=None,
        title="an explicit deny above the account",
        symptom=(
            "Expected text: `... is not authorized to perform: sts:AssumeRole ... with an explicit deny in a service "
            "control policy`, or resource control policy, or session policy."
        ),
        why=(
            "A policy of the organisation, or one handed over with the session, denies. No allow in either account can "
            "outweigh it, and neither account's own documents show it."
        ),
        detect=(
            'The message says "explicit deny in a" and the kind of policy, and the documents of both accounts allow '
            "the call. Without those words in the message this is never assumed."
        ),
        fix=(
            "Take the message to the organisation's administrator: a service control policy is on the Redpanda "
            "account, a resource control policy on the database account. A session policy is the caller's own."
        ),
        source="IAM User Guide, troubleshoot_access-denied; IAM User Guide, reference_policies_evaluation-logic",
    ),
    Cause(
        id="R9",
        link=3,
        title="the trusted role does not exist yet",
        symptom="Expected text: `MalformedPolicyDocument: Invalid principal in policy` when the trust is written.",
        why=(
            "A role ARN in a Principal must exist at that moment. It is misspelt, not made yet, or so new that IAM has "
            "not spread it."
        ),
        detect=(
            "GetRole of the named role in the Redpanda account says NoSuchEntity; if the role exists and is minutes "
            "old, it is the propagation."
        ),
        fix=(
            "Create the role first and apply again after some seconds. `trust.principal: account` needs no existing "
            "role, because it names the account's root."
        ),
        source="hashicorp/terraform-provider-aws #1388 and #8905",
    ),
    Cause(
        id="R10",
        link=2,
        title="the permissions boundary does not allow the assume",
        symptom="Expected text: AccessDenied `because no permissions boundary allows the sts:AssumeRole action`.",
        why=(
            "On BYOVPC the pipeline role carries a boundary of the customer with rights on secrets and buckets only. A "
            "boundary caps the role: our inline policy is there and has no effect."
        ),
        detect=(
            "PermissionsBoundary of GetRole, then its default version, evaluated for `sts:AssumeRole` on the connect "
            "role; identity policies alone would allow. No boundary at all rules this out."
        ),
        fix=(
            "Add `sts:AssumeRole` on the connect role's ARN to the boundary policy, as a new default version: `aws iam "
            "create-policy-version --policy-arn <boundary> --policy-document file://boundary.json --set-as-default`."
        ),
        source=(
            "redpanda-data/terraform-aws-redpanda-byovpc, iam_redpanda_agent.tf; IAM User Guide, "
            "access_policies_boundaries"
        ),
    ),
    Cause(
        id="R11",
        link=3,
        title="the trust names the wrong Redpanda role",
        symptom="`is not authorized to perform: sts:AssumeRole`, word for word as for R1.",
        why=(
            "Two roles have nearly one name: `redpanda-<cluster id>-redpanda-connect` belongs to the Connect API, and "
            "only `redpanda-<cluster id>-redpanda-connect-pipeline` runs pipelines. Or the cluster id is misspelt."
        ),
        detect="The trusted ARN is compared with the expected name. A role of another account or shape is R2.",
        fix=(
            "Trust `arn:aws:iam::<redpanda account>:role/redpanda-<cluster id>-redpanda-connect-pipeline`; leave "
            "`redpanda.pipelineRoleName` to its default."
        ),
        source="redpanda-data/rp-connect-docs, guides/cloud/aws-iam-aurora",
    ),
    Cause(
        id="R12",
        link=2,
        title="our inline policy is gone from the pipeline role",
        symptom=(
            "Expected, not yet seen live: the pipeline worked, then AccessDenied on `sts:AssumeRole` as for R1, "
            "without any change of ours."
        ),
        why=(
            "Redpanda reverts edits of the policies it manages on this role, and exclusive policy lists in other "
            "programs delete what they do not know. Only an own, additional inline policy stays."
        ),
        detect=(
            "The chain's `assume_policy_name` is not among the role's inline policies though the state says so. A "
            "policy that never was there is R1."
        ),
        fix=(
            "`pulumi up --refresh --run-program` puts it back. Never edit the role's existing policies, and keep "
            "`inline_policies`, `managed_policy_arns` and `*Exclusive` resources off this role."
        ),
        source="redpanda-data/rp-connect-docs, guides/cloud/aws-iam-aurora",
    ),
    Cause(
        id="R13",
        link=2,
        title="no role is assumed because of a lone `aws.role`",
        symptom="`PAM authentication failed for user`, and CloudTrail has no AssumeRole from the pipeline role.",
        why=(
            "Connect drops a top-level `aws.role` that comes without `role_external_id`, without an error. It signs "
            "the token with the pipeline role itself, and the database refuses that."
        ),
        detect=(
            "The pipeline's YAML has `aws.role`, no `role_external_id` and no `roles`; that alone decides. I3 looks "
            "the same at the database, but there CloudTrail shows the assume."
        ),
        fix="Write the list form, with or without an ExternalId: `aws: {roles: [{role: <connect role arn>}]}`.",
        source="redpanda-data/connect 4.106.0, internal/impl/postgresql/aws/aws.go",
    ),
    Cause(
        id="R14",
        link=2,
        title="the Redpanda cluster cannot delete its role",
        symptom=(
            "Expected text: `DeleteConflict: Cannot delete entity, must delete policies first` while the Redpanda "
            "cluster is removed."
        ),
        why="IAM deletes a role only when it has no inline policies left, and ours is not Redpanda's to delete.",
        detect=(
            "The inline policies of the pipeline role still hold the chain's `assume_policy_name` while the Redpanda "
            "cluster is being deleted."
        ),
        fix=(
            "`pulumi destroy` this stack before the Redpanda cluster. Too late for that: `aws iam delete-role-policy "
            "--role-name <pipeline role> --policy-name <policy>`."
        ),
        source="IAM API reference, DeleteRole (Errors)",
    ),
)
