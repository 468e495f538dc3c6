"""Section `database.network`."""

from docs.changes.change import CREATED, DELETED, REPLACED, UPDATED, Change

ZONES = ("us-east-2a", "us-east-2b")
SOURCES = ("cdc-from-203.0.113.24-32", "cdc-from-198.51.100.17-32")
GUARD = ("cdc-security-group", *SOURCES)
VPC = (
    "cdc-vpc",
    "cdc-route-table",
    "cdc-internet-gateway",
    "cdc-internet-route",
    *(f"cdc-subnet-{zone}" for zone in ZONES),
    *(f"cdc-route-{zone}" for zone in ZONES),
)
ANOTHER_VPC = "The new Subnets are not in the same Vpc as the existing subnet group"
FOR_GOOD = "a cluster stays in its VPC for good: make another stack"
EXISTING = {"vpcId": "vpc-0a1", "subnetIds": ["subnet-0a1", "subnet-0a2"]}
IN_EXISTING = {"database.network": {"exposure": "private", "existing": EXISTING}}
ELSEWHERE = {UPDATED: ("cdc-subnets", "cdc-cluster"), REPLACED: GUARD}

CHANGES = (
    Change(
        key="database.adminCidrs",
        before=["203.0.113.24/32"],
        after=["203.0.113.25/32"],
        plan={CREATED: ("cdc-from-203.0.113.25-32",), DELETED: ("cdc-from-203.0.113.24-32",)},
        note="run it from where both lists let you in: it logs in to the database",
    ),
    Change(
        key="database.network.exposure",
        before="public",
        after="private",
        plan={UPDATED: ("cdc-writer",), DELETED: ("cdc-internet-route", "cdc-internet-gateway")},
        note="the pipeline and pulumi up itself need another way in, such as a peering, before it",
    ),
    Change(
        key="database.network.availabilityZones",
        before=["us-east-2a", "us-east-2b"],
        after=["us-east-2a", "us-east-2c"],
        plan={
            CREATED: ("cdc-subnet-us-east-2c", "cdc-route-us-east-2c"),
            UPDATED: ("cdc-subnets",),
            DELETED: ("cdc-subnet-us-east-2b", "cdc-route-us-east-2b"),
        },
        refusal="InvalidSubnet.Conflict",
        note="zones stay as they are for good; undo the change and run pulumi up",
    ),
    Change(
        key="database.network.vpcCidr",
        before=None,
        after="10.91.0.0/24",
        plan={
            UPDATED: ("cdc-internet-gateway", "cdc-subnets", "cdc-cluster"),
            REPLACED: (*(name for name in VPC if name != "cdc-internet-gateway"), *GUARD),
        },
        refusal=ANOTHER_VPC,
        note=FOR_GOOD,
    ),
    Change(
        key="database.network",
        before={"exposure": "public", "availabilityZones": ["us-east-2a", "us-east-2b"]},
        after={"exposure": "public", "existing": EXISTING},
        plan={**ELSEWHERE, DELETED: VPC},
        refusal=ANOTHER_VPC,
        note=FOR_GOOD,
    ),
    Change(
        key="database.network.existing",
        before=None,
        after=EXISTING,
        beside={"database.network.availabilityZones": None},
        plan={**ELSEWHERE, DELETED: VPC},
        refusal=ANOTHER_VPC,
        note=FOR_GOOD,
    ),
    Change(
        key="database.network.existing.vpcId",
        before="vpc-0a1",
        after="vpc-0b1",
        under=IN_EXISTING,
        beside={"database.network.existing.subnetIds": ["subnet-0b1", "subnet-0b2"]},
        plan=ELSEWHERE,
        refusal=ANOTHER_VPC,
        note=FOR_GOOD,
    ),
    Change(
        key="database.network.existing.subnetIds",
        before=["subnet-0a1", "subnet-0a2"],
        after=["subnet-0a1", "subnet-0a3"],
        under=IN_EXISTING,
        plan={UPDATED: ("cdc-subnets",)},
        note="a subnet that an instance of the cluster is in cannot be left out",
    ),
)
