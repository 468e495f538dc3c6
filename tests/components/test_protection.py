"""What of a pipeline may be deleted, and in which order. That the engine keeps to it, mocks cannot show."""

import pulumi
import pulumi_random
import pulumi_redpanda as redpanda
import pytest

from components.cdc_pipeline import CdcPipeline, CdcPipelineArgs
from domain.postgres_input import PostgresSource

SOURCE = PostgresSource(
    endpoint="cdc.cluster-x.us-east-2.rds.amazonaws.com",
    port=5432,
    database="shop",
    region="us-east-2",
    user="cdc_orders",
    connect_role_arn="arn:aws:iam::222222222222:role/cdc-role",
    external_id=None,
    ca_bundle_pem="-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    schema="public",
    tables=["orders"],
    slot="rpcn_orders",
    snapshot=True,
    key_columns={"orders": ["id"]},
)


@pytest.fixture
def make(engine):
    def run(allow_deletion=False):
        def program():
            args = CdcPipelineArgs(
                cluster_api_url="https://api-x.example",
                source=SOURCE,
                user="cdc_orders",
                topic="orders",
                starts_after=[],
                allow_deletion=allow_deletion,
            )
            providers = [redpanda.Provider("redpanda-cloud"), pulumi_random.Provider("random")]
            CdcPipeline("orders", args, pulumi.ResourceOptions(providers=providers))

        engine.run(program)
        return engine

    return run


def in_redpanda(engine):
    return {name: engine.options[name] for name, kind in engine.types().items() if kind.startswith("redpanda:")}


@pytest.mark.parametrize("allow_deletion", [True, False])
def test_what_redpanda_would_not_delete_the_engine_refuses_at_preview(make, allow_deletion):
    options = in_redpanda(make(allow_deletion))
    assert len(options) == 10
    assert {bool(of_one.protect) for of_one in options.values()} == {not allow_deletion}


def test_the_password_is_never_protected_because_renewal_replaces_it(make):
    assert make().options["orders-password"].protect is None


def test_a_refused_deletion_leaves_no_old_half_because_it_comes_first(make):
    assert all(options.delete_before_replace for options in in_redpanda(make()).values())


def test_rights_on_the_topic_change_after_those_on_the_dead_letters(make):
    engine = make()
    on_dead_letters = {"orders-dead-letter-topic-write", "orders-dead-letter-topic-describe"}
    assert engine.waits_for("orders-topic-write") == engine.waits_for("orders-topic-describe") == on_dead_letters


@pytest.mark.parametrize(("allow_deletion", "said"), [(True, [("orders", "allowDeletion: got true")]), (False, [])])
def test_where_records_may_be_deleted_the_plan_says_so(make, monkeypatch, allow_deletion, said):
    warnings = []
    monkeypatch.setattr(pulumi, "warn", lambda text, resource: warnings.append((resource._name, text)))
    make(allow_deletion)
    assert [(name, text.partition(",")[0]) for name, text in warnings] == said
