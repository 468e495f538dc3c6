"""Objects of the lab's Kubernetes cluster, and the pods that a Pipeline and a Deployment keep."""

import json
from pathlib import Path

import pytest

from domain.connect_config import TopicTarget
from domain.kubernetes_pipeline import CONFIG_KEY, KubernetesPipelineSpec, SecretKey, deployment_spec, pipeline_spec
from lab.backends import kubernetes
from lab.backends.backend import LabError
from lab.cloud.issuer import Issuer
from lab.cloud.redpanda_store import RedpandaCluster, RedpandaStore
from lab.connect.stand_in import StandIn
from lab.paths import LabPaths
from tests.lab.backend_life import Life
from tests.lab.connect_pipeline import hosted_text

ACCOUNT = kubernetes.RESOURCES["kubernetes:core/v1:ServiceAccount"]
SECRET = kubernetes.RESOURCES["kubernetes:core/v1:Secret"]
CONFIG_MAP = kubernetes.RESOURCES["kubernetes:core/v1:ConfigMap"]
DEPLOYMENT = kubernetes.RESOURCES["kubernetes:apps/v1:Deployment"]
PIPELINE = kubernetes.RESOURCES["kubernetes:cluster.redpanda.com/v1alpha2:Pipeline"]
MUTABLE = {"enableSecretMutable": "true", "enableConfigMapMutable": "true"}
VARIABLE = "RPCN_ORDERS_PASSWORD"
RUNS = hosted_text()
ROLE = "arn:aws:iam::111111111111:role/pods"
TARGET = TopicTarget(topic="t", dead_letter_topic="t.dlq", user="cdc", password_secret=VARIABLE)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    paths = LabPaths(tmp_path_factory.mktemp("lab"))
    provider = kubernetes.configure("kubernetes", {"context": "lab", **MUTABLE}, paths=paths)
    provider.objects.put("Namespace", "streams", {})
    paths.cloud.write_text(json.dumps({"nat_url": "http://127.0.0.1:9"}))
    RedpandaStore(paths.redpanda).write_cluster(
        RedpandaCluster(
            id="c", name="c", cluster_api_url="", seed_brokers=[], region="us-east-2", zones=[], nat_gateways=[]
        )
    )
    return provider


def named(name="rpcn-orders", **more):
    return {"name": name, "namespace": "streams", **more}


def spec(config_yaml=RUNS):
    return KubernetesPipelineSpec(
        name="orders",
        config_yaml=config_yaml,
        image="connect:4.106.0",
        service_account="connect",
        target=TARGET,
        brokers=["seed:9092"],
        secrets={VARIABLE: SecretKey(name="rpcn-orders", key="password")},
        cpu="200m",
        memory="800M",
    )


@pytest.fixture
def surroundings(cluster):
    """What a pipeline's object needs beside it."""
    annotated = named("connect", annotations={"eks.amazonaws.com/role-arn": ROLE})
    lives = [
        Life(ACCOUNT, cluster, metadata=annotated),
        Life(SECRET, cluster, metadata=named(), stringData={"password": "hush"}),
        Life(CONFIG_MAP, cluster, metadata=named(), data={CONFIG_KEY: "input: {}"}),
    ]
    yield lives
    for life in lives:
        life.delete()


@pytest.fixture
def pipeline(cluster, surroundings):
    made = Life(PIPELINE, cluster, metadata=named(), spec=pipeline_spec(spec()))
    yield made
    made.delete()


def pod(cluster):
    return StandIn(cluster.paths, "rpcn-orders")


def test_an_object_changes_in_place_and_is_replaced_by_another_name(cluster):
    secret = Life(SECRET, cluster, metadata=named(), stringData={"password": "old"})
    assert secret.drift() == {}
    secret.update(stringData={"password": "new"})
    assert cluster.object("Secret", "streams", "rpcn-orders")["stringData"] == {"password": "new"}
    assert secret.replaced_by(metadata=named("other")) == {"metadata"}
    with pytest.raises(LabError, match='secrets "rpcn-orders" already exists'):
        Life(SECRET, cluster, metadata=named(), stringData={})
    secret.delete()
    assert secret.drift() == {"": None}


def test_an_object_of_a_namespace_that_is_not_there_is_refused(cluster):
    with pytest.raises(LabError, match='namespaces "nowhere" not found'):
        Life(SECRET, cluster, metadata=named() | {"namespace": "nowhere"})


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        ({"context": "prod", **MUTABLE}, "context: got 'prod', want 'lab'"),
        ({"context": "lab", "enableSecretMutable": "true"}, "enableConfigMapMutable: got false, want true"),
        ({"context": "lab", "kubeconfig": "x", **MUTABLE}, "kubeconfig: the lab's backend does not emulate"),
    ],
)
def test_the_provider_knows_one_context_and_changes_in_place(cluster, inputs, why):
    with pytest.raises(LabError, match=why):
        kubernetes.configure("kubernetes", inputs, paths=cluster.paths)


def test_a_pod_is_its_service_account_and_has_the_secret_in_its_environment(cluster, pipeline):
    assert pipeline.drift() == {}
    environment = pod(cluster).environment()
    assert (environment["AWS_ROLE_ARN"], environment[VARIABLE]) == (ROLE, "hush")
    token = Path(environment["AWS_WEB_IDENTITY_TOKEN_FILE"]).read_text()
    assert Issuer(cluster.paths.issuer).verify(token)["sub"] == "system:serviceaccount:streams:connect"
    assert pod(cluster).process.find() is not None


def test_a_service_account_without_the_annotation_gives_no_identity(cluster, pipeline, surroundings):
    surroundings[0].update(metadata=named("connect"))
    pipeline.update(spec=pipeline_spec(spec(hosted_text(snapshot=False))))
    assert "AWS_ROLE_ARN" not in pod(cluster).environment()


def test_paused_it_ends_and_another_configuration_is_another_pod(cluster, pipeline):
    first = pod(cluster).process
    pipeline.update(spec=pipeline_spec(spec()) | {"paused": True})
    assert first.find() is None
    pipeline.update(spec=pipeline_spec(spec(hosted_text(snapshot=False))))
    assert pod(cluster).process.pid != first.pid


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"replicas": 2}, "spec.replicas: got 2, want at most 1"),
        ({"cluster": {"clusterRef": {"name": "c"}}}, "spec.cluster: got no staticConfiguration"),
        ({"serviceAccountName": "nobody"}, 'serviceaccounts "nobody" not found'),
    ],
)
def test_a_pipeline_with_two_readers_or_nobody_to_be_is_refused(pipeline, change, why):
    with pytest.raises(LabError, match=why):
        pipeline.update(spec=pipeline_spec(spec()) | change)


def test_a_pipeline_that_cannot_start_is_not_kept(cluster, surroundings):
    surroundings[1].update(stringData={"other": "hush"})
    with pytest.raises(LabError, match="couldn't find key password in Secret streams/rpcn-orders"):
        Life(PIPELINE, cluster, metadata=named(), spec=pipeline_spec(spec()))
    assert cluster.objects.read("Pipeline") == {}


def test_a_pipeline_that_up_waits_for_and_that_never_is_ready_fails_with_its_last_words(cluster, surroundings):
    waiting = named(annotations={"pulumi.com/waitFor": "condition=Ready"})
    with pytest.raises(LabError, match="pipeline rpcn-orders: it does not run: "):
        Life(PIPELINE, cluster, metadata=waiting, spec=pipeline_spec(spec("input: {}")))
    assert pod(cluster).status()["state"] == "stopped"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"strategy": {"type": "RollingUpdate"}}, "want Recreate"),
        ({"replicas": 3}, "spec.replicas: got 3, want at most 1"),
    ],
)
def test_a_deployment_that_would_run_two_pods_at_once_is_refused(cluster, surroundings, change, why):
    with pytest.raises(LabError, match=why):
        Life(DEPLOYMENT, cluster, metadata=named(), spec=deployment_spec(spec(), "rpcn-orders") | change)


def test_a_deployment_runs_what_its_config_map_has_and_waits_for_it(cluster, surroundings):
    with pytest.raises(LabError, match="pipeline rpcn-orders: it does not run: "):
        Life(DEPLOYMENT, cluster, metadata=named(), spec=deployment_spec(spec(), "rpcn-orders"))
    assert (pod(cluster).directory / "pipeline.yaml").read_text() == "input: {}"
    surroundings[2].update(data={"other.yaml": ""})
    with pytest.raises(LabError, match=r"/config/connect.yaml: no such file \(its ConfigMap has other.yaml\)"):
        Life(DEPLOYMENT, cluster, metadata=named(), spec=deployment_spec(spec(), "rpcn-orders"))
