"""A cloud that answers every create with its inputs, and a monitor that notes what is registered."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pulumi
from google.protobuf import json_format
from pulumi.runtime.mocks import MockMonitor

REGION = "us-east-2"
SECRET_STRING = '{"password": "master-password"}'  # noqa: S105  nobody's
COMPONENT_PREFIX = "rpcn:"


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One resource as the program registers it."""

    kind: str
    """The type token."""
    name: str
    custom: bool
    """Whether a provider makes it; else it is a component."""
    component: tuple[str, str] | None
    """Type token and logical name of the component it belongs to; None: it belongs to none."""
    provider: str | None
    """The logical name of its provider; None: it has none of its own, like a dynamic resource."""
    properties: dict[str, Any]
    """Its inputs as they travel to the engine: secrets wrapped, what is unknown as Pulumi's marker."""


class EchoingCloud(pulumi.runtime.Mocks):
    """Answers every create with its inputs and what the programs read beyond them; in a preview with its inputs."""

    def __init__(self, *, preview: bool = False) -> None:
        self._preview = preview
        self._accounts: dict[str, str] = {}

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Echo, in the account of the resource's provider."""
        if args.typ == "pulumi:providers:aws":
            self._accounts[args.name] = json.loads(args.inputs["allowedAccountIds"])[0]
        if self._preview:
            return "", dict(args.inputs)  # nothing exists yet: ids and computed outputs are unknown
        computed = COMPUTED.get(args.typ)
        account = self._accounts.get(_logical_name(args.provider, before=1) or "", "")
        made = computed(args, account) if computed else {}
        return f"{args.name}-id", {"name": args.name, **args.inputs, **made}

    def call(self, _: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """The managed secret, the Redpanda cluster and its role for pipelines, and a database that exists."""
        by_pod = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity"}
        role = {"assumeRolePolicy": json.dumps({"Statement": [by_pod]}), "permissionsBoundary": ""}
        brokers = {"kafkaApi": {"seedBrokers": ["seed-0.example:9092"]}}
        database = {"dbClusterParameterGroupName": "found-parameters", **_database("found", "222222222222")}
        return {
            "secretString": SECRET_STRING,
            "clusterApiUrl": "https://api.example",
            **brokers,
            **role,
            **database,
        }, []


Computed = Callable[[pulumi.runtime.MockResourceArgs, str], dict[str, Any]]
"""From a resource and its account to what the cloud adds to the inputs."""


def _cluster(args: pulumi.runtime.MockResourceArgs, account: str) -> dict[str, Any]:
    return _database(args.name, account)


def _database(name: str, account: str) -> dict[str, Any]:
    return {
        "arn": f"arn:aws:rds:{REGION}:{account}:cluster:{name}",
        "clusterIdentifier": name,
        "clusterResourceId": "cluster-ABC",
        "endpoint": f"{name}.cluster-x.{REGION}.rds.amazonaws.com",
        "masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:{REGION}:{account}:secret:master"}],
    }


def _oidc_provider(args: pulumi.runtime.MockResourceArgs, account: str) -> dict[str, Any]:
    return {"arn": f"arn:aws:iam::{account}:oidc-provider/{str(args.inputs['url']).removeprefix('https://')}"}


def _subnet(args: pulumi.runtime.MockResourceArgs, _account: str) -> dict[str, Any]:
    zone = str(args.inputs.get("availabilityZone", "a"))
    return {"availabilityZoneId": f"use2-az{'abcdef'.find(zone[-1]) + 1}"}


def _proxy(_args: pulumi.runtime.MockResourceArgs, account: str) -> dict[str, Any]:
    return {"arn": f"arn:aws:rds:{REGION}:{account}:db-proxy:prx-0abc"}


def _proxy_endpoint(args: pulumi.runtime.MockResourceArgs, _account: str) -> dict[str, Any]:
    return {"endpoint": f"{args.name}.endpoint.proxy-x.{REGION}.rds.amazonaws.com"}


def _interface_endpoint(args: pulumi.runtime.MockResourceArgs, _account: str) -> dict[str, Any]:
    return {"dnsEntries": [{"dnsName": f"vpce-{args.name}.{REGION}.vpce.amazonaws.com"}]}


def _arn(service: str, region: str, resource: str) -> Computed:
    return lambda args, account: {"arn": f"arn:aws:{service}:{region}:{account}:{resource}{args.name}"}


COMPUTED: dict[str, Computed] = {
    "aws:rds/cluster:Cluster": _cluster,
    "aws:ecs/cluster:Cluster": _arn("ecs", REGION, "cluster/"),
    "aws:ecs/taskDefinition:TaskDefinition": _arn("ecs", REGION, "task-definition/"),
    "aws:iam/accessKey:AccessKey": lambda args, _: {"secret": f"secret half of {args.name}"},
    "aws:iam/role:Role": _arn("iam", "", "role/"),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": _oidc_provider,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _arn("cloudwatch", REGION, "alarm:"),
    "aws:cloudwatch/logGroup:LogGroup": _arn("logs", REGION, "log-group:"),
    "aws:ec2/subnet:Subnet": _subnet,
    "aws:ec2/vpc:Vpc": _arn("ec2", REGION, "vpc/"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _interface_endpoint,
    "aws:lambda/function:Function": _arn("lambda", REGION, "function:"),
    "aws:ram/resourceShare:ResourceShare": _arn("ram", REGION, "resource-share/"),
    "aws:rds/proxy:Proxy": _proxy,
    "aws:rds/proxyEndpoint:ProxyEndpoint": _proxy_endpoint,
    "aws:secretsmanager/secret:Secret": _arn("secretsmanager", REGION, "secret:"),
    "aws:sns/topic:Topic": _arn("sns", REGION, ""),
    "random:index/randomPassword:RandomPassword": lambda _, __: {"result": "generated-password"},
    "random:index/randomId:RandomId": lambda _, __: {"hex": "0badcafe"},
}


class NotingMonitor(MockMonitor):
    """Pulumi's monitor for mocks, which also notes parents: the mocks themselves are not told of them."""

    def __init__(self, cloud: EchoingCloud) -> None:
        super().__init__(cloud)
        self.registered: list[Registered] = []

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802  the name of the engine's call
        """Note it, and answer as mocks do."""
        if request.type != "pulumi:pulumi:Stack":
            self.registered.append(
                Registered(
                    kind=request.type,
                    name=request.name,
                    custom=request.custom,
                    component=_component(request.parent),
                    provider=_logical_name(request.provider, before=1),
                    properties=json_format.MessageToDict(request.object),
                )
            )
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


def _component(parent: str) -> tuple[str, str] | None:
    """A URN, `urn:pulumi:<stack>::<project>::<types>::<name>`, whose last type after `$` is its own."""
    types, name = parent.split("::")[-2:]
    kind = types.rpartition("$")[2]
    return (kind, name) if kind.startswith(COMPONENT_PREFIX) else None


def _logical_name(reference: str | None, before: int = 0) -> str | None:
    """The name at the end of a URN; of a provider's reference, which an id follows, the one before."""
    return reference.split("::")[-1 - before] if reference else None
