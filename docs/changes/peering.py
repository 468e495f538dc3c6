"""Section `peering`."""

from docs.changes.change import CREATED, DELETED, REPLACED, UPDATED, Change
from docs.changes.network import EXISTING

SIDE = {"vpcId": "vpc-0c1", "vpcCidr": "10.70.0.0/16", "routeTableIds": ["rtb-0c1"], "allowlist": "print"}
DATABASE = {"vpcId": "vpc-0a1", "vpcCidr": "10.80.0.0/16", "routeTableIds": ["rtb-0a1"]}
STANDING = {
    "database.network": {"exposure": "private", "existing": EXISTING},
    "peering": {**SIDE, "database": DATABASE},
}
CONNECTION = ("pipelines-peering", "cdc-peering-accepted", "pipelines-peering-names", "cdc-peering-names")
THERE, BACK = "pipelines-peering-route-rtb-0c1", "cdc-peering-route-rtb-0a1"
FOR_A_MOMENT = "connections that are open break, and the pipeline comes back by itself"
ITS_OWN = "each table has a route of its own, and keeps it wherever it stands in the list"

CHANGES = (
    Change(
        key="peering",
        before=None,
        after=SIDE,
        plan={CREATED: ("pipelines", "cdc", *CONNECTION, THERE, "cdc-peering-route-0", "cdc-from-10.70.0.0-16")},
        note="make it before the database's exposure becomes private",
    ),
    Change(
        key="peering.vpcId",
        before="vpc-0c1",
        after="vpc-0d1",
        under=STANDING,
        beside={"peering.routeTableIds": ["rtb-0d1"]},
        plan={
            REPLACED: CONNECTION,
            UPDATED: (BACK,),
            CREATED: ("pipelines-peering-route-rtb-0d1",),
            DELETED: (THERE,),
        },
        note=FOR_A_MOMENT,
    ),
    Change(
        key="peering.vpcCidr",
        before="10.70.0.0/16",
        after="10.70.0.0/17",
        under=STANDING,
        plan={CREATED: ("cdc-from-10.70.0.0-17",), DELETED: ("cdc-from-10.70.0.0-16",), REPLACED: (BACK,)},
        note="it says where the pipelines are; the VPC has its own CIDR",
    ),
    Change(
        key="peering.routeTableIds",
        before=["rtb-0c1"],
        after=["rtb-0c2", "rtb-0c1"],
        under=STANDING,
        plan={CREATED: ("pipelines-peering-route-rtb-0c2",)},
        note=ITS_OWN,
    ),
    Change(
        key="peering.allowlist",
        before="print",
        after="set",
        under=STANDING,
        plan={CREATED: ("cdc-egress",)},
        note="an entry that is there already is kept as it is",
    ),
    Change(
        key="peering.database",
        before=None,
        after=DATABASE,
        beside={"peering": SIDE},
        refusal="peering.database: got a section, want none (the database's VPC is made here)",
    ),
    Change(
        key="peering.database",
        before=DATABASE,
        after=None,
        under=STANDING,
        refusal="peering.database: missing, want a section with the database's VPC",
    ),
    Change(
        key="peering.database.vpcId",
        before="vpc-0a1",
        after="vpc-0b1",
        under=STANDING,
        beside={"peering.database.routeTableIds": ["rtb-0b1"]},
        plan={REPLACED: CONNECTION, UPDATED: (THERE,), CREATED: ("cdc-peering-route-rtb-0b1",), DELETED: (BACK,)},
        note="the database stays in its VPC: only a wrong id is worth a change",
    ),
    Change(
        key="peering.database.vpcCidr",
        before="10.80.0.0/16",
        after="10.80.0.0/17",
        under=STANDING,
        plan={REPLACED: (THERE,)},
        note="with allowlist print, change the entry of the cluster's allowlist, too",
    ),
    Change(
        key="peering.database.routeTableIds",
        before=["rtb-0a1"],
        after=["rtb-0a2"],
        under=STANDING,
        plan={CREATED: ("cdc-peering-route-rtb-0a2",), DELETED: (BACK,)},
        note=ITS_OWN,
    ),
)
