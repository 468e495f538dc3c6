"""Section `trust`."""

from docs.changes.change import PIPELINE, UPDATED, Change

CHANGES = (
    Change(
        key="trust.principal",
        before=None,
        after="role",
        plan={UPDATED: ("cdc-role",)},
        note="the role that is named must exist, and one made anew under the same name is not trusted any more",
    ),
    Change(
        key="trust.externalId",
        before="rpcn-lab",
        after="rpcn-lab-2",
        plan={UPDATED: ("cdc-role", PIPELINE)},
        note="between the two updates the pipeline cannot renew its login; it tries again by itself",
    ),
    Change(key="trust.externalId", before="rpcn-lab", after=None, plan={UPDATED: ("cdc-role", PIPELINE)}),
)
