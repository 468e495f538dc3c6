"""What each class sends to the engine, and what its attributes give back."""

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_redpanda as redpanda
import pytest
from google.protobuf.json_format import MessageToDict

Run = Callable[[Callable[[], Any]], Any]
URL = "https://api-1.clxyz.byoc.example"
untyped: Any = redpanda  # for calls a type checker would refuse
ACL: dict[str, Any] = {
    "cluster_api_url": URL,
    "host": "*",
    "operation": "WRITE",
    "permission_type": "ALLOW",
    "principal": "User:writer",
    "resource_pattern_type": "LITERAL",
    "resource_type": "TOPIC",
}

# class, arguments class, keywords, what arrives; {"value": ...} stands for a secret
FORMS: list[tuple[Any, Any, dict[str, Any], dict[str, Any]]] = [
    (
        redpanda.Topic,
        redpanda.TopicArgs,
        {
            "name": "orders",
            "partition_count": 3,
            "replication_factor": 3,
            "configuration": {"cleanup.policy": "compact"},
        },
        {"name": "orders", "partitionCount": 3, "replicationFactor": 3, "configuration": {"cleanup.policy": "compact"}},
    ),
    (
        redpanda.User,
        redpanda.UserArgs,
        {"name": "writer", "mechanism": "scram-sha-256", "password_wo": "hidden", "password_wo_version": 7},
        {"name": "writer", "mechanism": "scram-sha-256", "passwordWo": {"value": "hidden"}, "passwordWoVersion": 7},
    ),
    (redpanda.User, redpanda.UserArgs, {"password": "hidden"}, {"password": {"value": "hidden"}}),
    (
        redpanda.Secret,
        redpanda.SecretArgs,
        {"name": "PW", "scopes": ["SCOPE_REDPANDA_CONNECT"], "secret_data": "hidden", "secret_data_version": 1},
        {"name": "PW", "scopes": ["SCOPE_REDPANDA_CONNECT"], "secretData": {"value": "hidden"}, "secretDataVersion": 1},
    ),
    (
        redpanda.Pipeline,
        redpanda.PipelineArgs,
        {
            "config_yaml": "input: {}",
            "display_name": "orders",
            "description": "changes",
            "state": "running",
            "tags": {"some_team": "data"},
            "resources": redpanda.PipelineResourcesArgs(cpu_shares="200m", memory_shares="800M"),
            "service_account": redpanda.PipelineServiceAccountArgs(client_id="id", client_secret="${secrets.SA}"),
            "timeouts": redpanda.PipelineTimeoutsArgs(create="5m"),
        },
        {
            "configYaml": {"value": "input: {}"},
            "displayName": "orders",
            "description": "changes",
            "state": "running",
            "tags": {"some_team": "data"},
            "resources": {"cpuShares": "200m", "memoryShares": "800M"},
            "serviceAccount": {"clientId": "id", "clientSecret": "${secrets.SA}"},
            "timeouts": {"create": "5m"},
        },
    ),
]


def unsigned(properties: dict[str, Any]) -> dict[str, Any]:
    """Without the engine's mark on secrets: what is left of one is `{"value": ...}`."""
    signature = "4dabf18193072939515e22adb298388d"
    return {
        name: {"value": value["value"]} if isinstance(value, dict) and signature in value else value
        for name, value in properties.items()
    }


@pytest.mark.parametrize(("resource", "args_type", "keywords", "wire"), FORMS)
def test_both_constructor_forms_send_the_wire_names_and_mark_the_secrets(
    run: Run, resource: Any, args_type: Any, keywords: dict[str, Any], wire: dict[str, Any]
) -> None:
    def program() -> None:
        resource("keywords", cluster_api_url=URL, allow_deletion=True, **keywords)
        resource("arguments", args_type(cluster_api_url=URL, allow_deletion=True, **keywords))

    engine = run(program)
    expected = {"clusterApiUrl": URL, "allowDeletion": True, **wire}
    assert unsigned(engine.inputs("keywords")) == expected
    assert unsigned(engine.inputs("arguments")) == expected
    name = resource.__name__
    assert engine.resources_by_name["keywords"].type == f"redpanda:index/{name.lower()}:{name}"


def test_an_acl_takes_the_name_of_its_kafka_resource_with_a_trailing_underscore(run: Run) -> None:
    engine = run(lambda: redpanda.Acl("write", resource_name_="orders", **ACL) and None)
    assert engine.resources_by_name["write"].type == "redpanda:index/acl:Acl"
    assert engine.inputs("write") == {
        "clusterApiUrl": URL,
        "host": "*",
        "operation": "WRITE",
        "permissionType": "ALLOW",
        "principal": "User:writer",
        "resourceName": "orders",
        "resourcePatternType": "LITERAL",
        "resourceType": "TOPIC",
    }


def test_secrets_are_marked_on_the_way_out_too(run: Run) -> None:
    def program() -> None:
        redpanda.Provider("cloud", client_id="id", client_secret="hidden")
        redpanda.User("writer", cluster_api_url=URL, password_wo="hidden")
        redpanda.Secret("password", cluster_api_url=URL, scopes=["S"], secret_data="hidden")
        redpanda.Pipeline("pipeline", cluster_api_url=URL, config_yaml="{}", display_name="orders")
        redpanda.Topic("orders", cluster_api_url=URL)

    engine = run(program)
    marked = {name: list(request.additionalSecretOutputs) for name, request in engine.resources_by_name.items()}
    assert marked == {
        "cloud": ["accessToken", "clientId", "clientSecret"],
        "writer": ["password", "passwordWo"],
        "password": ["secretData"],
        "pipeline": ["configYaml"],
        "orders": [],
    }
    assert unsigned(engine.inputs("cloud")) == {"clientId": {"value": "id"}, "clientSecret": {"value": "hidden"}}


def test_options_reach_the_engine_in_every_form(run: Run) -> None:
    provider: list[str] = []

    def program() -> Any:
        cloud = redpanda.Provider("cloud", redpanda.ProviderArgs(access_token="hidden"))
        cloud.urn.apply(provider.append)
        opts = pulumi.ResourceOptions(provider=cloud)
        redpanda.Topic("positional", opts, cluster_api_url=URL)
        redpanda.Topic("by-name", cluster_api_url=URL, opts=opts)
        redpanda.Topic("after-args", redpanda.TopicArgs(cluster_api_url=URL), opts)
        redpanda.Topic("all-by-name", args=redpanda.TopicArgs(cluster_api_url=URL), opts=opts)
        redpanda.Acl("acl", opts, resource_name_="orders", **ACL)

    engine = run(program)
    assert engine.resources_by_name["cloud"].type == "pulumi:providers:redpanda"
    for name in ("positional", "by-name", "after-args", "all-by-name", "acl"):
        assert engine.resources_by_name[name].provider == f"{provider[0]}::cloud-id", name


def test_inputs_and_computed_properties_are_attributes_of_the_resource(run: Run) -> None:
    seen: list[Any] = []

    def program() -> Any:
        topic = redpanda.Topic("orders", cluster_api_url=URL, name="orders", partition_count=3)
        acl = redpanda.Acl("write", resource_name_="orders", **ACL)
        pipeline = redpanda.Pipeline("pipeline", cluster_api_url=URL, config_yaml="{}", display_name="orders")
        return pulumi.Output.all(
            topic.id, topic.partition_count, topic.configuration, acl.resource_name, acl.permission_type,
            pipeline.url, pipeline.status.error, pipeline.resources.memory_shares, pipeline.config_yaml,
        ).apply(seen.extend)  # fmt: skip

    run(program)
    assert seen == ["orders-id", 3, None, "orders", "ALLOW", "", "", "400M", "{}"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: untyped.Topic("t", name="orders"), "cluster_api_url"),
        (lambda: untyped.Topic("t", cluster_api_url=None), "Missing required property 'cluster_api_url'"),
        (lambda: untyped.Topic("t", cluster_api_url=URL, partition_cout=3), "partition_cout"),
        (
            lambda: untyped.Topic("t", untyped.TopicArgs(cluster_api_url=URL), name="orders"),
            "got more than TopicArgs",
        ),
        (lambda: untyped.Topic("t", None, None, cluster_api_url=URL), "got more than TopicArgs"),
        (lambda: untyped.Acl("t", untyped.AclArgs(resource_name="orders", **ACL)), "missing 8 required"),
        (lambda: untyped.Acl("t", **ACL), "resource_name_"),
    ],
)
def test_a_call_of_neither_form_is_a_type_error(run: Run, call: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        run(call)


def test_the_look_up_of_a_cluster_sends_its_id_and_gives_a_typed_result(run: Run) -> None:
    seen: list[Any] = []

    def program() -> Any:
        seen.append(redpanda.get_cluster("clxyz").kafka_api.seed_brokers)
        cluster = redpanda.get_cluster_output(pulumi.Output.from_input("clabc"))
        return pulumi.Output.all(cluster.id, cluster.cluster_api_url, cluster.kafka_api.seed_brokers).apply(seen.append)

    engine = run(program)
    assert [call.tok for call in engine.calls] == ["redpanda:index/getCluster:getCluster"] * 2
    assert [MessageToDict(call.args) for call in engine.calls] == [{"id": "clxyz"}, {"id": "clabc"}]
    brokers = ["seed-1.clxyz.byoc.example:9092"]
    assert seen == [brokers, ["clabc", URL, brokers]]
