"""Rules on what is in Redpanda, as tables: what they let pass and what they name."""

import copy

import pytest
import yaml

from policy.pipelines import PIPELINE
from policy.props import UNKNOWN
from policy.rule import Rule
from policy.rules import RULES
from tests.policy.rule_messages import stack_messages

HOST = "cdc.cluster-x.us-east-2.rds.amazonaws.com"
DSN = f"postgres://cdc@{HOST}:5432/shop?sslmode=verify-full"
MYSQL_DSN = f"cdc:@tcp({HOST}:5432)/shop?tls=true&allowCleartextPasswords=true"
SOURCE = {
    "dsn": DSN,
    "slot_name": "rpcn_orders",
    "heartbeat_interval": "5m",
    "tls": {"root_cas": "-----BEGIN CERTIFICATE-----"},
    "aws": {"enabled": True, "endpoint": f"{HOST}:5432", "roles": [{"role": "arn:aws:iam::222222222222:role/cdc"}]},
}
TARGET = {"tls": {"enabled": True}, "sasl": [{"username": "orders", "password": "${secrets.RPCN_ORDERS}"}]}
PIPELINE_RULES = [name for name, rule in RULES.items() if name.startswith("pipeline-") and isinstance(rule, Rule)]


def config(source=None, target=None, kind="postgres_cdc", output="redpanda"):
    """A configuration with a nested input and output, and what differs from the right one."""
    parts = []
    for right, changes in ((SOURCE, source), (TARGET, target)):
        part = copy.deepcopy(right)
        for path, value in (changes or {}).items():
            *above, last = path.split(".")
            node = part
            for key in above:
                node = node[int(key) if isinstance(node, list) else key]
            node[last] = value
        parts.append(part)
    return {"input": {"broker": {"inputs": [{kind: parts[0]}]}}, "output": {"fallback": [{output: parts[1]}]}}


def messages(rule, document):
    text = document if isinstance(document, str) or document is UNKNOWN else yaml.safe_dump(document)
    return list(RULES[rule].check(PIPELINE, {"configYaml": text}))


@pytest.mark.parametrize("rule", PIPELINE_RULES)
@pytest.mark.parametrize(
    "document",
    [
        config(),
        config(kind="pg_stream", output="kafka_franz"),
        config({"dsn": MYSQL_DSN, "heartbeat_interval": None, "slot_name": None}, kind="mysql_cdc"),
        config({"dsn": MYSQL_DSN.replace(":@", ":${secrets.PW}@")}, kind="mysql_cdc"),
        config({"temporary_slot": False, "tls.skip_cert_verify": False, "dsn": DSN.replace("@", ":${secrets.PG}@")}),
        {"input": {"generate": {}}, "output": {"drop": {}}},
        UNKNOWN,
    ],
)
def test_a_right_pipeline_passes(rule, document):
    assert messages(rule, document) == []


IN_CLEAR = "got a secret in clear"
OF_SOURCE = [
    ("verified-tls", {"dsn": DSN.replace("verify-full", "verify-ca")}, "dsn: got sslmode verify-ca"),
    ("verified-tls", {"dsn": DSN.partition("?")[0]}, "dsn: got sslmode nothing"),
    ("verified-tls", {"dsn": "${secrets.DSN}"}, "dsn: the dsn cannot be read"),
    ("verified-tls", {"dsn": DSN.replace(HOST, "${HOST}")}, "dsn: the dsn is known only when"),
    ("verified-tls", {"dsn": DSN.replace("?", "?sslmode=disable&")}, "dsn: the dsn cannot be read"),
    ("verified-tls", {"dsn": DSN.replace("?", "?sslmode=&")}, "dsn: the dsn cannot be read"),
    ("verified-tls", {"dsn": f"{DSN}&host={HOST}"}, "dsn: the dsn cannot be read"),
    ("verified-tls", {"tls.root_cas": ""}, "tls.root_cas: got nothing"),
    ("verified-tls", {"tls.skip_cert_verify": True}, "tls.skip_cert_verify: got true"),
    ("verified-tls", {"tls.skip_cert_verify": "${SKIP}"}, "tls.skip_cert_verify: got ${SKIP}"),
    ("listed-roles", {"aws.enabled": False}, "aws.enabled: got false"),
    ("listed-roles", {"aws.roles": None, "aws.role": "arn"}, "aws.roles: got nothing"),
    ("listed-roles", {"aws.roles": []}, "aws.roles: got a list"),
    ("listed-roles", {"aws.roles": [{"role": ""}]}, "aws.roles: got a list"),
    ("signed-endpoint", {"aws.endpoint": HOST}, f"aws.endpoint: got {HOST}, want {HOST}:5432"),
    ("signed-endpoint", {"aws.endpoint": f"{HOST}:5433"}, f"aws.endpoint: got {HOST}:5433, want {HOST}:5432"),
    ("signed-endpoint", {"dsn": DSN.replace("5432", "6432")}, f"aws.endpoint: got {HOST}:5432, want {HOST}:6432"),
    ("signed-endpoint", {"aws": {"enabled": True}}, "aws.endpoint: got nothing"),
    ("without-proxy", {"dsn": DSN.replace(".cluster-", ".proxy-")}, "dsn: got cdc.proxy-x"),
    ("early-heartbeat", {"heartbeat_interval": "15m"}, "heartbeat_interval: got 15m"),
    ("early-heartbeat", {"heartbeat_interval": None}, "heartbeat_interval: got nothing"),
    ("early-heartbeat", {"heartbeat_interval": "0s"}, "heartbeat_interval: got 0s"),
    ("early-heartbeat", {"heartbeat_interval": "soon"}, "heartbeat_interval: got soon"),
    ("permanent-slot", {"temporary_slot": True}, "temporary_slot: got true"),
    ("permanent-slot", {"slot_name": None}, "slot_name: got nothing"),
    ("permanent-slot", {"slot_name": "Orders"}, "slot_name: got Orders"),
    ("without-secret", {"dsn": DSN.replace("@", ":hunter2@")}, "dsn: got a password in clear"),
    ("without-secret", {"dsn": f"{DSN}&password=hunter2"}, "dsn: got a password in clear"),
    ("without-secret", {"dsn": f"{DSN}&sslpassword=hunter2"}, "dsn: got a password in clear"),
]
OF_SOURCE += [
    ("signed-endpoint", {"aws.endpoint": f"${{E:{HOST}}}"}, f"aws.endpoint: got ${{E:{HOST}}}, want {HOST}:5432"),
    ("signed-endpoint", {"aws.endpoint": "${HOST}:5432"}, f"aws.endpoint: got ${{HOST}}:5432, want {HOST}:5432"),
    ("early-heartbeat", {"heartbeat_interval": "${HB:1h}"}, "heartbeat_interval: got ${HB:1h}"),
    ("permanent-slot", {"slot_name": "${S:Bad-Slot}"}, "slot_name: got ${S:Bad-Slot}"),
]
OF_MYSQL = [
    ("verified-tls", {"dsn": MYSQL_DSN.replace("true", "skip-verify", 1)}, "dsn: got tls skip-verify, want true"),
    ("verified-tls", {"dsn": MYSQL_DSN.partition("?")[0]}, "dsn: got tls nothing, want true"),
    ("verified-tls", {"dsn": DSN}, "dsn: the dsn cannot be read"),
    (
        "verified-tls",
        {"dsn": f"{MYSQL_DSN}&allowFallbackToPlaintext=1"},
        "dsn: got allowFallbackToPlaintext, want none",
    ),
    ("verified-tls", {"dsn": f"{MYSQL_DSN}&tls=skip-verify"}, "dsn: the dsn cannot be read"),
    ("verified-tls", {"dsn": MYSQL_DSN, "tls.root_cas": ""}, "tls.root_cas: got nothing"),
    ("listed-roles", {"dsn": MYSQL_DSN, "aws.roles": []}, "aws.roles: got a list"),
    ("signed-endpoint", {"dsn": MYSQL_DSN, "aws.endpoint": HOST}, f"aws.endpoint: got {HOST}, want {HOST}:5432"),
    ("without-proxy", {"dsn": MYSQL_DSN.replace(".cluster-", ".proxy-")}, "dsn: got cdc.proxy-x"),
    ("without-secret", {"dsn": MYSQL_DSN.replace(":@", ":hunter2@")}, "dsn: got a password in clear"),
]
OF_TARGET = [
    ("verified-tls", {"tls": {}}, "tls.enabled: got nothing"),
    ("verified-tls", {"tls.skip_cert_verify": True}, "tls.skip_cert_verify: got true"),
    ("without-secret", {"sasl.0.password": "hunter2"}, f"sasl.0.password: {IN_CLEAR}"),
    ("without-secret", {"sasl.0.password": 12345}, f"sasl.0.password: {IN_CLEAR}"),
    ("without-secret", {"sasl.0.token": ["hunter2"]}, f"sasl.0.token.0: {IN_CLEAR}"),
    ("without-secret", {"tls.key": "-----BEGIN PRIVATE KEY-----"}, f"tls.key: {IN_CLEAR}"),
    ("without-secret", {"url": "redis://:hunter2@cache.example"}, f"url: {IN_CLEAR}"),
    ("without-secret", {"headers": {"Authorization": "Bearer hunter2"}}, f"headers.Authorization: {IN_CLEAR}"),
    ("without-secret", {"sasl.0.password": "${secrets.A:hunter2}"}, f"sasl.0.password: {IN_CLEAR}"),
]


@pytest.mark.parametrize(("rule", "changes", "named"), OF_SOURCE)
@pytest.mark.parametrize("kind", ["postgres_cdc", "pg_stream"])
def test_a_wrong_input_is_named_with_its_path_and_without_a_secret(rule, changes, named, kind):
    (message,) = messages(f"pipeline-{rule}", config(changes, kind=kind))
    assert message.startswith(f"input.broker.inputs.0.{kind}.{named}")
    assert "hunter2" not in message


@pytest.mark.parametrize(("rule", "changes", "named"), OF_MYSQL)
def test_a_wrong_input_of_mysql_is_named_the_same_way(rule, changes, named):
    (message,) = messages(f"pipeline-{rule}", config(changes, kind="mysql_cdc"))
    assert message.startswith(f"input.broker.inputs.0.mysql_cdc.{named}")
    assert "hunter2" not in message


@pytest.mark.parametrize(("rule", "changes", "named"), OF_TARGET)
@pytest.mark.parametrize("output", ["redpanda", "kafka_franz"])
def test_a_wrong_output_is_named_with_its_path_and_without_a_secret(rule, changes, named, output):
    (message,) = messages(f"pipeline-{rule}", config(target=changes, output=output))
    assert message.startswith(f"output.fallback.0.{output}.{named}")
    assert "hunter2" not in message
    assert "12345" not in message


OFF = {"tls": {"enabled": False}}
COMMON = {"redpanda": {"seed_brokers": ["${REDPANDA_BROKERS}"], "tls": {"enabled": True}}}


@pytest.mark.parametrize(
    ("key", "part"),
    [
        (key, part)
        for key in ("redpanda", "kafka_franz", "kafka", "redpanda_migrator", "redpanda_migrator_offsets")
        for part in (
            {"output": {key: OFF}},
            {"output_resources": [{key: OFF}]},
            {"input": {key: OFF}},
            {"input_resources": [{key: OFF}]},
        )
    ]
    + [("redpanda", {"cache_resources": [{"label": "checkpoints", "redpanda": OFF}]}), ("redpanda", {"redpanda": OFF})],
)
def test_whatever_dials_brokers_does_so_over_tls(key, part):
    (message,) = messages("pipeline-verified-tls", part)
    (section,) = part
    assert message.startswith(section)
    assert message.endswith("tls.enabled: got false, want true")
    on = yaml.safe_dump(part, default_flow_style=True).replace("enabled: false", "enabled: true")
    assert messages("pipeline-verified-tls", on) == []
    (message,) = messages("pipeline-verified-tls", on.replace("enabled: true", "enabled: true, skip_cert_verify: 1"))
    assert message.endswith("tls.skip_cert_verify: got 1, want false")


def test_what_names_no_brokers_of_its_own_is_as_safe_as_the_common_block():
    borrowing = {"output": {"broker": {"outputs": [{"redpanda_common": {"topic": "a"}}, {"redpanda": {"topic": "b"}}]}}}
    assert messages("pipeline-verified-tls", borrowing | COMMON) == []
    (message,) = messages("pipeline-verified-tls", borrowing | {"redpanda": COMMON["redpanda"] | OFF})
    assert message == "redpanda.tls.enabled: got false, want true"
    (message,) = messages("pipeline-verified-tls", {"output": {"redpanda": {"seed_brokers": ["b:9092"]}}} | COMMON)
    assert message == "output.redpanda.tls.enabled: got nothing, want true"
    assert messages("pipeline-verified-tls", {"redpanda": {"logs_level": "info"}}) == []


def own_slot(*documents):
    texts = [document if document is UNKNOWN else yaml.safe_dump(document) for document in documents]
    return stack_messages("pipeline-own-slot", *[(PIPELINE, {"configYaml": text}) for text in texts])


def test_a_slot_has_one_reader():
    again = "got rpcn_orders, which 0 reads, want a slot of its own"
    path = "input.broker.inputs.0.postgres_cdc.slot_name"
    assert own_slot(config(), config({"slot_name": "rpcn_lines"}), config()) == [("2", f"{path}: {again}")]
    assert own_slot(config(), config({"dsn": DSN.replace("/shop", "/stock")})) == [("1", f"{path}: {again}")]
    both = {"input": {"broker": {"inputs": [{"postgres_cdc": SOURCE}, {"pg_stream": SOURCE}]}}}
    assert own_slot(both) == [("0", f"input.broker.inputs.1.pg_stream.slot_name: {again}")]


def test_slots_of_two_databases_and_what_is_not_known_may_have_one_name():
    assert own_slot(config(), config({"dsn": DSN.replace("cdc.cluster", "other.cluster")})) == []
    for changes in ({"dsn": "${DSN}"}, {"slot_name": "${SLOT}"}, {"slot_name": None}):
        assert own_slot(config(changes), config(changes)) == []
    assert own_slot(config(), UNKNOWN) == []
    assert own_slot(config(kind="mysql_cdc"), config(kind="mysql_cdc")) == []


@pytest.mark.parametrize("text", ["input: [", "just text", "[]", ""])
def test_a_configuration_that_cannot_be_read_is_no_pass(text):
    assert messages("pipeline-verified-tls", text) == ["configYaml: got no YAML mapping, want a pipeline configuration"]


def test_a_configuration_that_is_missing_is_no_pass():
    assert len(list(RULES["pipeline-verified-tls"].check(PIPELINE, {}))) == 1


@pytest.mark.parametrize("name", ["slot_name", "heartbeat_interval", "aws.endpoint"])
def test_what_is_known_only_when_the_pipeline_runs_is_left_alone(name):
    assert [m for rule in PIPELINE_RULES for m in messages(rule, config({name: "${LATER}"}))] == []


@pytest.mark.parametrize("kind", ["Topic", "User", "Acl", "Secret", "Pipeline"])
def test_nothing_in_redpanda_may_be_destroyed(kind):
    token = f"redpanda:index/{kind.lower()}:{kind}"
    for harmless in ({}, {"allowDeletion": False}, {"allowDeletion": UNKNOWN}):
        assert list(RULES["redpanda-deletion"].check(token, harmless)) == []
    for value in (True, "true", "false"):
        assert len(list(RULES["redpanda-deletion"].check(token, {"allowDeletion": value}))) == 1
    assert list(RULES["redpanda-deletion"].check("aws:iam/role:Role", {"allowDeletion": True})) == []
