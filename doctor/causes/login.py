"""From the connect role to a login: I1 to I13. Most read `PAM authentication failed` and nothing more."""

from doctor.cause import Cause

LOGIN = (
    Cause(
        id="I1",
        link=5,
        title="IAM authentication is off on the cluster",
        symptom=(
            "`PAM authentication failed for user` for every token, and the metric IamDbAuthConnectionRequests stays at "
            "0."
        ),
        why=(
            "The cluster does not look at tokens at all: the flag was never set, or was set without "
            "`apply_immediately` and waits for the maintenance window."
        ),
        detect=(
            "IAMDatabaseAuthenticationEnabled is false; PendingModifiedValues tells of a waiting change. Requests of 0 "
            "while logins fail is this and nothing else: with the flag on each attempt is counted."
        ),
        fix=(
            "`aws rds modify-db-cluster --db-cluster-identifier <cluster> --enable-iam-database-authentication "
            "--apply-immediately`, or `pulumi up --refresh --run-program`."
        ),
        source="Aurora User Guide, UsingWithRDS.IAMDBAuth.Enabling and .Troubleshooting",
    ),
    Cause(
        id="I2",
        link=5,
        title="the user is missing or not in rds_iam",
        symptom="`password authentication failed for user` (28P01), although a token was sent.",
        why=(
            "Aurora checks a token only for members of `rds_iam`. For any other name, an unknown one included, it "
            "takes the token for a password."
        ),
        detect=(
            "The text says \"password\", not \"PAM\". `SELECT pg_has_role('<user>', 'rds_iam', 'MEMBER')` as an "
            "administrator is false, or the user is not in pg_roles; mind upper and lower case."
        ),
        fix=(
            "As the master: `CREATE USER <user>; GRANT rds_iam TO <user>;`. Never grant `rds_iam` to a role that "
            "others are members of (I12)."
        ),
        source="Aurora User Guide, UsingWithRDS.IAMDBAuth.DBAccounts",
    ),
    Cause(
        id="I3",
        link=4,
        title="the policy does not cover this database user",
        symptom=(
            "`PAM authentication failed for user`; the error log says 403 NotAuthorized, and "
            "IamDbAuthConnectionFailureInsufficientPermissions grows."
        ),
        why=(
            "The `rds-db` ARN in the connect role's policy differs in region, account, resource id or user. The "
            "resource id (`cluster-...`) changes when the cluster is rebuilt, and the user is compared with case."
        ),
        detect=(
            "Every Resource of `rds-db:connect` is compared, part by part, with the ARN built from DbClusterResourceId "
            "and the DSN's user. A wrong kind of id is I4, a condition is I5; the log export `iam-db-auth-error` "
            "confirms (log group expected at `/aws/rds/cluster/<cluster>/iam-db-auth-error`)."
        ),
        fix=(
            "Resource: `arn:aws:rds-db:<region>:<database account>:dbuser:<cluster resource id>/<user>`. `pulumi up "
            "--refresh --run-program` rebuilds it from the cluster."
        ),
        source="Aurora User Guide, UsingWithRDS.IAMDBAuth.IAMPolicy",
    ),
    Cause(
        id="I4",
        link=4,
        title="the policy has an id of the wrong kind",
        symptom="`PAM authentication failed for user` with 403 NotAuthorized, as for I3.",
        why=(
            "The part after `dbuser:` must be a resource id: `cluster-` for Aurora, `db-` for an RDS instance, `prx-` "
            "for RDS Proxy. An instance's id on a cluster, a cluster's id behind a proxy, or an endpoint's name never "
            "match."
        ),
        detect=(
            "The dialled host decides: `.cluster-` and `.cluster-ro-` want `cluster-`, `.proxy-` wants `prx-`. This is "
            "decidable from the stack's outputs alone."
        ),
        fix=(
            "Take DbClusterResourceId from DescribeDBClusters, or the last part of the proxy's ARN, and put it into "
            "the Resource."
        ),
        source="Aurora User Guide, UsingWithRDS.IAMDBAuth.IAMPolicy",
    ),
    Cause(
        id="I5",
        link=4,
        title="a condition on the rds-db statement",
        symptom="`PAM authentication failed for user` with 403 NotAuthorized, as for I3; the ARN is right.",
        why=(
            "The login check supplies no request context such as the source address or VPC, and RDS Proxy no global "
            "key at all. A condition on those keys can never hold."
        ),
        detect="The `rds-db:connect` statement has a Condition element. Its ARNs match, which rules out I3 and I4.",
        fix=(
            "Remove the condition from this statement. Put it where it is evaluated: on the trust, or on the statement "
            "that allows the assume."
        ),
        source="Aurora User Guide, UsingWithRDS.IAMDBAuth (limitations); RDS User Guide, rds-proxy",
    ),
    Cause(
        id="I6",
        link=5,
        title="the token or its credentials have expired",
        symptom=(
            "`PAM authentication failed for user`; the error log says 400 ExpiredToken, "
            "IamDbAuthConnectionFailureInvalidToken grows."
        ),
        why=(
            "A token is good for 15 minutes, and only while the session that signed it lives. Pools that mint once and "
            "reconnect later send a dead one; an established session is not affected."
        ),
        detect=(
            "X-Amz-Date plus X-Amz-Expires of the token lie in the past (`python -m doctor token`), or the assumed "
            "session has ended. A fresh token works, which tells it from I7."
        ),
        fix=(
            "Mint a token for every connection, from credentials that refresh themselves. For Connect's heartbeat see "
            "L11."
        ),
        source="Aurora User Guide, UsingWithRDS.IAMDBAuth and .Troubleshooting",
    ),
    Cause(
        id="I7",
        link=5,
        title="the token was not signed for what is dialled",
        symptom=(
            "`PAM authentication failed for user`; the error log says 400 InvalidToken, "
            "IamDbAuthConnectionFailureInvalidToken grows."
        ),
        why=(
            "Host, port, region and user are part of the signature. Signed for a CNAME, a custom endpoint, `localhost` "
            "of a tunnel, the reader or another region, it is void; so is one that was cut at 1 KB, left URL-encoded "
            "or unencoded in a DSN, or made under a wrong clock."
        ),
        detect=(
            "The token is decoded and compared with the endpoint, region and user of the chain, its length and "
            "signature checked, and the clock compared with the Date header of STS. A token that fits in all of them "
            "and is old is I6. Unencoded in a URL it ends at its first /, ? or &: the client sends "
            "the beginning, or cannot read the URL."
        ),
        fix=(
            "Sign for the cluster's own endpoint and port, in the cluster's region. Through a tunnel keep the real "
            "name in `host` and the tunnel's address in `hostaddr`. URL-encode the token in a DSN, and keep clocks in "
            "sync."
        ),
        source="Aurora User Guide, UsingWithRDS.IAMDBAuth (limitations), .Connecting and .Troubleshooting",
    ),
    Cause(
        id="I8",
        link=5,
        title="too many IAM logins a second",
        symptom="Logins fail in bursts; the error log says 429, and IamDbAuthConnectionFailureThrottling is above 0.",
        why=(
            "Aurora checks fewer than 200 new IAM connections a second. A restart of many clients, or one connection "
            "per query, goes over it."
        ),
        detect=(
            "The metric IamDbAuthConnectionFailureThrottling is above 0 in the window of the failures. No other cause "
            "raises it."
        ),
        fix="Use a connection pool, keep connections open, and spread reconnects with a random delay.",
        source="Aurora User Guide, UsingWithRDS.IAMDBAuth (limitations) and .Troubleshooting",
    ),
    Cause(
        id="I9",
        link=5,
        title="the server fails at checking tokens",
        symptom=(
            "`PAM authentication failed for user` at random, with one and the same client and role; the error log "
            "shows 5xx."
        ),
        why=(
            "IAM authentication needs 300 MiB to 1,000 MiB of memory beside the database's own. At 0.5 ACU (about 1 "
            "GiB) that is tight; now and then the service itself errs."
        ),
        detect=(
            "IamDbAuthConnectionFailureServerError is above 0, together with low FreeableMemory or ACUUtilization near "
            "100 %. A permission problem would fail each time."
        ),
        fix=(
            "Raise `database.minAcu` to 1 or more and `pulumi up`; retry with a delay. If memory is plentiful, open a "
            "case with AWS."
        ),
        source=(
            "Aurora User Guide, UsingWithRDS.IAMDBAuth (limitations) and .Troubleshooting; haines/pg-aws_rds_iam #582"
        ),
    ),
    Cause(
        id="I10",
        link=None,
        title="the master user has become IAM-only",
        symptom=(
            "The master's password is suddenly refused with `PAM authentication failed for user`, often in the middle "
            "of an apply."
        ),
        why=(
            "Direct or indirect membership in `rds_iam` makes a user IAM-only. On PostgreSQL 16 the creator of an IAM "
            "role can become its member; tools that grant owner roles to the administrator for a moment do the same."
        ),
        detect=(
            "`pg_has_role('<master>', 'rds_iam', 'MEMBER')` over the Data API or from another administrator's session "
            'is true, and the walk along pg_auth_members names the path. A rotated password fails with "password", not '
            '"PAM".'
        ),
        fix=(
            "From a session that is still open, the Data API or another administrator: `REVOKE rds_iam FROM <role on "
            "the path>` or `REVOKE <role on the path> FROM <master>`. Then let IAM users own nothing and have no "
            "members."
        ),
        source=(
            "Aurora User Guide, UsingWithRDS.IAMDBAuth; hashicorp/terraform-provider-postgresql #120, "
            "cyrilgdn/terraform-provider-postgresql #289"
        ),
    ),
    Cause(
        id="I11",
        link=5,
        title="`aws.endpoint` has no port",
        symptom="`the provided endpoint is missing a port, or the provided port is invalid` when the input starts.",
        why=(
            "Connect hands the field to the RDS signer as it is, and the signer wants `host:port`. The field's own "
            "description and the guide show a bare host."
        ),
        detect="`aws.endpoint` in the pipeline's YAML is parsed; no port, or none that is a number, decides.",
        fix='`aws: {endpoint: "<writer endpoint>:<port>"}`, the same host and port as in the DSN.',
        source="redpanda-data/connect #4434 and #4433; aws/aws-sdk-go-v2 feature/rds/auth/connect.go",
    ),
    Cause(
        id="I12",
        link=None,
        title="an application's user has become IAM-only",
        symptom=(
            "`PAM authentication failed for user` for an application that logs in with a password, right after IAM "
            "login was set up for someone else."
        ),
        why=(
            "`rds_iam` was granted to a role that the application's user is a member of. Membership counts through any "
            "number of steps."
        ),
        detect=(
            "pg_auth_members is walked from `rds_iam`: a user other than the pipelines' users is reached, and the role "
            "on the path is named."
        ),
        fix=(
            "`REVOKE rds_iam FROM <shared role>; GRANT rds_iam TO <login role>;`. Grant it to login roles only, never "
            "to a group."
        ),
        source="Aurora User Guide, UsingWithRDS.IAMDBAuth; mitodl/ol-infrastructure #5383",
    ),
    Cause(
        id="I13",
        link=4,
        title="the DSN names another user than the policy",
        symptom=(
            '`PAM authentication failed for user "<name>"`, where the name is not, to the letter, the one that was '
            "granted."
        ),
        why=(
            "The token is signed for the DSN's user. Another spelling, `Cdc_orders` for `cdc_orders`, is another user "
            "for IAM."
        ),
        detect=(
            "The user of the DSN is compared with the last part of the `dbuser` ARN; offline. Equal names with a "
            "different id or region are I3."
        ),
        fix="One name in DSN, policy and database, in lower case: `pipelines[].user`, then `pulumi up`.",
        source="Aurora User Guide, UsingWithRDS.IAMDBAuth.IAMPolicy",
    ),
)
