"""`CdcPipeline` where the database does not keep the position: one component more, and nothing of another engine."""

import pulumi
import pulumi_random
import pulumi_redpanda as redpanda
import pytest

from components.cdc_pipeline import CdcPipeline, CdcPipelineArgs
from components.checkpoint_topic import CheckpointTopic
from domain.database_engines import AURORA_MYSQL, AURORA_POSTGRESQL
from domain.mysql_input import MysqlSource
from tests.domain.test_mysql_input import SOURCE


@pytest.fixture
def make(engine):
    def run(**args):
        def program():
            CdcPipeline(
                "orders",
                CdcPipelineArgs(
                    **{
                        "cluster_api_url": "https://api-x.example",
                        "source": MysqlSource(**SOURCE),
                        "user": "cdc_orders",
                        "topic": "shop.orders",
                        "starts_after": [],
                        "engine": AURORA_MYSQL,
                    }
                    | args
                ),
                pulumi.ResourceOptions(
                    providers=[redpanda.Provider("redpanda-cloud"), pulumi_random.Provider("random")]
                ),
            )

        engine.run(program)
        return engine

    return run


CHECKPOINTS = {
    "orders-checkpoint-topic",
    "orders-checkpoint-topic-read",
    "orders-checkpoint-topic-write",
    "orders-checkpoint-topic-describe",
}


def test_it_makes_what_postgresqls_makes_and_a_topic_for_the_position(make):
    assert set(make().types()) == CHECKPOINTS | {
        "orders-topic",
        "orders-dead-letter-topic",
        "orders-password",
        "orders-user",
        "orders-topic-write",
        "orders-topic-describe",
        "orders-dead-letter-topic-write",
        "orders-dead-letter-topic-describe",
        "orders-cluster-idempotent-write",
        "orders-password-secret",
        "orders-pipeline",
    }


def test_the_pipeline_waits_for_the_place_of_its_position(make):
    waited_for = make().options["orders-pipeline"].depends_on
    assert [resource._name for resource in waited_for if isinstance(resource, CheckpointTopic)] == ["orders"]


@pytest.mark.parametrize("allow_deletion", [True, False])
def test_the_position_is_kept_as_safely_as_the_records(make, allow_deletion):
    engine = make(allow_deletion=allow_deletion, replication_factor=5)
    assert engine.inputs("orders-checkpoint-topic") == {
        "clusterApiUrl": "https://api-x.example",
        "name": "shop.orders.checkpoints",
        "partitionCount": 1,
        "replicationFactor": 5,
        "configuration": {"cleanup.policy": "compact"},
        "allowDeletion": allow_deletion,
    }
    assert {engine.inputs(name)["allowDeletion"] for name in CHECKPOINTS} == {allow_deletion}
    assert {bool(engine.options[name].protect) for name in CHECKPOINTS} == {not allow_deletion}
    assert engine.options["orders-checkpoint-topic"].delete_before_replace


def test_every_child_has_the_provider_of_its_package(make):
    providers = make().provider_names()
    assert providers.pop("orders-password") == "random"
    assert set(providers.values()) == {"redpanda-cloud"}


def test_a_source_of_another_engine_is_refused_and_no_pipeline_made(make, engine):
    with pytest.raises(ValueError, match="source: got one of Aurora MySQL, want one of Aurora PostgreSQL; set engine"):
        make(engine=AURORA_POSTGRESQL)
    assert "orders-pipeline" not in engine.types()
