"""What a stack tells of its runtime, and the choices within one."""

import pytest
import yaml

from tests.test_program import run  # noqa: F401  a fixture

IDENTITY = "arn:aws:iam::111111111111:"


@pytest.fixture
def told(run):  # noqa: F811
    """The chain and the other outputs of a stack, its sections changed before."""

    def outputs(stack, change=lambda sections: None):
        engine = run(stack, change=change)
        assert "generated-password" not in str(engine.outputs)
        assert "secret half" not in str(engine.outputs)
        return engine, engine.outputs

    return outputs


def within(runtime, **values):
    return lambda sections: sections["runtime"][runtime].update(values)


@pytest.mark.parametrize(
    ("stack", "kind", "identity"),
    [
        ("dev", "cloud-role", "role/redpanda-d0k2v6l8c5example0ab-redpanda-connect-pipeline"),
        ("cloud-key", "cloud-key", "user/redpanda-connect"),
        ("ecs", "ecs", "role/redpanda-connect-task"),
        ("kubernetes", "kubernetes", "role/redpanda-connect-pods"),
        ("own", "own", "role/redpanda-connect-host"),
    ],
)
def test_the_chain_says_which_runtime_it_is_and_who_the_pipelines_are(told, stack, kind, identity):
    _, outputs = told(stack)
    chain = outputs["chain"]
    assert (chain["runtime"]["kind"], chain["runtime"]["identity_arn"]) == (kind, IDENTITY + identity)
    assert chain["redpanda"]["pipeline_role_arn"] == IDENTITY + identity
    assert (chain["pipelines"][0]["id"] is not None) is stack.startswith(("dev", "cloud"))
    assert ("orders" in outputs["pipeline_ids"]) is stack.startswith(("dev", "cloud"))


def test_of_a_key_the_chain_tells_the_id_and_the_generation(told):
    _, outputs = told("cloud-key", within("cloud", keyGeneration=2))
    runtime = outputs["chain"]["runtime"]
    assert (runtime["key_id"], runtime["key_generation"]) == ("cdc-key-2-id", 2)


def test_of_a_service_the_chain_tells_where_to_look(told):
    _, outputs = told("ecs")
    assert outputs["chain"]["runtime"]["image"] == "docker.redpanda.com/redpandadata/connect:4.106.0"
    assert outputs["chain"]["pipelines"][0]["host"] == {
        "service_name": "orders-service",
        "log_group_name": "orders-log",
        "password_secret_arn": "arn:aws:secretsmanager:us-east-2:111111111111:secret:orders-password-secret-AbCdEf",
    }


def test_ones_own_connect_gets_its_configuration_as_an_output_without_a_secret(told):
    engine, outputs = told("own")
    config = yaml.safe_load(outputs["connect_yaml_orders"])
    assert config["output"]["fallback"][1]["redpanda"]["sasl"][0]["password"] == "${RPCN_ORDERS_PASSWORD}"
    assert outputs["chain"]["pipelines"][0]["host"]["password_variable"] == "RPCN_ORDERS_PASSWORD"
    assert "cdc-own-assume" in engine.types()


def test_an_owner_who_puts_the_policy_on_himself_finds_it_in_the_chain(told):
    engine, outputs = told("own", within("own", attachPolicy=False))
    (statement,) = outputs["chain"]["runtime"]["assume_policy"]["Statement"]
    assert statement["Resource"] == ["arn:aws:iam::222222222222:role/cdc-role"]
    assert outputs["chain"]["redpanda"]["assume_policy_name"] is None
    assert "cdc-own-assume" not in engine.types()


def test_pod_identity_passes_its_tags_on_to_the_connect_role(told):
    def by_association(sections):
        kubernetes = sections["runtime"]["kubernetes"]
        del kubernetes["oidcIssuer"]
        kubernetes.update(way="podIdentity", clusterName="shop")

    engine, _ = told("kubernetes", by_association)
    trust = engine.inputs("cdc-role")["assumeRolePolicy"]["Statement"]
    assert [statement["Action"] for statement in trust] == ["sts:AssumeRole", "sts:TagSession"]
    assert engine.inputs("cdc-pods-association")["serviceAccount"] == "redpanda-connect"
    assert engine.provider_names()["cdc-pods-association"] == "redpanda-account"
    assert "annotations" not in engine.inputs("cdc-service-account")["metadata"]


def test_without_an_operator_there_is_a_deployment_with_the_licence(told):
    licence = {"name": "redpanda-license"}
    engine, _ = told("kubernetes", within("kubernetes", operator=False, licenseSecret=licence))
    assert "orders-pipeline" not in engine.types()
    (connect,) = engine.inputs("orders-deployment")["spec"]["template"]["spec"]["containers"]
    assert connect["env"][0] == {
        "name": "REDPANDA_LICENSE",
        "valueFrom": {"secretKeyRef": {"name": "redpanda-license", "key": "license"}},
    }


@pytest.mark.parametrize(
    ("stack", "what_runs"),
    [("cloud-key", "orders-pipeline"), ("ecs", "orders-service"), ("kubernetes", "orders-pipeline")],
)
def test_what_runs_a_pipeline_waits_for_the_whole_chain(told, stack, what_runs):
    engine, _ = told(stack)
    waited = {type(resource).__name__ for resource in engine.options[what_runs].depends_on}
    identity = {"cloud-key": "AccessKeyUser", "ecs": "ConnectTaskRole", "kubernetes": "ServiceAccountRole"}[stack]
    assert {identity, "CrossAccountConnectRole", "CdcDatabaseObjects"} <= waited
    assert ("AccessKeySecrets" in waited) is (stack == "cloud-key")
    assert ("CdcTarget" in waited) is (stack != "cloud-key")
