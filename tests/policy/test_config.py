"""The pack's configuration: levels, stacks a rule does not concern, exceptions that end, and mistakes in it."""

from datetime import date

import pytest
import yaml

from policy import config
from policy.config import ConfigError, parse
from policy.judging import judge_all, not_judged
from policy.rules import RULES
from tests.policy.dev_stack import mutated

STACK = "redpanda-aurora-iam/dev"
ENTRY = """
exceptions:
  - rule: encrypted-storage
    stack: redpanda-aurora-iam/dev
    resource: cdc-cluster
    reason: restored from a copy of the old one
    until: 2027-01-31
"""
WRONG = ("cdc-cluster", ("storageEncrypted",), False)


def judged(text, today=date(2027, 1, 31), stack=STACK):
    return judge_all(mutated(*WRONG), stack, parse(yaml.safe_load(text)), today)


def test_the_own_configuration_is_right_and_lowers_nothing():
    own = config.load()
    assert (own.levels, own.stack_levels) == ({}, {})
    assert own.exemptions == ()
    assert own.waivers == {
        "lab": {"redpanda-aurora-iam/lab", "ec2-client/lab", "kubernetes-service/lab", "rds-proxy/lab"},
        "allowDeletion": {"redpanda-aurora-iam/lab", "redpanda-aurora-iam/lab-existing"},
    }
    assert {rule.level for rule in RULES.values()} == {"mandatory"}


def test_a_level_is_the_rules_own_or_the_configured_one():
    assert [(v.rule, v.level) for v in judged("levels: {}")] == [("encrypted-storage", "mandatory")]
    assert [v.level for v in judged("levels: {encrypted-storage: advisory}")] == ["advisory"]
    assert judged("levels: {encrypted-storage: disabled}") == []
    assert not_judged(STACK, parse({"levels": {"encrypted-storage": "disabled"}})) == ["encrypted-storage"]


def test_a_level_may_be_one_stacks_own():
    text = f"levels: {{encrypted-storage: advisory}}\nstackLevels: {{{STACK}: {{encrypted-storage: LEVEL}}}}"
    assert [v.level for v in judged(text.replace("LEVEL", "mandatory"))] == ["mandatory"]
    assert [v.level for v in judged(text.replace("LEVEL", "mandatory"), stack="other/dev")] == ["advisory"]
    disabled = text.replace("LEVEL", "disabled")
    assert judged(disabled) == []
    assert [v.level for v in judged(disabled, stack="other/dev")] == ["advisory"]
    assert not_judged(STACK, parse(yaml.safe_load(disabled))) == ["encrypted-storage"]
    assert not_judged("other/dev", parse(yaml.safe_load(disabled))) == []
    assert [v.level for v in judged(f"stackLevels: {{{STACK}: {{iam-login: advisory}}}}")] == ["mandatory"]


@pytest.mark.parametrize(
    ("waiver", "rule", "mutation"),
    [
        ("lab", "deletion-protection", ("cdc-cluster", ("deletionProtection",), False)),
        ("lab", "final-snapshot", ("cdc-cluster", ("skipFinalSnapshot",), True)),
        ("allowDeletion", "redpanda-deletion", ("orders-topic", ("allowDeletion",), True)),
    ],
)
def test_a_rule_does_not_concern_the_stacks_under_its_waiver(waiver, rule, mutation):
    for stack, expected in ((STACK, []), ("redpanda-aurora-iam/other", [rule])):
        found = judge_all(mutated(*mutation), stack, parse({waiver: [STACK]}), date(2027, 1, 1))
        assert [violation.rule for violation in found] == expected


def test_an_exception_holds_through_its_last_day():
    assert judged(ENTRY) == []


def test_an_exception_that_ended_is_a_violation_that_says_so():
    (violation,) = judged(ENTRY, today=date(2027, 2, 1))
    assert violation.message.endswith("(the exception ended on 2027-01-31: restored from a copy of the old one)")


@pytest.mark.parametrize(
    ("key", "other"), [("rule", "iam-login"), ("stack", "redpanda-aurora-iam/prod"), ("resource", "cdc-writer")]
)
def test_an_exception_is_for_one_rule_stack_and_resource(key, other):
    document = yaml.safe_load(ENTRY)
    document["exceptions"][0][key] = other
    assert [violation.rule for violation in judged(yaml.safe_dump(document))] == ["encrypted-storage"]


def test_of_two_exceptions_the_longer_counts():
    document = yaml.safe_load(ENTRY)
    document["exceptions"].append(document["exceptions"][0] | {"until": date(2027, 3, 1)})
    assert judged(yaml.safe_dump(document), today=date(2027, 2, 15)) == []


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (None, "got nothing, want lab, allowDeletion, levels, stackLevels, limitDays, exceptions"),
        ({"labs": []}, "labs: unknown key, want lab, allowDeletion, levels, stackLevels, limitDays, exceptions"),
        ({"lab": "redpanda-aurora-iam/dev"}, "lab: got redpanda-aurora-iam/dev, want a list"),
        ({"lab": ["redpanda-aurora-iam"]}, "lab[0]: got redpanda-aurora-iam, want <project>/<stack>"),
        ({"allowDeletion": {"a/b": None}}, "allowDeletion: got a dict, want a list"),
        ({"exceptions": yaml.safe_load(ENTRY)["exceptions"][0]}, "exceptions: got a dict, want a list"),
        ({"exceptions": ""}, "exceptions: got nothing, want a list"),
        ({"levels": False}, "levels: got false, want <rule>: <level>"),
        ({"allowDeletion": ["*/dev"]}, "allowDeletion[0]: got */dev, want <project>/<stack>"),
        ({"levels": {"encryption": "advisory"}}, "levels.encryption: unknown rule, want one of closed-to-the-world"),
        ({"levels": {"iam-login": "warn"}}, "levels.iam-login: got warn, want mandatory, advisory, disabled"),
        ({"levels": {"iam-login": False}}, "levels.iam-login: got false, want mandatory, advisory, disabled"),
        ({"levels": ["iam-login"]}, "levels: got a list, want <rule>: <level>"),
        ({"stackLevels": [STACK]}, "stackLevels: got a list, want <project>/<stack>: {<rule>: <level>}"),
        ({"stackLevels": {"dev": {}}}, "stackLevels: got dev, want <project>/<stack>"),
        ({"stackLevels": {STACK: "advisory"}}, f"stackLevels.{STACK}: got advisory, want <rule>: <level>"),
        ({"stackLevels": {STACK: {"iam-login": 1}}}, f"stackLevels.{STACK}.iam-login: got 1, want mandatory"),
        ({"stackLevels": {STACK: {"iam": "advisory"}}}, f"stackLevels.{STACK}.iam: unknown rule, want one of"),
        ({"limitDays": 90}, "limitDays: got 90, want <rule>: <days>"),
        ({"limitDays": {"iam-login": 90}}, "limitDays.iam-login: got a rule without a limit, want access-key-age"),
        ({"limitDays": {"access-key-age": 0}}, "limitDays.access-key-age: got 0, want days, 1 or more"),
        ({"limitDays": {"access-key-age": True}}, "limitDays.access-key-age: got true, want days, 1 or more"),
        ({"exceptions": ["iam-login"]}, "exceptions[0]: got iam-login, want all of rule, stack, resource, reason"),
    ],
)
def test_a_mistake_names_its_key(document, said):
    with pytest.raises(ConfigError) as caught:
        parse(document)
    assert str(caught.value).startswith(f"policy/config.yaml: {said}")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("rule", "encryption", ".rule: got encryption, want one of closed-to-the-world"),
        ("rule", ["iam-login"], ".rule: got a list, want one of closed-to-the-world"),
        ("stack", "dev", ".stack: got dev, want <project>/<stack>"),
        ("resource", "", ".resource: got nothing, want a text"),
        ("reason", " ", ".reason: got  , want a text"),
        ("until", "2027-13-01", ".until: got 2027-13-01, want a day like 2027-01-31"),
        ("until", None, ".until: got nothing, want a day like 2027-01-31"),
        ("because", "x", ": got rule, stack, resource, reason, until, because, want all of"),
    ],
)
def test_a_mistake_in_an_exception_names_its_key(key, value, said):
    document = yaml.safe_load(ENTRY)
    document["exceptions"][0][key] = value
    with pytest.raises(ConfigError) as caught:
        parse(document)
    assert str(caught.value).startswith(f"policy/config.yaml: exceptions[0]{said}")


def test_every_mistake_is_told_at_once():
    with pytest.raises(ConfigError) as caught:
        parse({"lab": ["x"], "levels": {"y": "advisory"}})
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("content", [b"levels: {", b"levels: \xff", b"lab:\n\t- a/b"])
def test_a_file_that_is_no_yaml_is_a_mistake_too(tmp_path, content):
    file = tmp_path / "config.yaml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"^policy/config\.yaml: got what cannot be read, want YAML: .+$"):
        config.load(file)


def test_so_is_one_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match=r"^policy/config\.yaml: got what cannot be read, want YAML: .*No such file"):
        config.load(tmp_path / "config.yaml")
