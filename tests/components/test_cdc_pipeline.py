import pulumi
import pulumi_random
import pulumi_redpanda as redpanda
import pytest
import yaml

from components.cdc_pipeline import CdcPipeline, CdcPipelineArgs
from domain import secret_versions
from domain.postgres_input import PostgresSource

URL = "https://api-x.example"
SOURCE = {
    "endpoint": "cdc.cluster-x.us-east-2.rds.amazonaws.com",
    "port": 5432,
    "database": "shop",
    "region": "us-east-2",
    "user": "cdc_orders",
    "connect_role_arn": "arn:aws:iam::222222222222:role/cdc-role",
    "external_id": None,
    "ca_bundle_pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "schema": "public",
    "tables": ["orders"],
    "slot": "rpcn_orders",
    "snapshot": True,
    "key_columns": {"orders": ["id"]},
}
ARGS = {
    "cluster_api_url": URL,
    "source": PostgresSource(**SOURCE),
    "user": "cdc_orders",
    "topic": "shop.public.orders",
}
VERSION = secret_versions.secret_version("generated-password")


class Waited(pulumi.CustomResource):
    def __init__(self, name):
        super().__init__("test:index:Waited", name, {})


@pytest.fixture
def make(engine):
    def run(**args):
        def program():
            providers = [redpanda.Provider("redpanda-cloud"), pulumi_random.Provider("random")]
            starts_after = [Waited("login-works")]
            CdcPipeline(
                "orders",
                CdcPipelineArgs(**ARGS | {"starts_after": starts_after} | args),
                pulumi.ResourceOptions(providers=providers),
            )

        engine.run(program)
        return engine

    return run


def config(engine):
    return yaml.safe_load(engine.inputs("orders-pipeline")["configYaml"])


def test_the_children_are_two_topics_a_user_its_rights_a_secret_and_the_pipeline(make):
    types = make().types()
    assert types.pop("login-works")
    assert types == {
        "orders-topic": "redpanda:index/topic:Topic",
        "orders-dead-letter-topic": "redpanda:index/topic:Topic",
        "orders-password": "random:index/randomPassword:RandomPassword",
        "orders-user": "redpanda:index/user:User",
        "orders-topic-write": "redpanda:index/acl:Acl",
        "orders-topic-describe": "redpanda:index/acl:Acl",
        "orders-dead-letter-topic-write": "redpanda:index/acl:Acl",
        "orders-dead-letter-topic-describe": "redpanda:index/acl:Acl",
        "orders-cluster-idempotent-write": "redpanda:index/acl:Acl",
        "orders-password-secret": "redpanda:index/secret:Secret",
        "orders-pipeline": "redpanda:index/pipeline:Pipeline",
    }


def test_the_user_has_exactly_five_rights(make):
    engine = make()
    acls = [engine.inputs(name) for name, kind in engine.types().items() if kind.endswith(":Acl")]
    assert {a["principal"] for a in acls} == {"User:cdc_orders"}
    assert {(a["permissionType"], a["host"], a["resourcePatternType"]) for a in acls} == {("ALLOW", "*", "LITERAL")}
    assert {(a["resourceType"], a["resourceName"], a["operation"]) for a in acls} == {
        ("TOPIC", "shop.public.orders", "WRITE"),
        ("TOPIC", "shop.public.orders", "DESCRIBE"),
        ("TOPIC", "shop.public.orders.dlq", "WRITE"),
        ("TOPIC", "shop.public.orders.dlq", "DESCRIBE"),
        ("CLUSTER", "kafka-cluster", "IDEMPOTENT_WRITE"),
    }


def test_both_topics_have_the_asked_shape_and_stay_unless_deletion_is_allowed(make):
    engine = make(partitions=6, replication_factor=5)
    shape = {"clusterApiUrl": URL, "partitionCount": 6, "replicationFactor": 5, "allowDeletion": False}
    assert engine.inputs("orders-topic") == shape | {"name": "shop.public.orders"}
    assert engine.inputs("orders-dead-letter-topic") == shape | {"name": "shop.public.orders.dlq"}


def test_the_generated_password_reaches_the_user_and_the_secret_with_its_version(make):
    engine = make()
    assert engine.inputs("orders-user") == {
        "clusterApiUrl": URL,
        "name": "cdc_orders",
        "mechanism": "scram-sha-256",
        "passwordWo": "generated-password",
        "passwordWoVersion": VERSION,
        "allowDeletion": False,
    }
    assert engine.inputs("orders-password-secret") == {
        "clusterApiUrl": URL,
        "name": "RPCN_ORDERS_PASSWORD",
        "secretData": "generated-password",
        "secretDataVersion": VERSION,
        "scopes": ["SCOPE_REDPANDA_CONNECT"],
        "allowDeletion": False,
    }
    assert engine.inputs("orders-password") == {"length": 32, "special": False}


def test_the_pipeline_runs_on_a_pair_of_the_grid(make):
    pipeline = make(cpu="300m", memory="1200M").inputs("orders-pipeline")
    assert pipeline["state"] == "running"
    assert pipeline["resources"] == {"cpuShares": "300m", "memoryShares": "1200M"}
    assert pipeline["displayName"] == "orders"


def test_the_configuration_reads_the_source_and_writes_the_topic(make):
    parsed = config(make(source=PostgresSource(**SOURCE | {"external_id": "shop-cdc"})))
    source = parsed["input"]["postgres_cdc"]
    assert source["dsn"].startswith("postgres://cdc_orders@cdc.cluster-x.us-east-2.rds.amazonaws.com:5432/shop?")
    assert source["aws"]["roles"] == [{"role": SOURCE["connect_role_arn"], "role_external_id": "shop-cdc"}]
    assert source["tls"]["root_cas"] == SOURCE["ca_bundle_pem"]
    assert parsed["output"]["fallback"][0]["reject_errored"]["redpanda"]["topic"] == "shop.public.orders"


def test_a_description_fits_however_long_the_topic_is(make):
    assert len(make(topic="t" * 245).inputs("orders-pipeline")["description"]) == 256


def test_a_changed_password_changes_the_configuration_and_so_restarts_the_pipeline(make):
    text = make().inputs("orders-pipeline")["configYaml"]
    assert text.splitlines()[0] == f"# password version {VERSION}"


def test_what_connect_fills_in_before_it_reads_the_yaml_stays_a_text(make):
    text = make().inputs("orders-pipeline")["configYaml"]
    assert text.count('"${secrets.RPCN_ORDERS_PASSWORD}"') == text.count("${secrets.") == 2
    assert text.count('"${REDPANDA_BROKERS}"') == 2


def test_the_password_is_nowhere_in_the_configuration(make):
    assert "generated-password" not in make().inputs("orders-pipeline")["configYaml"]


def test_the_pipeline_waits_for_every_right_and_for_the_whole_chain(make):
    engine = make()
    not_named = {"orders-password", "orders-pipeline"}
    assert engine.waits_for("orders-pipeline") == set(engine.types()) - not_named


def test_each_child_has_the_provider_of_its_package(make):
    providers = make().provider_names()
    del providers["login-works"]
    assert providers.pop("orders-password") == "random"
    assert set(providers.values()) == {"redpanda-cloud"}


def test_a_size_off_the_grid_is_refused():
    with pytest.raises(ValueError, match=r"^cpu, memory: got '200m', '256Mi', want 800M"):
        CdcPipelineArgs(**ARGS, starts_after=[], memory="256Mi")
