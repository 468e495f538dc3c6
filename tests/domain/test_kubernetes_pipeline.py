import pytest

from domain import kubernetes, kubernetes_pipeline
from domain.connect_config import TopicTarget
from domain.kubernetes_pipeline import KubernetesPipelineSpec, SecretKey

TARGET = TopicTarget(
    topic="shop.public.orders",
    dead_letter_topic="shop.public.orders.dlq",
    user="cdc_orders",
    password_secret="RPCN_ORDERS_PASSWORD",
)
PASSWORD = {"name": "rpcn-orders", "key": "password"}
FIELDS = {
    "name": "orders",
    "config_yaml": "input: {}\n",
    "image": "docker.redpanda.com/redpandadata/connect:4.106.0",
    "service_account": "rpcn",
    "target": TARGET,
    "brokers": ["seed-0.example:9092"],
    "secrets": {"RPCN_ORDERS_PASSWORD": SecretKey(**PASSWORD)},
    "cpu": "200m",
    "memory": "800M",
}
RESOURCES = {"requests": {"cpu": "200m", "memory": "800M"}, "limits": {"memory": "800M"}}


def test_the_operators_pipeline_runs_once_as_our_service_account_and_our_user():
    assert kubernetes_pipeline.pipeline_spec(KubernetesPipelineSpec(**FIELDS)) == {
        "configYaml": "input: {}\n",
        "displayName": "orders",
        "image": "docker.redpanda.com/redpandadata/connect:4.106.0",
        "replicas": 1,
        "serviceAccountName": "rpcn",
        "resources": RESOURCES,
        "valueSources": [{"name": "RPCN_ORDERS_PASSWORD", "source": {"secretKeyRef": PASSWORD}}],
        "cluster": {
            "staticConfiguration": {
                "kafka": {
                    "brokers": ["seed-0.example:9092"],
                    "tls": {"enabled": True},
                    "sasl": {
                        "mechanism": "SCRAM-SHA-256",
                        "username": "cdc_orders",
                        "password": {"secretKeyRef": PASSWORD},
                    },
                }
            }
        },
    }


@pytest.mark.parametrize(
    ("spec", "superuser"),
    [
        ({"cluster": {"clusterRef": {"name": "redpanda"}}}, True),
        ({"cluster": {"clusterRef": {"name": "redpanda"}}, "userRef": {"name": "cdc"}}, False),
        ({"cluster": {"staticConfiguration": {"kafka": {}}}}, False),
        ({"cluster": "redpanda"}, False),
        ({}, False),
    ],
)
def test_a_cluster_without_a_user_is_the_superuser(spec, superuser):
    assert kubernetes_pipeline.runs_as_superuser(spec) is superuser


def test_without_an_operator_a_deployment_ends_the_old_pod_first():
    spec = kubernetes_pipeline.deployment_spec(KubernetesPipelineSpec(**FIELDS), "rpcn-orders")
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    pod = spec["template"]["spec"]
    assert pod["serviceAccountName"] == "rpcn"
    assert pod["volumes"] == [{"name": "config", "configMap": {"name": "rpcn-orders"}}]
    (connect,) = pod["containers"]
    assert connect["args"] == ["run", "/config/connect.yaml"]
    assert connect["env"] == [{"name": "RPCN_ORDERS_PASSWORD", "valueFrom": {"secretKeyRef": PASSWORD}}]
    assert connect["readinessProbe"]["httpGet"] == {"path": "/ready", "port": "http"}
    assert connect["resources"] == RESOURCES
    assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"]


def test_another_configuration_is_another_pod():
    def annotations(text):
        spec = kubernetes_pipeline.deployment_spec(KubernetesPipelineSpec(**FIELDS | {"config_yaml": text}), "rpcn")
        return spec["template"]["metadata"]["annotations"]

    assert annotations("a: 1") == annotations("a: 1") != annotations("a: 2")


def test_a_pipelines_objects_have_names_that_kubernetes_takes():
    assert kubernetes.object_name("iam_test") == "rpcn-iam-test"
    with pytest.raises(ValueError, match=r"^want at most 253 lower-case letters"):
        kubernetes.object_name("orders_")
