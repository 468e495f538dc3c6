"""What runs a pipeline outside of Redpanda Cloud: ECS and Kubernetes, E7 to E17."""

from doctor.cause import Cause

STOPPED_TASKS = "Amazon ECS Developer Guide, Stopped tasks error codes; ECS API reference, Task"
OPERATOR = "redpanda-data/redpanda-operator, operator/api/redpanda/v1alpha2/pipeline_types.go (beta)"

HOSTS = (
    Cause(
        id="E7",
        link=7,
        title="the ECS task stopped",
        symptom="Expected: the service has no running task; its events tell of tasks that stop.",
        why=(
            "The process ended by itself: a configuration that it does not take, a licence that is missing or over "
            "(K18), too little memory, or a health check that it does not pass."
        ),
        detect=(
            "DescribeServices tells no running task, and DescribeTasks why the last one stopped; ECS remembers that "
            "for an hour. An image that cannot be had is E8, a secret E9."
        ),
        fix="Read the log group of the pipeline, mend what it names, and apply again.",
        source=STOPPED_TASKS,
    ),
    Cause(
        id="E8",
        link=7,
        title="the image cannot be had",
        symptom="`CannotPullContainerError` from ECS, `ErrImagePull` from Kubernetes. Expected, not yet seen live.",
        why=(
            "The version or digest does not exist, the registry asks for a login, or there is no way to it: a private "
            "subnet without NAT, a public one without a public address."
        ),
        detect="The reason of the stopped task or of the waiting pod says so.",
        fix="Name a version that exists in `imageVersion`, and give the subnets a way to the registry.",
        source=STOPPED_TASKS,
    ),
    Cause(
        id="E9",
        link=7,
        title="the task is not given its secrets",
        symptom="`ResourceInitializationError` from ECS before the container starts. Expected, not yet seen live.",
        why=(
            "The execution role may not read the secret of the password or of the licence, the secret's key may not be "
            "used by it, or there is no way to Secrets Manager from the subnets."
        ),
        detect="The reason of the stopped task says that secrets could not be pulled. It is not the task role's doing.",
        fix="Apply again, which writes the execution role's policy; give the subnets a way to Secrets Manager.",
        source=STOPPED_TASKS,
    ),
    Cause(
        id="E10",
        link=7,
        title="the service does not keep exactly one task",
        symptom="Expected: no task at all, or two that take the slot from each other (L11).",
        why="A slot has one reader. Somebody, or a rule that scales the service, has changed the desired count.",
        detect="DescribeServices tells another desired count than 1, or more than one running task.",
        fix="Set the desired count to 1, take away what scales the service, and apply again.",
        source="ECS API reference, DescribeServices; PostgreSQL documentation, Logical Decoding Concepts",
    ),
    Cause(
        id="E11",
        link=1,
        title="the service account leads to no role",
        symptom="Expected: the pod has no credentials, or those of its node.",
        why=(
            "Without the annotation EKS mounts no token for the role (IRSA), and without an association its agent "
            "gives none (EKS Pod Identity). A pod that was started before either has none until it starts again."
        ),
        detect=(
            "ListPodIdentityAssociations has no entry for namespace and service account; or kubectl's answer, given "
            "with `--kubernetes`, has no annotation with the role. A trust that refuses the pod is C2."
        ),
        fix="Apply again, which makes either, and restart the pod.",
        source="Amazon EKS User Guide, IAM roles for service accounts; EKS Pod Identity",
    ),
    Cause(
        id="E12",
        link=7,
        title="the operator refuses the pipeline's configuration",
        symptom="Expected: condition ConfigValid of the Pipeline is False; the init container `lint` fails.",
        why="The image's version of Redpanda Connect does not know a field of it, or somebody edited it.",
        detect="kubectl's answer, given with `--kubernetes`, tells the condition and its message.",
        fix="Use an image version that knows the field, or apply again, which writes the configuration anew.",
        source=OPERATOR,
    ),
    Cause(
        id="E13",
        link=7,
        title="the operator has no licence",
        symptom="Expected: condition License of the Pipeline is False, and no pod is made.",
        why="The operator runs pipelines only with an enterprise licence that includes Redpanda Connect.",
        detect="kubectl's answer tells the condition. A licence that the process itself misses is K18.",
        fix="Give the operator's chart `enterprise.licenseSecretRef`, or set `operator: false` and run Deployments.",
        source=OPERATOR,
    ),
    Cause(
        id="E14",
        link=7,
        title="the Pipeline refers to a Redpanda cluster or user that is not there",
        symptom="Expected: condition ClusterRef or UserRef of the Pipeline is False.",
        why=(
            "The program names brokers and a user of its own (`staticConfiguration`). Somebody added a reference; one "
            "to a cluster without a user would log in as its superuser."
        ),
        detect="kubectl's answer tells the condition and its message.",
        fix="Apply again with a refresh, which takes the reference out.",
        source=OPERATOR,
    ),
    Cause(
        id="E15",
        link=7,
        title="a secret of the Pipeline is not found",
        symptom="Expected: condition ValueSourcesResolved of the Pipeline is False.",
        why="The Secret with the password was deleted, renamed, or has lost its key.",
        detect="kubectl's answer tells the condition and its message.",
        fix="Apply again with a refresh, which makes the Secret anew.",
        source=OPERATOR,
    ),
    Cause(
        id="E16",
        link=7,
        title="the task cannot write its log",
        symptom="Expected: `ResourceInitializationError: failed to validate logger args`, before the container starts.",
        why=(
            "The log group of the task definition does not exist (any more), the execution role may not create a "
            "stream in it, or there is no way to CloudWatch Logs from the subnets."
        ),
        detect="The reason of the stopped task names the log group. A secret that cannot be had is E9.",
        fix=(
            "Apply again with a refresh, which makes the log group and the execution role's policy anew; give the "
            "subnets a way to CloudWatch Logs."
        ),
        source=STOPPED_TASKS,
    ),
    Cause(
        id="E17",
        link=1,
        title="ECS may not assume the task's role",
        symptom=(
            "Expected: no task starts; an event of the service: `ECS was unable to assume the role <role> that was "
            "provided for this task`."
        ),
        why=(
            "The trust of the task role or of the execution role does not name `ecs-tasks.amazonaws.com`, the role was "
            "deleted, or it was made a moment ago and IAM has not spread it yet."
        ),
        detect="GetRole tells the trust. The role that the task itself assumes afterwards is R1 to R5.",
        fix="Apply again with a refresh, which makes role and trust anew; a new role needs a minute.",
        source="Amazon ECS Developer Guide, Amazon ECS task IAM role; Viewing service event messages",
    ),
)
