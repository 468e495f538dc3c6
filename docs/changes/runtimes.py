"""Section `runtime`."""

from docs.changes.change import CREATED, DELETED, PIPELINE, REPLACED, UPDATED, Change

ROLE = {"credentials": "pipelineRole"}
KEY = {"credentials": "accessKey"}
ECS = {"vpcId": "vpc-0c1", "subnetIds": ["subnet-0c1", "subnet-0c2"]}
PODS = {
    "context": "lab",
    "namespace": "streams",
    "serviceAccount": "redpanda-connect",
    "way": "irsa",
    "oidcIssuer": "https://oidc.lab.invalid",
}
HOST = {"arn": "arn:aws:iam::111111111111:role/redpanda-connect-host"}
ON_KEY, ON_ECS, ON_HOST = ({"runtime": section} for section in ({"cloud": KEY}, {"ecs": ECS}, {"own": HOST}))

LET_IN = "cdc-from-198.51.100.17-32"
"""The rule says what for the address is let in."""
OF_THE_ROLE = ("cdc", "cdc-assume")
ENDS = {
    "cloud-key": "**::<name>-pipeline",
    "cloud-role": "**::<name>-pipeline",
    "ecs": "**::<name>-service",
    "kubernetes": "**::<name>-pipeline",
    "kubernetes without operator": "**::<name>-deployment",
}
"""What `pulumi destroy --target` ends, by the runtime that is left; your own is yours to stop."""
ENDS_FIRST = (
    "the old pipeline has to end before the new one reads the slot: end it by "
    f"pulumi destroy --target '{ENDS['cloud-role']}', then make the change"
)
DIGEST = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
IMAGES = (("imageVersion", "4.107.0"), ("imageDigest", DIGEST))
TASK = "the task of now ends before the next one begins"
LICENSE = "arn:aws:secretsmanager:us-east-2:111111111111:secret:redpanda-license-AbCdEf"

TO_KEY = Change(
    key="runtime.cloud.credentials",
    before="pipelineRole",
    after="accessKey",
    plan={
        CREATED: ("cdc", "cdc-user", "cdc-user-assume", "cdc-key-1", "cdc-key-id", "cdc-key-secret"),
        UPDATED: ("cdc-role", PIPELINE),
        DELETED: OF_THE_ROLE,
    },
)
TO_HOST = Change(
    key="runtime.own",
    before=None,
    after=HOST,
    beside={"runtime.cloud": None},
    plan={
        CREATED: ("cdc", "cdc-own-assume", "<name>", "<name>-password-current", "<name>-password-secret"),
        UPDATED: (LET_IN, "cdc-role"),
        DELETED: (*OF_THE_ROLE, "<name>-password-secret", PIPELINE),
    },
    note="start the Connect of your own once this pipeline has ended",
)
TO_ECS = Change(
    key="runtime.ecs",
    before=None,
    after=ECS,
    beside={"runtime.cloud": None},
    plan={
        CREATED: (
            "cdc",
            "cdc-connect",
            "cdc-connect-group",
            "cdc-connect-to-aws-and-image",
            "cdc-connect-to-brokers",
            "cdc-connect-to-database",
            "cdc-task-assume",
            "cdc-task-role",
            "<name>",
            "<name>-execution-role",
            "<name>-log",
            "<name>-password-current",
            "<name>-password-secret",
            "<name>-service",
            "<name>-start",
            "<name>-task",
        ),
        UPDATED: (LET_IN, "cdc-role"),
        DELETED: (*OF_THE_ROLE, "<name>-password-secret", PIPELINE),
    },
    note=ENDS_FIRST,
)
TO_PODS = Change(
    key="runtime.kubernetes",
    before=None,
    after=PODS,
    beside={"runtime.cloud": None},
    plan={
        CREATED: (
            "cdc",
            "cdc-pods",
            "cdc-pods-assume",
            "cdc-pods-role",
            "cdc-service-account",
            "<name>",
            "<name>-secret",
            PIPELINE,
        ),
        UPDATED: (LET_IN, "cdc-role"),
        DELETED: (*OF_THE_ROLE, "<name>-password-secret", PIPELINE),
    },
    note=ENDS_FIRST,
)


CHANGES = (
    Change(
        key="runtime.cloud",
        before=None,
        after=ROLE,
        under=ON_HOST,
        beside={"runtime.own": None},
        plan={
            CREATED: (*OF_THE_ROLE, "<name>-password-secret", PIPELINE),
            UPDATED: (LET_IN, "cdc-role"),
            DELETED: ("cdc", "cdc-own-assume", "<name>", "<name>-password-current", "<name>-password-secret"),
        },
        note="stop the Connect of your own first: a slot has one reader",
    ),
    TO_KEY,
    Change(
        key="runtime.cloud.userName",
        before=None,
        after="cdc",
        under=ON_KEY,
        plan={
            UPDATED: ("cdc-role", "cdc-key-id", "cdc-key-secret", PIPELINE),
            REPLACED: ("cdc-user", "cdc-user-assume", "cdc-key-1"),
        },
        note="another user with another key; the old ones go once the pipeline runs on the new key",
    ),
    Change(
        key="runtime.cloud.keyGeneration",
        before=None,
        after=2,
        under=ON_KEY,
        plan={
            CREATED: ("cdc-key-2",),
            UPDATED: ("cdc-key-id", "cdc-key-secret", PIPELINE),
            DELETED: ("cdc-key-1",),
        },
        note="the old key goes once the pipeline runs on the new one",
    ),
    TO_ECS,
    Change(
        key="runtime.ecs.vpcId",
        before="vpc-0c1",
        after="vpc-0d1",
        under=ON_ECS,
        beside={"runtime.ecs.subnetIds": ["subnet-0d1", "subnet-0d2"]},
        plan={
            UPDATED: ("<name>-service",),
            REPLACED: (
                "cdc-connect-group",
                "cdc-connect-to-aws-and-image",
                "cdc-connect-to-brokers",
                "cdc-connect-to-database",
            ),
        },
        note=TASK,
    ),
    Change(
        key="runtime.ecs.subnetIds",
        before=["subnet-0c1", "subnet-0c2"],
        after=["subnet-0c1", "subnet-0c3"],
        under=ON_ECS,
        plan={UPDATED: ("<name>-service",)},
        note=TASK,
    ),
    Change(
        key="runtime.ecs.roleName",
        before=None,
        after="cdc-task",
        under=ON_ECS,
        plan={
            UPDATED: ("cdc-role", "<name>-service"),
            REPLACED: ("cdc-task-role", "cdc-task-assume", "<name>-task"),
        },
        note=TASK,
    ),
    Change(
        key="runtime.ecs.publicAddress",
        before=None,
        after=True,
        under=ON_ECS,
        refusal="runtime.ecs.publicAddress: got true, want false (the database is public",
        note="it is for a database that is private, or in the same VPC",
    ),
    Change(
        key="runtime.ecs.licenseSecretArn",
        before=None,
        after=LICENSE,
        under=ON_ECS,
        plan={UPDATED: ("<name>-start", "<name>-service"), REPLACED: ("<name>-task",)},
        note=TASK,
    ),
    *(
        Change(
            key=f"runtime.ecs.{key}",
            before=None,
            after=after,
            under=ON_ECS,
            plan={UPDATED: ("<name>-service",), REPLACED: ("<name>-task",)},
            note=TASK,
        )
        for key, after in IMAGES
    ),
    TO_PODS,
    TO_HOST,
    Change(
        key="runtime.own.arn",
        before=HOST["arn"],
        after=f"{HOST['arn']}-2",
        under=ON_HOST,
        plan={UPDATED: ("cdc-role",), REPLACED: ("cdc-own-assume",)},
        note="run the Connect of your own as the new identity by then",
    ),
    Change(
        key="runtime.own.attachPolicy",
        before=None,
        after=False,
        under=ON_HOST,
        plan={DELETED: ("cdc", "cdc-own-assume")},
        note="first put a copy of the policy on it under another name: `aws iam get-role-policy` or `get-user-policy` "
        "shows it; afterwards `runtime.assume_policy` in the output `chain` does",
    ),
)
