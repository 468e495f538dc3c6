import pytest
import yaml

from lab.connect.config import parse_config
from lab.connect.errors import ConfigError
from tests.lab.connect_pipeline import ENVIRONMENT, SECRETS, document, text

CDC = "input.postgres_cdc"
TOPIC = "output.fallback[0].reject_errored.redpanda"
DEAD_LETTERS = "output.fallback[1].redpanda"
HOST = "cdc.cluster-x.us-east-2.rds.amazonaws.com"
ABSENT = object()


def steps(path: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in path.replace("[", ".").replace("]", "").split(".")]


def changed(path: str, value: object) -> str:
    config = document()
    *parents, last = steps(path)
    section = config
    for step in parents:
        section = section[step]
    if value is ABSENT:
        del section[last]
    else:
        section[last] = value
    return yaml.safe_dump(config)


def refusal(yaml_text: str) -> str:
    with pytest.raises(ConfigError) as refused:
        parse_config(yaml_text, ENVIRONMENT, SECRETS)
    return str(refused.value)


def test_what_the_program_makes_is_understood_as_a_whole() -> None:
    config = parse_config("# password version 7\n" + text(), ENVIRONMENT, SECRETS)
    assert config.source.tables == ["orders", "order_items"]
    assert config.source.aws.roles[0].role_external_id == "shop-cdc"
    assert {table: key.columns for table, key in config.keys.items()} == {
        "orders": ("id",),
        "order_items": ("order_id", "line"),
    }
    assert config.output.topic.brokers == ["127.0.0.1:9092"]
    assert (config.output.topic.topic, config.output.dead_letters.topic) == (
        "shop.public.orders",
        "shop.public.orders.dlq",
    )
    assert config.output.topic.sasl[0].password == "a-secret-of-the-test"


def test_an_external_id_may_be_left_out() -> None:
    assert parse_config(text(external_id=None), ENVIRONMENT, SECRETS).source.aws.roles[0].role_external_id == ""


@pytest.mark.parametrize(
    ("brokers", "seeds"), [("a:1,b:2", ["a:1", "b:2"]), (None, []), ("a:1", ["a:1"])], ids=["several", "none", "one"]
)
def test_seed_brokers_are_split_at_commas_and_null_means_none(brokers: str | None, seeds: list[str]) -> None:
    assert parse_config(text(), {"REDPANDA_BROKERS": brokers}, SECRETS).output.topic.brokers == seeds


@pytest.mark.parametrize(
    "path",
    [
        "logger",
        "input.stdin",
        f"{CDC}.include_transaction_markers",
        f"{CDC}.tls.root_cas_file",
        f"{CDC}.tls.enabled",
        f"{CDC}.aws.role",
        f"{CDC}.aws.roles[0].external_id",
        f"{CDC}.batching.byte_size",
        "pipeline.processors[0].label",
        f"{TOPIC}.compression",
        f"{TOPIC}.sasl[0].token",
        f"{DEAD_LETTERS}.key",
        f"{DEAD_LETTERS}.tls.skip_cert_verify",
    ],
)
def test_a_field_the_stand_in_does_not_know_is_named(path: str) -> None:
    assert refusal(changed(path, "x")) == f"{path}: the stand-in does not know this field"


@pytest.mark.parametrize(
    "path",
    [
        f"{CDC}.slot_name",
        f"{CDC}.temporary_slot",
        f"{CDC}.aws.endpoint",
        f"{CDC}.aws.enabled",
        f"{CDC}.tls.root_cas",
        "pipeline.threads",
        "pipeline.processors[0].mapping",
        f"{TOPIC}.key",
        f"{TOPIC}.idempotent_write",
        f"{DEAD_LETTERS}.allow_auto_topic_creation",
    ],
)
def test_a_field_that_is_left_out_is_named(path: str) -> None:
    assert refusal(changed(path, ABSENT)) == f"{path}: missing"


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (f"{CDC}.aws.endpoint", HOST, f"got '{HOST}', the provided endpoint is missing a port"),
        (f"{CDC}.aws.endpoint", f"https://{HOST}:5432", "the provided endpoint is missing a port"),
        (f"{CDC}.aws.enabled", False, "got False, input should be True"),
        (f"{CDC}.aws.roles", [], "at least 1 item"),
        (f"{CDC}.temporary_slot", True, "got True, input should be False"),
        (f"{CDC}.stream_snapshot", "yes", "got 'yes', input should be a valid boolean"),
        (f"{CDC}.slot_name", "Slot-1", "got 'Slot-1', string should match pattern"),
        (f"{CDC}.tables", [], "at least 1 item"),
        (f"{CDC}.heartbeat_interval", "0s", "got '0s', want a duration above zero"),
        (f"{CDC}.heartbeat_interval", "soon", "got 'soon', want a duration above zero"),
        (f"{CDC}.batching.count", 0, "got 0, input should be greater than or equal to 1"),
        (f"{CDC}.dsn", f"postgres://u:p4ss@{HOST}:5432/shop?sslmode=verify-full", "want no password"),
        (f"{CDC}.dsn", f"postgres://u@{HOST}:5432/shop?sslmode=require", "want sslmode=verify-full"),
        (f"{CDC}.dsn", f"postgres://u@{HOST}:5432/shop", "want sslmode=verify-full"),
        (f"{CDC}.dsn", f"postgres://u@{HOST}/shop?sslmode=verify-full", "want its port as well"),
        (f"{CDC}.dsn", "postgres://u@[", "want postgres://<user>@<host>:<port>/<database>?sslmode=verify-full"),
        (f"{CDC}.tls.root_cas", "/etc/ssl/rds.pem", "got something else"),
        ("pipeline.threads", 2, "got 2, input should be 1"),
        ("pipeline.processors", [], "at least 1 item"),
        (f"{TOPIC}.key", "${! this.id }", "got '${! this.id }', input should be '${! @key }'"),
        (f"{TOPIC}.max_in_flight", 256, "got 256, input should be 1"),
        (f"{TOPIC}.allow_auto_topic_creation", True, "got True, input should be False"),
        (f"{TOPIC}.tls.enabled", False, "got False, input should be True"),
        (f"{TOPIC}.metadata.include_patterns", ["("], "want a regular expression"),
        (f"{DEAD_LETTERS}.sasl[0].mechanism", "PLAIN", "got 'PLAIN', input should be 'SCRAM-SHA-256'"),
        ("output.fallback", [], "output.fallback[0]: missing"),
    ],
)
def test_a_value_outside_of_what_is_allowed_is_refused_at_its_path(path: str, value: object, problem: str) -> None:
    message = refusal(changed(path, value))
    assert message.startswith(path)
    assert problem in message
    assert "p4ss" not in message


def test_all_problems_are_told_at_once() -> None:
    config = document()
    config["input"]["postgres_cdc"]["temporary_slot"] = True
    config["pipeline"]["threads"] = 4
    assert len(refusal(yaml.safe_dump(config)).splitlines()) == 2


def test_every_table_needs_a_key() -> None:
    assert "got no case for order_items, want one per table" in refusal(text(key_columns={"orders": ["id"]}))


@pytest.mark.parametrize("breaking", ['"', "x: y: z", "\n\t- "])
def test_a_secret_that_breaks_the_yaml_is_not_shown(breaking: str) -> None:
    secret = f"hush{breaking}hush"
    with pytest.raises(ConfigError) as refused:
        parse_config('a: "${secrets.S}"\nb: ${secrets.S}\n', {}, {"S": secret})
    assert "hush" not in str(refused.value)


def test_a_refused_password_is_not_shown() -> None:
    message = refusal(changed(f"{TOPIC}.sasl[0].password", ["${secrets.RPCN_ORDERS_PASSWORD}"]))
    assert message == f"{TOPIC}.sasl[0].password: got something else, input should be a valid string"
