import pulumi
import pulumi_kubernetes as kubernetes
import pytest
import yaml

from components.kubernetes_pipeline import KubernetesPipeline, KubernetesPipelineArgs
from components.kubernetes_service_account import KubernetesServiceAccount, KubernetesServiceAccountArgs
from domain.kubernetes_pipeline import SecretKey
from tests.components.hosted import PIPELINE
from tests.conftest import SECRET

ARGS = PIPELINE | {"namespace": "streams", "service_account": "rpcn"}
METADATA = {"name": "rpcn-orders", "namespace": "streams"}


def cluster():
    return pulumi.ResourceOptions(provider=kubernetes.Provider("kubernetes", context="shop"))


@pytest.fixture
def make(engine):
    def run(**args):
        engine.run(lambda: KubernetesPipeline("orders", KubernetesPipelineArgs(**ARGS | args), cluster()))
        return engine

    return run


def test_with_the_operator_the_children_are_a_secret_and_its_pipeline(make):
    engine = make()
    assert engine.types() == {
        "orders-secret": "kubernetes:core/v1:Secret",
        "orders-pipeline": "kubernetes:cluster.redpanda.com/v1alpha2:Pipeline",
    }
    assert set(engine.provider_names().values()) == {"kubernetes"}
    assert engine.waits_for("orders-pipeline") == {"orders-secret"}


def test_up_waits_until_the_operator_says_that_the_pipeline_runs(make):
    assert make().inputs("orders-pipeline")["metadata"] == METADATA | {
        "annotations": {"pulumi.com/waitFor": "condition=Ready"}
    }


def test_the_password_is_in_the_secret_alone_and_marked(make):
    engine = make()
    secret = engine.inputs("orders-secret")
    assert secret["metadata"] == METADATA
    assert secret["stringData"] == {"password": "generated-password"}
    assert SECRET in engine.custom()["orders-secret"].inputs["stringData"]
    assert "generated-password" not in str(engine.inputs("orders-pipeline"))


def test_the_pipeline_runs_once_with_the_configuration_of_a_process_of_ones_own(make):
    spec = make().inputs("orders-pipeline")["spec"]
    assert (spec["replicas"], spec["serviceAccountName"]) == (1, "rpcn")
    assert spec["cluster"]["staticConfiguration"]["kafka"]["brokers"] == ["seed-0.example:9092"]
    assert spec["valueSources"] == [
        {
            "name": "RPCN_ORDERS_PASSWORD",
            "source": {"secretKeyRef": {"name": "rpcn-orders", "key": "password"}},
        }
    ]
    assert spec["configYaml"].startswith("# password version 7\n")
    output = yaml.safe_load(spec["configYaml"])["output"]["fallback"][1]["redpanda"]
    assert output["sasl"][0]["password"] == "${RPCN_ORDERS_PASSWORD}"


def test_without_an_operator_the_children_are_a_secret_a_configuration_and_a_deployment(make):
    engine = make(operator=False, license_secret=SecretKey(name="redpanda-license", key="license"))
    assert engine.types() == {
        "orders-secret": "kubernetes:core/v1:Secret",
        "orders-config": "kubernetes:core/v1:ConfigMap",
        "orders-deployment": "kubernetes:apps/v1:Deployment",
    }
    assert set(engine.provider_names().values()) == {"kubernetes"}
    assert engine.waits_for("orders-deployment") == {"orders-secret", "orders-config"}
    spec = engine.inputs("orders-deployment")["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    (connect,) = spec["template"]["spec"]["containers"]
    assert [variable["name"] for variable in connect["env"]] == ["REDPANDA_LICENSE", "RPCN_ORDERS_PASSWORD"]
    assert engine.inputs("orders-config")["data"]["connect.yaml"].startswith("# password version 7\n")


@pytest.mark.parametrize(
    ("role_arn", "annotations"),
    [
        (
            "arn:aws:iam::111111111111:role/rpcn",
            {"annotations": {"eks.amazonaws.com/role-arn": "arn:aws:iam::111111111111:role/rpcn"}},
        ),
        (None, {}),
    ],
    ids=["irsa", "pod identity"],
)
def test_the_service_account_names_its_role_where_eks_does_not_keep_it(engine, role_arn, annotations):
    args = KubernetesServiceAccountArgs(namespace="streams", service_account="rpcn", role_arn=role_arn)
    engine.run(lambda: KubernetesServiceAccount("cdc", args, cluster()))
    assert engine.types() == {"cdc-service-account": "kubernetes:core/v1:ServiceAccount"}
    assert engine.provider_names() == {"cdc-service-account": "kubernetes"}
    assert engine.inputs("cdc-service-account")["metadata"] == {
        "name": "rpcn",
        "namespace": "streams",
        **annotations,
    }
