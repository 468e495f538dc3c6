"""Section `pipelines`: one entry."""

from docs.changes.change import CREATED, DELETED, PIPELINE, REPLACED, REPLACED_DELETE_FIRST, UPDATED, Change
from docs.changes.names import GRANTS, RIGHTS, RIGHTS_ON_TOPICS, TOPICS, everything_of

BY_TOKEN = {"database.sql": "iam"}
"""The default; Pulumi.lab.yaml has it otherwise."""
KEPT = {"redpanda.allowDeletion": False}
"""The default; Pulumi.lab.yaml has it otherwise."""
PROTECTED = "unable to replace resource"
PERMIT = "set redpanda.allowDeletion to true, run pulumi up, then make the change"
RECORDS = "every record of the topic is lost, and rows that exist already are not read again"

CHANGES = (
    Change(
        key="pipelines[].name",
        before="iam_test",
        after="iam_other",
        under=KEPT,
        refusal="cannot be deleted",
        note=f"another name is another pipeline, and the old one goes; {PERMIT}",
    ),
    Change(
        key="pipelines[].name",
        before="iam_test",
        after="iam_other",
        beside={"pipelines[].user": None, "pipelines[].topic": None},
        plan={
            UPDATED: ("cdc-database-login",),
            CREATED: everything_of("iam_other"),
            DELETED: everything_of("<name>"),
        },
        note="the old slot is dropped and the old topic deleted; the new pipeline begins with a snapshot",
    ),
    Change(
        key="pipelines[].name",
        before="iam_test",
        after="iam_other",
        plan={CREATED: everything_of("iam_other"), DELETED: everything_of("<name>")},
        refusal="name: got 'lab.iam_auth_topic_test', want a name that is free",
        note="a topic of the same name cannot be made before the old one is gone; undone, the rights that both names "
        "had are gone with the new one, and pulumi up --refresh --run-program makes them again",
    ),
    Change(
        key="pipelines[].tables",
        before=["iamuser_test"],
        after=["iamuser_test", "iamuser_more"],
        beside={"pipelines[].keyColumns": {"iamuser_test": ["x"], "iamuser_more": ["x"]}},
        plan={UPDATED: ("<name>-publication", PIPELINE), REPLACED_DELETE_FIRST: ("<name>-select",)},
        note="the slot is kept, so rows that the new table has already are not read",
    ),
    Change(
        key="pipelines[].schema",
        before=None,
        after="shop",
        plan={UPDATED: ("<name>-publication", PIPELINE), REPLACED_DELETE_FIRST: ("<name>-usage", "<name>-select")},
        note="the slot is kept, so rows that the other schema's tables have already are not read",
    ),
    Change(
        key="pipelines[].user",
        before="iam_lab_user",
        after="iam_other_user",
        under=KEPT,
        refusal=PROTECTED,
        note=PERMIT,
    ),
    Change(
        key="pipelines[].user",
        before="iam_lab_user",
        after="iam_other_user",
        plan={
            UPDATED: ("cdc-database-login", PIPELINE),
            REPLACED: ("<name>-role",),
            REPLACED_DELETE_FIRST: (*GRANTS, "<name>-user", *RIGHTS),
        },
        note="for a moment the old user can log in and the new one not yet; the pipeline tries again by itself",
    ),
    Change(
        key="pipelines[].slot",
        before=None,
        after="rpcn_other",
        plan={UPDATED: ("<name>-publication", PIPELINE), REPLACED: ("<name>-slot",)},
        note="the old slot is dropped; the new one begins with a snapshot, unless snapshot is false",
    ),
    Change(
        key="pipelines[].tables",
        before=["iamuser_test"],
        after=["iamuser_test", "iamuser_more"],
        under=BY_TOKEN,
        beside={"pipelines[].keyColumns": {"iamuser_test": ["x"], "iamuser_more": ["x"]}},
        plan={UPDATED: ("<name>-objects", PIPELINE)},
        note="the slot is kept, so rows that the new table has already are not read",
    ),
    Change(
        key="pipelines[].schema",
        before=None,
        after="shop",
        under=BY_TOKEN,
        plan={UPDATED: ("<name>-objects", PIPELINE)},
        note="the slot is kept, so rows that the other schema's tables have already are not read",
    ),
    Change(
        key="pipelines[].user",
        before="iam_lab_user",
        after="iam_other_user",
        under=BY_TOKEN,
        plan={
            UPDATED: ("cdc-database-login", "<name>-objects", PIPELINE),
            REPLACED_DELETE_FIRST: ("<name>-user", *RIGHTS),
        },
        note="the old user goes before the pipeline has the new one; it tries again by itself",
    ),
    Change(
        key="pipelines[].slot",
        before=None,
        after="rpcn_other",
        under=BY_TOKEN,
        refusal="got 'rpcn_other', want 'rpcn_iam_test' (the slot rpcn_iam_test cannot be dropped while its pipeline",
        note="another slot begins with a snapshot, unless snapshot is false",
    ),
    Change(
        key="pipelines[].topic",
        before="lab.iam_auth_topic_test",
        after="lab.other",
        under=KEPT,
        refusal=PROTECTED,
        note=PERMIT,
    ),
    Change(
        key="pipelines[].topic",
        before="lab.iam_auth_topic_test",
        after="lab.other",
        plan={UPDATED: (PIPELINE,), REPLACED_DELETE_FIRST: (*TOPICS, *RIGHTS_ON_TOPICS)},
        note=RECORDS,
    ),
    Change(
        key="pipelines[].partitions",
        before=1,
        after=3,
        plan={UPDATED: TOPICS},
        note="a key's later records may be in another partition than its earlier ones",
    ),
    Change(
        key="pipelines[].replicationFactor",
        before=None,
        after=1,
        under=KEPT,
        refusal=PROTECTED,
        note=PERMIT,
    ),
    Change(
        key="pipelines[].replicationFactor",
        before=None,
        after=1,
        plan={REPLACED_DELETE_FIRST: TOPICS},
        note=RECORDS,
    ),
    Change(
        key="pipelines[].snapshot",
        before=None,
        after=False,
        plan={UPDATED: (PIPELINE,)},
        note="it tells only of a slot that does not exist yet",
    ),
    Change(
        key="pipelines[].cpu",
        before=None,
        after="400m",
        plan={UPDATED: (PIPELINE,)},
    ),
    Change(
        key="pipelines[].memory",
        before=None,
        after="400M",
        refusal="pipelines[0].memory: got '400M'",
        note="it goes with cpu",
    ),
    Change(
        key="pipelines[].keyColumns",
        before={"iamuser_test": ["x"]},
        after={"iamuser_test": ["x", "y"]},
        plan={UPDATED: (PIPELINE,)},
        note="later records have another key than earlier ones, and may be in another partition",
    ),
    Change(
        key="pipelines[].bootstrapSql",
        before="lab/bootstrap.sql",
        after=None,
        plan={DELETED: ("<name>-bootstrap",)},
        note="what the script made stays",
    ),
    Change(
        key="pipelines[].bootstrapSql",
        before="lab/bootstrap.sql",
        after="sql/shop.sql",
        plan={UPDATED: ("<name>-bootstrap",)},
        note="another script, or the same file changed, is run as a whole",
    ),
)
