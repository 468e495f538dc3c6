"""Section `runtime.ecs.network`."""

from docs.changes.change import CREATED, DELETED, REPLACED, REPLACED_DELETE_FIRST, UPDATED, Change

ZONES = ["us-east-2a", "us-east-2b"]
NETWORK = {"natAllocationId": "eipalloc-0c1", "availabilityZones": ZONES}
GIVEN = {"runtime": {"ecs": {"vpcId": "vpc-0c1", "subnetIds": ["subnet-0c1", "subnet-0c2"]}}}
MADE = {"runtime": {"ecs": {"network": NETWORK}}}
GROUP = (
    "cdc-connect-group",
    "cdc-connect-to-aws-and-image",
    "cdc-connect-to-brokers",
    "cdc-connect-to-database",
)
PARTS = (
    "cdc-tasks-internet-gateway",
    "cdc-tasks-internet-route",
    "cdc-tasks-nat",
    "cdc-tasks-nat-route",
    "cdc-tasks-public-table",
    "cdc-tasks-route-public",
    "cdc-tasks-route-table",
    "cdc-tasks-route-us-east-2a",
    "cdc-tasks-route-us-east-2b",
    "cdc-tasks-subnet-public",
    "cdc-tasks-subnet-us-east-2a",
    "cdc-tasks-subnet-us-east-2b",
    "cdc-tasks-vpc",
)

CHANGES = (
    Change(
        key="runtime.ecs.network",
        before=None,
        after=NETWORK,
        under=GIVEN,
        beside={"runtime.ecs.vpcId": None, "runtime.ecs.subnetIds": None},
        plan={CREATED: ("cdc", *PARTS), UPDATED: ("<name>-service",), REPLACED: GROUP},
        note="the task of now ends before the next one begins",
    ),
    Change(
        key="runtime.ecs.network.natAllocationId",
        before="eipalloc-0c1",
        after="eipalloc-0c2",
        under=MADE,
        plan={UPDATED: ("cdc-tasks-nat-route", "<name>-service"), REPLACED_DELETE_FIRST: ("cdc-tasks-nat",)},
        note="put the new address into redpanda.natCidrs first, and run pulumi up; else the update ends half-way",
    ),
    Change(
        key="runtime.ecs.network.availabilityZones",
        before=ZONES,
        after=[*ZONES, "us-east-2c"],
        under=MADE,
        plan={CREATED: ("cdc-tasks-route-us-east-2c", "cdc-tasks-subnet-us-east-2c"), UPDATED: ("<name>-service",)},
    ),
    Change(
        key="runtime.ecs.network.availabilityZones",
        before=ZONES,
        after=ZONES[:1],
        under=MADE,
        plan={DELETED: ("cdc-tasks-route-us-east-2b", "cdc-tasks-subnet-us-east-2b"), UPDATED: ("<name>-service",)},
    ),
    Change(
        key="runtime.ecs.network.vpcCidr",
        before=None,
        after="10.92.0.0/24",
        under=MADE,
        plan={
            UPDATED: ("<name>-service",),
            REPLACED: (*GROUP, *(part for part in PARTS if part != "cdc-tasks-nat")),
            REPLACED_DELETE_FIRST: ("cdc-tasks-nat",),
        },
        note="nothing streams from the end of the old gateway until the new one is there",
    ),
)
