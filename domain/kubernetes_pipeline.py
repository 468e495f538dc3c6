"""The `Pipeline` of Redpanda's Kubernetes operator, and the Deployment that does its work where there is no operator.

redpanda-data/redpanda-operator, operator/api/redpanda/v1alpha2/pipeline_types.go (beta; operator 26.2 or later).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain import connect_image
from domain.connect_config import SASL_MECHANISM, TopicTarget

API_VERSION = "cluster.redpanda.com/v1alpha2"
KIND = "Pipeline"

CONFIG_KEY = "connect.yaml"
CONFIG_DIRECTORY = "/config"
CONFIG_ANNOTATION = "redpanda-aurora-iam/connect-yaml"
"""On the pods: another configuration is another pod, since a mounted file that changes restarts nothing."""


@dataclass(frozen=True, kw_only=True)
class SecretKey:
    """One key of a Kubernetes Secret in the pipeline's namespace."""

    name: str
    key: str

    @property
    def reference(self) -> dict[str, str]:
        """As a `secretKeyRef`."""
        return {"name": self.name, "key": self.key}


@dataclass(frozen=True, kw_only=True)
class KubernetesPipelineSpec:
    """One pipeline in a namespace."""

    name: str
    config_yaml: str
    image: str
    service_account: str
    target: TopicTarget
    brokers: Sequence[str]
    secrets: Mapping[str, SecretKey]
    """By environment variable."""
    cpu: str
    memory: str


def pipeline_spec(pipeline: KubernetesPipelineSpec) -> dict[str, Any]:
    """The `spec`. The operator reaches the brokers as the pipeline's own user: without one it is the superuser."""
    password = pipeline.secrets[pipeline.target.password_secret]
    return {
        "configYaml": pipeline.config_yaml,
        "displayName": pipeline.name,
        "image": pipeline.image,
        "replicas": 1,  # a slot has one reader
        "serviceAccountName": pipeline.service_account,
        "resources": _resources(pipeline),
        "valueSources": [
            {"name": variable, "source": {"secretKeyRef": secret.reference}}
            for variable, secret in sorted(pipeline.secrets.items())
        ],
        "cluster": {
            "staticConfiguration": {
                "kafka": {
                    "brokers": [*pipeline.brokers],
                    "tls": {"enabled": True},
                    "sasl": {
                        "mechanism": SASL_MECHANISM,
                        "username": pipeline.target.user,
                        "password": {"secretKeyRef": password.reference},
                    },
                }
            }
        },
    }


def runs_as_superuser(spec: Mapping[str, Any]) -> bool:
    """Whether the operator would log in as the cluster's bootstrap superuser: a `clusterRef` without a `userRef`."""
    cluster = spec.get("cluster")
    return isinstance(cluster, Mapping) and bool(cluster.get("clusterRef")) and not spec.get("userRef")


def deployment_spec(pipeline: KubernetesPipelineSpec, config_map: str) -> dict[str, Any]:
    """The `spec` of a Deployment with the same pod; the old one ends before the new one begins."""
    labels = {"app.kubernetes.io/name": "redpanda-connect", "app.kubernetes.io/instance": pipeline.name}
    digest = hashlib.sha256(pipeline.config_yaml.encode()).hexdigest()
    path = f"{CONFIG_DIRECTORY}/{CONFIG_KEY}"
    container = {
        "name": "connect",
        "image": pipeline.image,
        "args": ["run", path],
        "env": [
            {"name": variable, "valueFrom": {"secretKeyRef": secret.reference}}
            for variable, secret in sorted(pipeline.secrets.items())
        ],
        "ports": [{"name": "http", "containerPort": connect_image.HTTP_PORT}],
        "readinessProbe": {"httpGet": {"path": connect_image.READY_PATH, "port": "http"}, "periodSeconds": 10},
        "resources": _resources(pipeline),
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        "volumeMounts": [{"name": "config", "mountPath": CONFIG_DIRECTORY, "readOnly": True}],
    }
    return {
        "replicas": 1,
        "strategy": {"type": "Recreate"},
        "selector": {"matchLabels": labels},
        "template": {
            "metadata": {"labels": labels, "annotations": {CONFIG_ANNOTATION: digest}},
            "spec": {
                "serviceAccountName": pipeline.service_account,
                "containers": [container],
                "volumes": [{"name": "config", "configMap": {"name": config_map}}],
            },
        },
    }


def _resources(pipeline: KubernetesPipelineSpec) -> dict[str, Any]:
    size = {"cpu": pipeline.cpu, "memory": pipeline.memory}
    return {"requests": size, "limits": {"memory": pipeline.memory}}
