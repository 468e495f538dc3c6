"""What no link shows: wrong account, wishes without effect, things left behind."""

from doctor.cause import Cause

SAFETY = (
    Cause(
        id="S1",
        link=None,
        title="the wrong account",
        symptom=(
            "The preview wants to create everything anew, or the provider stops with a message about its allowed "
            "account ids."
        ),
        why="The two profiles are swapped, or a profile was pointed at another account.",
        detect=(
            "GetCallerIdentity of each profile against `redpanda.accountId` and `database.accountId`. If each shows "
            "the other's id, they are swapped."
        ),
        fix=(
            "Correct `redpanda.profile` and `database.profile`, or the profiles themselves. Keep `allowed_account_ids` "
            "on both providers: it stops the mistake at preview."
        ),
        source="pulumi-aws, provider argument allowedAccountIds",
    ),
    Cause(
        id="S2",
        link=None,
        title="auto-pause that never comes",
        symptom="The minimum is 0 ACU, the bill shows the writer awake day and night.",
        why=(
            "Whoever reads the changes, by logical replication or from MySQL's binary log, keeps the writer from "
            "pausing, and an associated RDS Proxy keeps every instance from it. AWS raises no error for the "
            "combination."
        ),
        detect="MinCapacity is 0 while `rds.logical_replication` is 1 or DescribeDBProxyTargets names the cluster.",
        fix=(
            "Set the minimum to 0.5 ACU or more (`database.minAcu`) and count on its price; a paused writer and CDC "
            "exclude each other."
        ),
        source="Aurora User Guide, aurora-serverless-v2-auto-pause",
    ),
    Cause(
        id="S3",
        link=6,
        title="a parameter is set and not in effect",
        symptom="The parameter group shows the new value, `SHOW` in the database the old one.",
        why=(
            "Static parameters take effect at a reboot, and a newly associated parameter group takes effect entirely "
            "at a reboot."
        ),
        detect=(
            "DBClusterParameterGroupStatus of the writer is `pending-reboot`. `in-sync` with an old value: the cluster "
            "uses another group, often the default one."
        ),
        fix=(
            "`aws rds reboot-db-instance --db-instance-identifier <writer>`, at a time when the pipelines may "
            "reconnect."
        ),
        source="Aurora User Guide, USER_WorkingWithParamGroups",
    ),
    Cause(
        id="S4",
        link=6,
        title="a slot is left after destroy",
        symptom="The pipeline is gone, and its slot keeps WAL (L9).",
        why=(
            "Redpanda Connect drops neither slot nor publication. Dropping is a step of the destroy path, which was "
            "skipped, or met a slot still active."
        ),
        detect=(
            "An inactive slot of `pgoutput` is in pg_replication_slots that no pipeline of the chain has, and it is "
            "named like ours (`rpcn_...`) or has Redpanda Connect's publication. Slots of other tools are not judged."
        ),
        fix=(
            "`SELECT pg_drop_replication_slot('<slot>'); DROP PUBLICATION IF EXISTS pglog_stream_<slot>;` as the "
            "master."
        ),
        source="redpanda-data/connect 4.106.0, internal/impl/postgresql/pglogicalstream",
    ),
    Cause(
        id="S5",
        link=7,
        title="a secret stands in clear in the pipeline",
        symptom="Nothing fails. Whoever may read the pipeline or the stack's state reads a password.",
        why=(
            "A password, key or token was written into the YAML, perhaps as the default of a reference, or into the "
            "DSN. The API shows the YAML to every reader, and the stack's state keeps it."
        ),
        detect=(
            "The YAML's keys for secrets and the DSN's password hold something other than a lone `${secrets.NAME}` or "
            "`${NAME}`. A reference by a wrong name is K10."
        ),
        fix=(
            "Put the value into a secret with the scope SCOPE_REDPANDA_CONNECT and write `${secrets.NAME}`; take the "
            "DSN's password out, as the token takes its place. Then change the secret: it has been seen."
        ),
        source="redpanda-data/cloud-docs, Connect secret management",
    ),
)
