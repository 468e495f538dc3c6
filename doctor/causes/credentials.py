"""Who the caller is, before any role is assumed: C1 to C5."""

from doctor.cause import Cause

CREDENTIALS = (
    Cause(
        id="C1",
        link=1,
        title="no credentials, or those of another identity",
        symptom=(
            "`Unable to locate credentials` from boto3 and the AWS CLI; or every call is denied because "
            "GetCallerIdentity shows an unexpected account or role."
        ),
        why=(
            "The web identity is not mounted into the pod, the EC2 instance has no profile, an ECS task uses its "
            "execution role instead of its task role, or two local profiles are swapped."
        ),
        detect=(
            "GetCallerIdentity is asked first and its account compared with the chain's. In a pod, AWS_ROLE_ARN and "
            "AWS_WEB_IDENTITY_TOKEN_FILE must both be set; static keys in the environment win over them."
        ),
        fix=(
            "Pod: annotate the service account with `eks.amazonaws.com/role-arn` and restart the pod. EC2: attach the "
            "instance profile. Workstation: correct the profile, check with `aws sts get-caller-identity --profile "
            "<profile>`."
        ),
        source=(
            "EKS User Guide, associate-service-account-role; aws/amazon-ecs-agent #1604 (task role, not execution role)"
        ),
    ),
    Cause(
        id="C2",
        link=1,
        title="the pod's web identity is refused",
        symptom="`InvalidIdentityToken`, or `Not authorized to perform sts:AssumeRoleWithWebIdentity`.",
        why=(
            "The OIDC provider is not registered in the Redpanda account (InvalidIdentityToken), or the role's trust "
            "asks for another audience or service account than the token carries (AccessDenied)."
        ),
        detect=(
            "The token's `iss`, `aud` and `sub` are decoded and laid beside the role's trust: provider ARN, `:aud`, "
            "`:sub`. A refusal of `sts:AssumeRole` instead is one hop later (R1 to R13)."
        ),
        fix=(
            "Register the issuer with `aws iam create-open-id-connect-provider`, and let the trust say `:aud` = "
            "`sts.amazonaws.com`, `:sub` = `system:serviceaccount:<namespace>:<name>`. On BYOC provider and role are "
            "Redpanda's own: open a case there rather than edit them."
        ),
        source="EKS User Guide, iam-roles-for-service-accounts; STS API reference, AssumeRoleWithWebIdentity (Errors)",
    ),
    Cause(
        id="C3",
        link=1,
        title="the service account's name is not a DNS label",
        symptom="Kubernetes rejects the ServiceAccount as invalid; its message cites RFC 1123.",
        why=(
            "Names of service accounts are lower-case letters, digits and hyphens (dots between labels). An "
            "underscore, common in IAM names, is refused, so the web identity never exists."
        ),
        detect=(
            "The names in the `:sub` conditions of the pipeline role's trust are matched against RFC 1123. A name that "
            "could exist and does not match the pods' is C2."
        ),
        fix="Rename the service account, and change `:sub` in the role's trust with it (C2).",
        source="Kubernetes documentation, object names (RFC 1123)",
    ),
    Cause(
        id="C4",
        link=7,
        title="the Redpanda provider has no login",
        symptom="`Client configuration missing` at preview, refresh or apply.",
        why=(
            "The provider wants a client id and its secret, or an access token. The environment is read only when the "
            "provider's own arguments hold none of them, so half a pair in the arguments hides a whole pair in the "
            "environment."
        ),
        detect=(
            "Arguments and environment are read offline: one of `client_id` and `client_secret` alone, or nothing at "
            "all. A wrong pair reads differently: it is refused by the token endpoint."
        ),
        fix=(
            "Export both REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET (service account of Redpanda Cloud), or "
            "REDPANDA_ACCESS_TOKEN, which wins."
        ),
        source="redpanda-data/terraform-provider-redpanda 2.1.0, provider configuration",
    ),
    Cause(
        id="C5",
        link=7,
        title="Redpanda objects vanish from the state",
        symptom="After a refresh the plan wants to create topics, users or pipelines that exist. There is no error.",
        why=(
            'With `allow_deletion: true` the provider takes a permission error or an unreachable cluster for "not '
            'found" and drops the object from the state. With `allow_deletion: false` the same refresh is an error.'
        ),
        detect=(
            "The Data Plane API lists a pipeline of the same display name besides the one that the stack knows, or in "
            "its place. The provider's log shows the refused call. Objects that are really gone are no such case."
        ),
        fix=(
            "Repair the provider's credentials, then import: `pulumi import redpanda:index/topic:Topic <name> "
            "<topic>,<cluster id>`, and so on. Keep `redpanda.allowDeletion: false` except while destroying."
        ),
        source="redpanda-data/terraform-provider-redpanda 2.1.0, read functions of topic, user, pipeline",
    ),
)
