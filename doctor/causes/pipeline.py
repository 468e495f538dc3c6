"""The pipeline as an object of Redpanda Cloud: state, secrets, resources, order."""

from doctor.cause import Cause

PIPELINE = (
    Cause(
        id="K1",
        link=7,
        title="the pipeline does not run although `up` was green",
        symptom="The stack is up to date, and nothing arrives in the topic.",
        why=(
            "`state` defaults to `stopped`. A start that fails or takes too long is a warning for the provider, and if "
            "the API answers STARTING it does not wait at all."
        ),
        detect=(
            "State and `status.error` of the pipeline over the Redpanda Cloud API, and `state` in the program. RUNNING "
            "without data is not this: look at link 6, then L13 and L15."
        ),
        fix=(
            "`state: running`; then read the pipeline's entries in the topic `__redpanda.connect.logs`, keyed by "
            "`pipeline_id`, and mend what they name."
        ),
        source="redpanda-data/terraform-provider-redpanda 2.1.0, resource_pipeline.go",
    ),
    Cause(
        id="K2",
        link=7,
        title="the pipeline crashed, seen as drift",
        symptom=(
            "The plan shows `state` from `stopped` to `running`, or a refresh from `running` to `stopped`, and nobody "
            "stopped it."
        ),
        why=(
            "The provider knows two states: RUNNING and STARTING are running, all others stopped. A crash is therefore "
            "drift, and the next apply restarts the pipeline without a word on why it fell."
        ),
        detect="The API's own state is ERROR, with `status.error`; STOPPED without an error means someone stopped it.",
        fix=(
            "Read `status.error` and `__redpanda.connect.logs`, mend the cause, then `pulumi up`. Applying alone "
            "brings the same crash."
        ),
        source="redpanda-data/terraform-provider-redpanda 2.1.0, resource_pipeline.go",
    ),
    Cause(
        id="K3",
        link=7,
        title="the pipeline still has the old secret",
        symptom="The login of K4 is refused, or another old value is at work, after the secret was changed.",
        why=(
            "Secrets are read when a pipeline starts. The data also stays unsent unless `secret_data_version` changes, "
            "and creating a secret whose name exists adopts it with its old data."
        ),
        detect=(
            "`password_version` of the chain against the comment `# password version` of the YAML that runs. If a "
            "fresh login with the new password fails too, it is K4."
        ),
        fix=(
            "Raise `secret_data_version` and the version noted in the YAML: the changed YAML restarts the pipeline. In "
            "this program both follow the password."
        ),
        source="redpanda-data/terraform-provider-redpanda 2.1.0, secret and pipeline",
    ),
    Cause(
        id="K10",
        link=7,
        title="the secret is not found",
        symptom="`${secrets.NAME}` is not resolved, or the pipeline is refused for an unknown secret.",
        why=(
            "Names are upper case (`^[A-Z][A-Z0-9_]*$`), and a pipeline sees only secrets with the scope "
            "SCOPE_REDPANDA_CONNECT."
        ),
        detect=(
            "The secrets of the Redpanda Cloud API are listed: the name in the YAML is missing, or its scopes are "
            "others."
        ),
        fix=(
            "Create the secret under that name with `scopes: [SCOPE_REDPANDA_CONNECT]`. A renamed one is replaced, so "
            "change the YAML in the same apply."
        ),
        source="redpanda-data/cloud-docs, Connect secret management",
    ),
    Cause(
        id="K11",
        link=7,
        title="a component that Redpanda Cloud does not allow",
        symptom="The pipeline is refused or ends in ERROR; its message names a component that is not allowed.",
        why=(
            "Redpanda Cloud runs a subset: `file` inputs, outputs and caches, `stdout` and the `http_server` output "
            "are not in it. The provider does not lint the YAML, so `up` does not see it."
        ),
        detect="The names of components in the YAML, and `POST /v1/redpanda-connect/pipelines:lint`.",
        fix=(
            "Use an allowed component: `redpanda` or `kafka_franz` to write, `log` to look at records, `drop` to "
            "discard."
        ),
        source="redpanda-data/cloud-docs, Connect components in Redpanda Cloud",
    ),
    Cause(
        id="K15",
        link=7,
        title="compute units that do not exist",
        symptom="The pipeline is accepted and never gets going, or it runs with other resources than were asked for.",
        why="CPU and memory come in fixed pairs: a multiple of 100m with 400M for each, in 1 to 15, 33 or 72 units.",
        detect="`cpu_shares` and `memory_shares`, as the Data Plane API tells them of the pipeline, against the grid.",
        fix="A pair of the grid, such as 200m with 800M: `pipelines[].cpu` and `pipelines[].memory`.",
        source="redpanda-data/cloud-docs, Manage pipeline resources",
    ),
    Cause(
        id="K17",
        link=7,
        title="the pipeline started before its chain was ready",
        symptom="Errors of links 2 to 6 in the first minutes of the pipeline, then it heals by itself.",
        why=(
            "Nothing made the pipeline wait for the assume policy, the grants or the publication, and IAM changes need "
            "seconds to spread."
        ),
        detect=(
            "The pipeline fell over a role or a login, and every check of links 2 to 5 ran and holds. Where one fails, "
            "that one is the cause; where one could not run, it stays K2."
        ),
        fix=(
            "Let the pipeline depend on the assume policy, connect role, grants, publication, topics, ACLs and secret. "
            "An error loop that has not healed needs a restart: stop it, start it."
        ),
        source="Pulumi documentation, resource option dependsOn; IAM User Guide, troubleshoot (eventual consistency)",
    ),
)
