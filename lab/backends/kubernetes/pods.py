"""A pod: its service account's identity, its secrets, and the process of the stand-in."""

from collections.abc import Mapping
from typing import Any

from domain import kubernetes, kubernetes_trust
from lab.backends.backend import LabError, Properties
from lab.backends.kubernetes.provider import KubernetesProvider
from lab.cloud.byoc import TOKEN_LIFETIME_S, sdk_environment
from lab.cloud.issuer import Issuer
from lab.cloud.kept_resources import KeptResources, PodIdentity
from lab.cloud.record_store import RecordStore
from lab.cloud.redpanda_store import RedpandaStore
from lab.connect.stand_in import Launch, StandIn
from lab.private_files import write_private
from lab.services.cloud_process import CloudProcess


def run(
    provider: KubernetesProvider,
    namespace: str,
    name: str,
    *,
    config_yaml: str,
    service_account: str,
    secrets: Mapping[str, Properties],
    wait: bool,
) -> None:
    """Keep one pod of this name that runs with exactly this: another one ends before it begins.

    `secrets` are `secretKeyRef`s by environment variable. Raises `LabError` where Kubernetes could not start it, and
    after `wait` where it does not become ready.
    """
    pod = StandIn(provider.paths, name)
    launch = Launch(
        config_yaml=config_yaml,
        identity=_identity(provider, namespace, service_account, pod),
        secret_environment={variable: _value(provider, namespace, key) for variable, key in secrets.items()},
    )
    if not pod.runs(launch):
        pod.stop()
        pod.prepare(launch)
        pod.start()
    if wait:
        pod.await_running()


def end(provider: KubernetesProvider, name: str) -> None:
    """End the pod, if there is one."""
    StandIn(provider.paths, name).stop()


def _identity(provider: KubernetesProvider, namespace: str, account: str, pod: StandIn) -> dict[str, str]:
    """What EKS's webhook adds to a pod whose service account has an association or names a role; else it is nobody.

    Amazon EKS User Guide, "EKS Pod Identity Agent", "IAM roles for service accounts".
    """
    metadata = provider.object("ServiceAccount", namespace, account)["metadata"]
    region = RedpandaStore(provider.paths.redpanda).cluster().region
    cloud = CloudProcess(provider.paths)
    aws = sdk_environment(region=region, endpoint_url=cloud.nat_url)
    associations = KeptResources(RecordStore(provider.paths.kept)).all(PodIdentity)
    if any((one.namespace, one.service_account) == (namespace, account) for one in associations):
        token = _token(provider, pod, kubernetes.subject(namespace, account), kubernetes_trust.POD_IDENTITY)
        return {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": cloud.pod_credentials_url,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token,
            **aws,
        }
    role_arn = (metadata.get("annotations") or {}).get(kubernetes.ROLE_ANNOTATION)
    if role_arn is None:
        return aws
    token = _token(provider, pod, kubernetes.subject(namespace, account), kubernetes_trust.AUDIENCE)
    return {"AWS_ROLE_ARN": role_arn, "AWS_WEB_IDENTITY_TOKEN_FILE": token, **aws}


def _token(provider: KubernetesProvider, pod: StandIn, subject: str, audience: str) -> str:
    """The path of a token that the kubelet projects into the pod."""
    pod.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    token = pod.directory / "token"
    write_private(token, Issuer(provider.paths.issuer).issue(subject, audience, lifetime_s=TOKEN_LIFETIME_S))
    return str(token)


def _value(provider: KubernetesProvider, namespace: str, reference: Properties) -> str:
    data: dict[str, Any] = provider.object("Secret", namespace, reference["name"]).get("stringData") or {}
    if reference["key"] not in data:
        raise LabError(f"couldn't find key {reference['key']} in Secret {namespace}/{reference['name']}")
    return str(data[reference["key"]])
