"""Section `runtime.kubernetes`."""

from docs.changes.change import CREATED, DELETED, PIPELINE, REPLACED, UPDATED, Change
from docs.changes.runtimes import IMAGES, PODS

ON_PODS = {"runtime": {"kubernetes": PODS}}
WITHOUT_OPERATOR = {**ON_PODS, "runtime.kubernetes.operator": False}
POD = "the pod of now ends before the next one begins"
TWO_PODS = "the old pod ends after the new one began, which waits for the slot: end the pipeline first, as for a move"

CHANGES = (
    Change(
        key="runtime.kubernetes.context",
        before="lab",
        after="lab-2",
        under=ON_PODS,
        refusal="context does not exist",
        note="a context that is there is another cluster, or another name of the same one: keep the name",
    ),
    Change(
        key="runtime.kubernetes.namespace",
        before="streams",
        after="streams-2",
        under=ON_PODS,
        plan={UPDATED: ("cdc-pods-role",), REPLACED: ("cdc-service-account", "<name>-secret", PIPELINE)},
        note=TWO_PODS,
    ),
    Change(
        key="runtime.kubernetes.serviceAccount",
        before="redpanda-connect",
        after="cdc",
        under=ON_PODS,
        plan={UPDATED: ("cdc-pods-role", PIPELINE), REPLACED: ("cdc-service-account",)},
    ),
    Change(
        key="runtime.kubernetes.roleName",
        before=None,
        after="cdc-pods",
        under=ON_PODS,
        plan={UPDATED: ("cdc-role", "cdc-service-account"), REPLACED: ("cdc-pods-role", "cdc-pods-assume")},
    ),
    Change(
        key="runtime.kubernetes.operator",
        before=None,
        after=False,
        under=ON_PODS,
        plan={CREATED: ("<name>-config", "<name>-deployment"), DELETED: (PIPELINE,)},
        note=TWO_PODS,
    ),
    Change(
        key="runtime.kubernetes.way",
        before="irsa",
        after="podIdentity",
        under=ON_PODS,
        beside={"runtime.kubernetes.oidcIssuer": None, "runtime.kubernetes.clusterName": "lab"},
        plan={
            CREATED: ("cdc-pods-association",),
            UPDATED: ("cdc-pods-role", "cdc-pods-assume", "cdc-role", "cdc-service-account"),
        },
        note="the cluster needs the EKS Pod Identity Agent; restart the pods",
    ),
    Change(
        key="runtime.kubernetes.clusterName",
        before=None,
        after="lab",
        under=ON_PODS,
        refusal="runtime.kubernetes.clusterName: got 'lab', want none (way is irsa)",
        note="it goes with way",
    ),
    Change(
        key="runtime.kubernetes.oidcIssuer",
        before="https://oidc.lab.invalid",
        after="https://oidc.other.invalid",
        under=ON_PODS,
        plan={UPDATED: ("cdc-pods-role",)},
        note="the account has to know the issuer as a provider; the pods of the old one get no session any more",
    ),
    *(
        Change(key=f"runtime.kubernetes.{key}", before=None, after=after, under=ON_PODS, plan={UPDATED: (PIPELINE,)})
        for key, after in IMAGES
    ),
    Change(
        key="runtime.kubernetes.licenseSecret",
        before=None,
        after={"name": "redpanda-license"},
        under=WITHOUT_OPERATOR,
        plan={UPDATED: ("<name>-deployment",)},
        note=POD,
    ),
    Change(
        key="runtime.kubernetes.licenseSecret.name",
        before=None,
        after="redpanda-license",
        under=WITHOUT_OPERATOR,
        plan={UPDATED: ("<name>-deployment",)},
        note=POD,
    ),
    Change(
        key="runtime.kubernetes.licenseSecret.key",
        before=None,
        after="key",
        under=WITHOUT_OPERATOR,
        beside={"runtime.kubernetes.licenseSecret.name": "redpanda-license"},
        plan={UPDATED: ("<name>-deployment",)},
        note=POD,
    ),
)
