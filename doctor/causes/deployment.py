"""What stops Pulumi in the middle of an update or at the end of a stack."""

from doctor.cause import Cause

DEPLOYMENT = (
    Cause(
        id="K14",
        link=None,
        title="what is protected refuses to be deleted",
        symptom=(
            "`pulumi destroy` or a replacement stops with an error that names `allow_deletion`, or with `cannot be "
            "deleted because it is protected`, or RDS says `Cannot delete protected Cluster`."
        ),
        why=(
            "Topic, user, ACL, secret and pipeline keep `allow_deletion: false` in the state, and the provider obeys "
            "the state, not the program's next value. Pulumi's own `protect` is in the state likewise, and the "
            "cluster has the deletion protection of RDS besides."
        ),
        detect=(
            "By its text: `pulumi destroy 2>&1 | python -m doctor symptom`. `allow_deletion` of the objects in the "
            "state is false while they are to be deleted or replaced, or `protect` of a resource is true."
        ),
        fix=(
            "Of Redpanda's objects: `redpanda.allowDeletion: true`; of the cluster: `database.deletionProtection: "
            "false`. Then `pulumi up`, which writes it to the state, then `pulumi destroy`. Set it back after a "
            "replacement (C5). A plan that wants to replace the cluster is refused with reason: read what it changes."
        ),
        source=(
            "redpanda-data/terraform-provider-redpanda 2.1.0, allow_deletion; pulumi/pulumi #7055, #8158 and #11819; "
            "RDS API reference, DeleteDBCluster"
        ),
    ),
    Cause(
        id="S15",
        link=None,
        title="the name is taken by something that the stack does not have",
        symptom=(
            "`pulumi up` stops at a resource with `EntityAlreadyExists`, `DBClusterAlreadyExistsFault` or "
            "`TOPIC_ALREADY_EXISTS`, or as a secret, a database role or a publication already exists."
        ),
        why=(
            "Somebody made it by hand, another stack of this name did, an update was cut off before the state was "
            "written, or it was dropped from the state. A secret that was deleted keeps its name for its recovery "
            "window."
        ),
        detect=(
            "It exists, and `pulumi stack --show-urns` does not list it. A name that nobody may have is S8; a slot "
            "that exists already is L5 or L20."
        ),
        fix=(
            "Where it is this stack's: `pulumi import <type> <name> <id>`, then `pulumi up`. Where it is another's: "
            "another name of the stack or of the object in the stack file. A secret in its recovery window: "
            "`aws secretsmanager restore-secret --secret-id <name>`, then import it."
        ),
        source=(
            "IAM API reference, CreateRole; RDS API reference, CreateDBCluster; Secrets Manager API reference, "
            "CreateSecret; Kafka protocol guide, Error Codes; Mongey/terraform-provider-kafka #190"
        ),
    ),
    Cause(
        id="S16",
        link=None,
        title="the stack is locked, or an update was cut off",
        symptom=(
            "`the stack is currently locked by` one or more locks, `Another update is currently in progress`, or "
            "a warning of `resource(s) with pending operations`."
        ),
        why=(
            "Another update runs, or one ended without giving its lock back: a killed process, a lost runner. What it "
            "was at is written as pending, and nobody knows whether AWS has done it."
        ),
        detect="The text names who locked it and when. An error of the cloud itself is another cause.",
        fix=(
            "See that no other update runs, then `pulumi cancel`. Pending operations: `pulumi refresh`, which asks for "
            "each whether it was done, then `pulumi up`. Of Terraform: `terraform force-unlock <id>`."
        ),
        source="pulumi/pulumi, pkg/backend/diy/lock.go and pkg/engine/plan.go; Pulumi documentation, Troubleshooting",
    ),
)
