import pulumi
import pulumi_redpanda as redpanda
import pytest

from components.checkpoint_topic import CheckpointTopic, CheckpointTopicArgs

URL = "https://api-x.example"


@pytest.fixture
def made(engine):
    def program():
        CheckpointTopic(
            "orders",
            CheckpointTopicArgs(
                cluster_api_url=URL,
                topic="shop.orders.checkpoints",
                user="cdc_orders",
                replication_factor=5,
                allow_deletion=False,
            ),
            pulumi.ResourceOptions(provider=redpanda.Provider("redpanda-cloud")),
        )

    engine.run(program)
    return engine


def test_the_children_are_a_topic_and_three_rights(made):
    assert made.types() == {
        "orders-checkpoint-topic": "redpanda:index/topic:Topic",
        "orders-checkpoint-topic-read": "redpanda:index/acl:Acl",
        "orders-checkpoint-topic-write": "redpanda:index/acl:Acl",
        "orders-checkpoint-topic-describe": "redpanda:index/acl:Acl",
    }


def test_the_topic_keeps_the_newest_position_and_nothing_else(made):
    assert made.inputs("orders-checkpoint-topic") == {
        "clusterApiUrl": URL,
        "name": "shop.orders.checkpoints",
        "partitionCount": 1,
        "replicationFactor": 5,
        "configuration": {"cleanup.policy": "compact"},
        "allowDeletion": False,
    }


def test_the_pipelines_user_reads_and_writes_it(made):
    acls = [made.inputs(name) for name, kind in made.types().items() if kind.endswith(":Acl")]
    assert {acl.pop("operation") for acl in acls} == {"READ", "WRITE", "DESCRIBE"}
    for acl in acls:
        assert acl == {
            "clusterApiUrl": URL,
            "principal": "User:cdc_orders",
            "host": "*",
            "permissionType": "ALLOW",
            "resourceType": "TOPIC",
            "resourcePatternType": "LITERAL",
            "resourceName": "shop.orders.checkpoints",
            "allowDeletion": False,
        }


def test_each_child_has_the_callers_provider(made):
    assert set(made.provider_names().values()) == {"redpanda-cloud"}
