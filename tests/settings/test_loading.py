import pulumi
import pytest

import settings


class NoResources(pulumi.runtime.Mocks):
    def new_resource(self, args):
        raise AssertionError("settings make no resources")

    def call(self, args):
        raise AssertionError("settings look nothing up")


def problems(config):
    with pytest.raises(ValueError, match="want") as refusal:
        settings.parse(config)
    return [line.strip() for line in str(refusal.value).splitlines()]


def second_pipeline(config, **changes):
    first = config["pipelines"][0]
    config["pipelines"].append(
        first | {"name": "returns", "tables": ["returns"], "keyColumns": {"returns": ["id"]}} | changes
    )
    return config


@pytest.mark.parametrize("stack", ["dev", "lab"])
def test_the_stack_files_of_the_repository_hold(stack_config, stack):
    assert settings.parse(stack_config(stack)).pipelines


def test_defaults_are_the_safe_ones(stack_config):
    config = stack_config("dev")
    del config["database"]["network"]["exposure"]
    parsed = settings.parse(config)
    assert parsed.database.network.exposure == "private"
    assert parsed.database.deletion_protection is True
    assert parsed.database.backup_retention_days == 7
    assert (parsed.database.port, parsed.database.engine_version) == (5432, "17.4")
    assert parsed.redpanda.allow_deletion is False
    assert parsed.redpanda.scope_tag == "redpanda_scope_redpanda_connect"
    assert parsed.redpanda.pipeline_role_name == "redpanda-d0k2v6l8c5example0ab-redpanda-connect-pipeline"
    assert parsed.trust.principal == "account"
    assert parsed.alarms.topic_arn is None
    assert (parsed.alarms.slot_lag_gib, parsed.alarms.lasting_minutes) == (10, 15)


def test_names_follow_the_pipeline_unless_they_are_given(stack_config):
    config = second_pipeline(stack_config("dev"), user="reader", slot="reader_slot", topic="returned")
    named, given = settings.parse(config).pipelines
    assert (named.user, named.slot, named.topic) == ("cdc_orders", "rpcn_orders", "shop.public.orders")
    assert (given.user, given.slot, given.topic) == ("reader", "reader_slot", "returned")


def test_memory_follows_the_cpu(stack_config):
    config = stack_config("dev")
    config["pipelines"][0]["cpu"] = "1500m"
    assert settings.parse(config).pipelines[0].memory == "6000M"


def test_an_account_id_may_be_typed_without_quotes(stack_config):
    config = stack_config("dev")
    config["database"]["accountId"] = 222222222222
    assert settings.parse(config).database.account_id == "222222222222"


def test_one_account_is_fine_when_it_is_meant(stack_config):
    config = stack_config("dev") | {"sameAccount": True}
    config["database"]["accountId"] = config["redpanda"]["accountId"]
    assert settings.parse(config).database.account_id == "111111111111"


def test_one_size_for_the_cluster_asks_for_no_alarm_on_its_capacity(stack_config):
    config = stack_config("dev")
    config["database"]["minAcu"] = config["database"]["maxAcu"]
    assert problems(config) == [
        "alarms.capacityPercent: got 90, want 100 or more (database.minAcu is always in use); set 100 for no such alarm"
    ]
    assert settings.parse(config | {"alarms": {"capacityPercent": 100}})


def test_an_alarm_may_tell_a_topic_of_any_account_in_its_region(stack_config):
    topic = "arn:aws:sns:us-east-2:333333333333:on-call"
    assert settings.parse(stack_config("dev") | {"alarms": {"topicArn": topic}}).alarms.topic_arn == topic


@pytest.mark.parametrize("field", ["name", "user", "slot", "topic"])
def test_a_name_that_two_pipelines_share_is_named_at_both(stack_config, field):
    first = settings.parse(stack_config("dev")).pipelines[0]
    config = second_pipeline(stack_config("dev"), **{field: getattr(first, field)})
    value = getattr(first, field)
    said = [line for line in problems(config) if f".{field}: got {value!r} twice" in line]
    assert [line.split(".")[0] for line in said] == ["pipelines[0]", "pipelines[1]"]


def test_a_topic_may_not_be_anothers_dead_letter_topic(stack_config):
    config = second_pipeline(stack_config("dev"), topic="shop.public.orders.dlq")
    (line,) = problems(config)
    assert line.startswith("pipelines[1].topic: got 'shop.public.orders.dlq' twice")


def test_a_misspelt_key_is_answered_with_the_nearest_one(stack_config):
    config = stack_config("dev")
    config["database"]["readres"] = 1
    config["pipelines"][0]["keyColumn"] = {}
    config["pipline"] = []
    assert problems(config) == [
        "pipline: unknown key, want `pipelines`",
        "database.readres: unknown key, want `readers`",
        "pipelines[0].keyColumn: unknown key, want `keyColumns`",
    ]


@pytest.mark.parametrize("section", ["redpanda", "database", "pipelines"])
def test_a_missing_section_is_named(stack_config, section):
    config = stack_config("dev")
    del config[section]
    (line,) = problems(config)
    assert line.startswith(f"{section}: ")


def test_a_missing_key_is_told_with_what_it_should_hold(stack_config):
    config = stack_config("dev")
    del config["pipelines"][0]["keyColumns"]
    (line,) = problems(config)
    assert line.startswith("pipelines[0].keyColumns: missing, want for each table the columns of the record key")


def test_a_default_that_does_not_hold_is_told_by_its_key_too(stack_config):
    config = stack_config("dev")
    del config["database"]["network"]["availabilityZones"]
    (line,) = problems(config)
    assert line.startswith("database.network.availabilityZones: got [], want at least two different zones")


def test_all_problems_of_a_file_come_in_one_message(stack_config):
    config = second_pipeline(stack_config("dev"), slot="rpcn_orders")
    config["redpanda"]["region"] = "Ohio"
    config["database"] |= {"minAcu": 0, "port": 1}
    config["trust"]["principal"] = "everyone"
    keys = [line.split(":")[0] for line in problems(config)]
    assert keys == [
        "redpanda.region",
        "database.port",
        "database.minAcu",
        "trust.principal",
        "pipelines[0].slot",
        "pipelines[1].slot",
    ]


def test_the_engines_config_is_read_key_by_key(stack_config, engine_config):
    pulumi.runtime.set_mocks(NoResources(), project="redpanda-aurora-iam", stack="dev")
    engine_config(stack_config("dev") | {"pipline": "x"})
    with pytest.raises(pulumi.RunError, match="pipline: unknown key"):
        settings.load()
    engine_config(stack_config("dev"))
    assert settings.load().database.name == "shop"


def test_a_wrong_entry_of_a_map_is_told_with_what_the_map_holds(stack_config):
    config = stack_config("dev")
    config["pipelines"][0]["keyColumns"]["orders"] = "id"
    (line,) = problems(config)
    assert line == (
        "pipelines[0].keyColumns.orders: got 'id', want for each table the columns of the record key, usually its "
        "primary key"
    )
