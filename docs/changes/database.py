"""Section `database`, its network apart."""

from docs.changes.change import CREATED, PIPELINE, REPLACED, UPDATED, Change
from docs.changes.names import SCRIPTS
from docs.changes.pipelines import KEPT

PROTECTED = {"database.deletionProtection": True}
"""The default; Pulumi.lab.yaml has it otherwise."""
ANOTHER_CLUSTER = "another cluster would be made, empty; make another stack for it"

CHANGES = (
    Change(
        key="database.accountId",
        before="222222222222",
        after="333333333333",
        refusal="AWS account ID not allowed: 222222222222",
        note="the profile has to reach the account that is named; another one is another stack",
    ),
    Change(
        key="database.profile",
        before="lab-database",
        after="lab-redpanda",
        refusal="AWS account ID not allowed: 111111111111",
        note="another account is another stack",
    ),
    Change(
        key="database.profile",
        before="lab-database",
        after="lab-database-2",
        plan={UPDATED: SCRIPTS},
        note="another name of the same account: what runs SQL at the end keeps it",
    ),
    Change(
        key="database.region",
        before="us-east-2",
        after="us-west-2",
        refusal="database.network.availabilityZones: got ['us-east-2a', 'us-east-2b'], want zones of us-west-2",
        note="another region is another stack",
    ),
    Change(
        key="database.name",
        before="lab_db",
        after="other_db",
        under=PROTECTED,
        refusal="unable to replace resource",
        note=ANOTHER_CLUSTER,
    ),
    Change(
        key="database.engineVersion",
        before=None,
        after="17.5",
        plan={UPDATED: ("cdc-cluster",)},
        note="at once, and for good; the cluster is away meanwhile, the slot stays and the pipeline connects again",
    ),
    Change(
        key="database.engineVersion",
        before=None,
        after="18.3",
        plan={UPDATED: ("cdc-cluster",), REPLACED: ("cdc-parameters",)},
        refusal="The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version",
        note="a major version is upgraded by hand, after its slots are dropped (Aurora User Guide)",
    ),
    Change(
        key="database.port",
        before=15432,
        after=15433,
        plan={
            UPDATED: (
                "cdc-from-203.0.113.24-32",
                "cdc-from-198.51.100.17-32",
                "cdc-cluster",
                *SCRIPTS,
                PIPELINE,
            )
        },
        note="the writer restarts at once; the slot is kept",
    ),
    Change(
        key="database.minAcu",
        before=None,
        after=1,
        plan={UPDATED: ("cdc-cluster",)},
        note="at once, without a reboot",
    ),
    Change(
        key="database.maxAcu",
        before=None,
        after=4,
        plan={UPDATED: ("cdc-cluster",)},
        note="at once; max_connections follows it with the writer's next reboot",
    ),
    Change(key="database.readers", before=None, after=1, plan={CREATED: ("cdc-reader-1",)}),
    Change(
        key="database.masterUsername",
        before=None,
        after="chief",
        under=PROTECTED,
        refusal="unable to replace resource",
        note=ANOTHER_CLUSTER,
    ),
    Change(
        key="database.deletionProtection",
        before=False,
        after=True,
        plan={UPDATED: ("cdc-cluster",)},
    ),
    Change(key="database.backupRetentionDays", before=None, after=14, plan={UPDATED: ("cdc-cluster",)}),
    *(
        Change(
            key="database.sql",
            before="master",
            after=sql,
            under=KEPT,
            beside=beside,
            refusal="cannot be deleted",
            note="each way makes the same user and publication; make another stack for it",
        )
        for sql, beside in ((None, {}), ("dataApi", {}), ("script", {"pipelines[].bootstrapSql": None}))
    ),
    Change(
        key="database.caBundle",
        before=".lab/certificates/ca.pem",
        after=".lab/certificates/other.pem",
        plan={UPDATED: (*SCRIPTS, PIPELINE)},
        note="the certificates stand in the pipeline, so another content of the same file restarts it, too",
    ),
)
