"""Section `redpanda`."""

from docs.changes.change import CREATED, DELETED, PIPELINE, REPLACED, REPLACED_DELETE_FIRST, UPDATED, Change
from docs.changes.names import RIGHTS, TOPICS

KEPT = (*TOPICS, "<name>-user", "<name>-password-secret", *RIGHTS, PIPELINE)
"""What Redpanda keeps unless deletion is allowed."""
ANOTHER_CLUSTER = "d0lab0lab0lab0lab0lb"

CHANGES = (
    Change(
        key="redpanda.accountId",
        before="111111111111",
        after="333333333333",
        refusal="AWS account ID not allowed: 111111111111",
        note="the profile has to reach the account that is named; another one is another stack",
    ),
    Change(
        key="redpanda.profile",
        before="lab-redpanda",
        after="lab-database",
        refusal="AWS account ID not allowed: 222222222222",
        note="another account is another stack",
    ),
    Change(
        key="redpanda.profile",
        before="lab-redpanda",
        after="lab-redpanda-2",
        note="another name of the same account",
    ),
    Change(
        key="redpanda.region",
        before="us-east-2",
        after="us-west-2",
        note="what is made in this account is IAM's, which has no regions",
    ),
    Change(
        key="redpanda.clusterId",
        before="d0lab0lab0lab0lab0la",
        after=ANOTHER_CLUSTER,
        under={"redpanda.allowDeletion": False},
        refusal="unable to replace resource",
        note="another Redpanda cluster is another stack",
    ),
    Change(
        key="redpanda.clusterId",
        before="d0lab0lab0lab0lab0la",
        after=ANOTHER_CLUSTER,
        plan={
            UPDATED: ("cdc-role", "cdc-from-198.51.100.17-32"),
            REPLACED: ("cdc-assume",),
            REPLACED_DELETE_FIRST: KEPT,
        },
        note="every record of the old cluster's topics is lost, and rows that exist already are not read again",
    ),
    Change(
        key="redpanda.allowWideNat", before=None, after=True, note="it only allows natCidrs to be wider than an address"
    ),
    Change(
        key="redpanda.natCidrs",
        before=["198.51.100.17/32"],
        after=["198.51.100.18/32"],
        plan={CREATED: ("cdc-from-198.51.100.18-32",), DELETED: ("cdc-from-198.51.100.17-32",)},
        note="a connection that is open stays open",
    ),
    Change(
        key="redpanda.pipelineRoleName",
        before=None,
        after="redpanda-another-role",
        plan={UPDATED: ("cdc-role",), REPLACED: ("cdc-assume",)},
        note="the role must exist, and the pipeline must run as it",
    ),
    Change(
        key="redpanda.scopeTag",
        before=None,
        after="redpanda_scope_another",
        plan={UPDATED: ("cdc-role", "cdc-assume")},
        note="Redpanda's own policy on the pipeline role asks for its default",
    ),
    Change(
        key="redpanda.allowDeletion",
        before=True,
        after=False,
        plan={UPDATED: KEPT},
        note="the pipeline restarts, as with any change of it",
    ),
)
