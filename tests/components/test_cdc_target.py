import pulumi
import pulumi_random
import pulumi_redpanda as redpanda
import pytest

from components.cdc_pipeline import CdcPipeline, CdcPipelineArgs
from components.cdc_target import CdcTarget
from components.redpanda_target import RedpandaTargetArgs
from domain import secret_versions
from domain.database_engines import AURORA_MYSQL
from tests.components.hosted import SOURCE

ARGS = {"cluster_api_url": "https://api-x.example", "user": "cdc_orders", "topic": "shop.public.orders"}


def providers():
    return pulumi.ResourceOptions(providers=[redpanda.Provider("redpanda-cloud"), pulumi_random.Provider("random")])


@pytest.fixture
def make(engine):
    def run(**args):
        made = []
        engine.run(lambda: made.append(CdcTarget("orders", RedpandaTargetArgs(**ARGS | args), providers())))
        return made[0]

    return run


def test_the_children_are_those_of_a_pipeline_in_the_cloud_without_what_runs_there(make, engine, engine_with):
    make()
    hosted = engine.types()
    cloud = engine_with()
    cloud.run(lambda: CdcPipeline("orders", CdcPipelineArgs(**ARGS, source=SOURCE, starts_after=[]), providers()))
    in_the_cloud = {"orders-pipeline", "orders-password-secret"}
    assert hosted == {name: kind for name, kind in cloud.types().items() if name not in in_the_cloud}
    assert set(hosted) == set(cloud.types()) - in_the_cloud


def test_each_child_has_the_provider_of_its_package(make, engine):
    make()
    names = engine.provider_names()
    assert names.pop("orders-password") == "random"
    assert set(names.values()) == {"redpanda-cloud"}


def test_a_pipeline_that_moves_keeps_its_topics_in_both_directions(engine, monkeypatch):
    seen = {}
    real = pulumi.ComponentResource.__init__

    def spy(self, kind, name, props=None, opts=None, *rest):
        seen[kind] = [alias.type_ for alias in (opts.aliases or [])] if opts else []
        real(self, kind, name, props, opts, *rest)

    monkeypatch.setattr(pulumi.ComponentResource, "__init__", spy)

    def program():
        CdcTarget("orders", RedpandaTargetArgs(**ARGS), providers())
        CdcPipeline("items", CdcPipelineArgs(**ARGS, source=SOURCE, starts_after=[]))

    engine.run(program)
    assert seen == {
        "rpcn:index:CdcTarget": ["rpcn:index:CdcPipeline"],
        "rpcn:index:CdcPipeline": ["rpcn:index:CdcTarget"],
    }


def test_a_source_that_keeps_no_position_gets_its_checkpoints_anywhere(make, engine):
    make(engine=AURORA_MYSQL)
    assert "orders-checkpoint-topic" in engine.types()


def test_the_password_is_marked_and_its_version_is_not(make, engine):
    known = []

    def program():
        made = CdcTarget("orders", RedpandaTargetArgs(**ARGS), providers())
        pulumi.Output.all(made.password.is_secret(), made.password_version.is_secret(), made.password_version).apply(
            known.extend
        )

    engine.run(program)
    assert known[0] is True
    assert known[-1] == secret_versions.secret_version("generated-password")


def test_the_target_is_named_after_the_pipeline(make):
    target = make().target
    assert (target.topic, target.dead_letter_topic) == ("shop.public.orders", "shop.public.orders.dlq")
    assert (target.user, target.password_secret) == ("cdc_orders", "RPCN_ORDERS_PASSWORD")
