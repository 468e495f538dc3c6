"""RDS Proxy between client and cluster: P1 to P4."""

from doctor.cause import Cause

PROXY = (
    Cause(
        id="P1",
        link=5,
        title="the proxy has no credentials for the user",
        symptom="Expected text: `This RDS Proxy has no credentials for the role <user>`.",
        why=(
            "A proxy in classic mode logs in to the database with a password from a secret, one per user. There is "
            "none for this user."
        ),
        detect=(
            "DefaultAuthScheme in DescribeDBProxies is not IAM_AUTH, and no entry of Auth has a secret for the user."
        ),
        fix=(
            "Add a secret with the user's name and password to the proxy's Auth, or set DefaultAuthScheme to IAM_AUTH, "
            "which needs no secrets but `rds-db:connect` for the proxy's role."
        ),
        source="RDS User Guide, rds-proxy-iam-setup",
    ),
    Cause(
        id="P2",
        link=5,
        title="the proxy cannot reach the database",
        symptom=(
            "Expected, not yet seen live: connections through the proxy time out or say that no target is available."
        ),
        why=(
            "The proxy's own path to the cluster is broken: its security group, its secret, its role, or a target that "
            "is still being registered."
        ),
        detect=(
            "TargetHealth in DescribeDBProxyTargets is not AVAILABLE; its Reason and Description name which. A healthy "
            "target and a refused login is P1 or P4."
        ),
        fix=(
            "By Reason: AUTH_FAILURE, correct the secret or the role; PENDING_PROXY_CAPACITY, wait; UNREACHABLE, let "
            "the proxy's security group into the cluster's on the database's port."
        ),
        source="RDS API reference, DescribeDBProxyTargets (TargetHealth)",
    ),
    Cause(
        id="P3",
        link=5,
        title="a read-only proxy endpoint without a reader",
        symptom="Every connection to the read-only endpoint fails at once; the read-write endpoint works.",
        why="An endpoint with target role READ_ONLY serves readers only, and the cluster has none.",
        detect="TargetRole of the dialled endpoint is READ_ONLY, and DBClusterMembers has one member, the writer.",
        fix="Add a reader (`database.readers: 1`), or dial the read-write endpoint.",
        source="Aurora User Guide, rds-proxy-endpoints",
    ),
    Cause(
        id="P4",
        link=5,
        title="a proxy's mode and its user do not match",
        symptom="`PAM authentication failed for user` behind the proxy; the same user may log in at the cluster.",
        why=(
            "Two shapes. Behind a classic proxy the database user must be a password user, and membership in `rds_iam` "
            "refuses the proxy's password. Or the client's policy names the `cluster-` id where it needs the proxy's "
            "`prx-`."
        ),
        detect=(
            "DefaultAuthScheme beside `pg_has_role('<user>', 'rds_iam', 'MEMBER')`, and the prefix of the id in the "
            "client's `rds-db:connect`. With IAM_AUTH the user must be in `rds_iam`."
        ),
        fix=(
            "Classic: `REVOKE rds_iam FROM <user>` or a user of its own. Policy: `dbuser:<prx id>/<user>` for the "
            "client."
        ),
        source="RDS User Guide, rds-proxy-iam-setup; Aurora User Guide, UsingWithRDS.IAMDBAuth.IAMPolicy",
    ),
)
