"""Section `database.existing`, and what of `database` only a database that exists has to say."""

from docs.changes.change import DELETED, REPLACED, UPDATED, Change
from docs.changes.pipelines import KEPT

STACK = "lab-existing"
NEVER = "the database itself is never changed"
RULE = "cdc-from-198.51.100.17-32"
EXISTING = {"clusterIdentifier": "shop", "exposure": "public", "ingressSecurityGroupId": "sg-0"}

CHANGES = (
    Change(
        key="database.existing",
        before=EXISTING,
        after=None,
        stack=STACK,
        under=KEPT,
        beside={"database.network": {"exposure": "public", "availabilityZones": ["us-east-2a", "us-east-2b"]}},
        refusal="unable to replace resource",
        note="another database is another stack",
    ),
    Change(
        key="database.existing.clusterIdentifier",
        before="shop",
        after="other",
        stack=STACK,
        refusal="database.existing.clusterIdentifier: got 'other', want a cluster that is in database.accountId and "
        "database.region (DBClusterNotFoundFault: DBCluster other not found)",
        note="the database has to be there; another one is another stack",
    ),
    Change(
        key="database.existing.instanceIdentifier",
        before=None,
        after="shop-1",
        stack=STACK,
        beside={"database.existing.clusterIdentifier": None, "database.sql": "iam"},
        refusal="got 'shop-1', an instance of the cluster 'shop', want the cluster",
        note="it is for an instance of RDS for PostgreSQL",
    ),
    Change(
        key="database.existing.exposure",
        before="public",
        after="private",
        stack=STACK,
        note=f"it says how the pipelines get there; {NEVER}",
    ),
    Change(
        key="database.existing.ingressSecurityGroupId",
        before="sg-0",
        after="sg-0b1",
        stack=STACK,
        plan={REPLACED: (RULE,)},
        note="a connection that is open stays open",
    ),
    Change(
        key="database.existing.ingressSecurityGroupId",
        before="sg-0",
        after=None,
        stack=STACK,
        plan={DELETED: (RULE,)},
        note="let the pipelines in yourself",
    ),
    Change(
        key="database.existing.secretArn",
        before=None,
        after="arn:aws:secretsmanager:us-east-2:222222222222:secret:another",
        stack=STACK,
        plan={UPDATED: ("cdc-preconditions", "<name>-objects")},
        note="its user has to own the published tables, or to be a member of their owners",
    ),
    Change(
        key="database.administrator",
        before=None,
        after="cdc_administrator",
        stack=STACK,
        under={"database.sql": "iam"},
        plan={UPDATED: ("cdc-preconditions", "<name>-objects")},
        note="whoever administers the database makes it first; it has to own what the other one made",
    ),
)
