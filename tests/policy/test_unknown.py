"""What a rule does where a value is not known yet, missing or of another shape: it says nothing or something."""

import pytest

from evaluation.programs import ROOT, programs
from policy import config
from policy.command import resources_of
from policy.judging import judge_all
from policy.props import UNKNOWN, get, is_known, is_on, items, number, unlike
from policy.rule import Resource
from tests.policy.dev_stack import dev_stack
from tests.policy.test_mutations import STACK, TODAY

ODD = [None, "", "text", 0, -1.5, True, [], [None], ["text"], [[]], {}, {"a": {}}, [{"a": 1}], UNKNOWN, [UNKNOWN]]


def everywhere(value):
    """The dev stack with this value for every property."""
    return [Resource(kind=r.kind, name=r.name, props=dict.fromkeys(r.props, value)) for r in dev_stack()]


def judged(resources):
    return judge_all(resources, STACK, config.load(), TODAY)


def test_nothing_is_said_of_what_is_not_known():
    assert judged(everywhere(UNKNOWN)) == []


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_no_rule_breaks_on_an_odd_value(value):
    judged(everywhere(value))


@pytest.mark.parametrize("text", ["[]", "5", "input: 5", "input: {postgres_cdc: 5}", "input: {postgres_cdc: {aws: 1}}"])
def test_no_rule_breaks_on_an_odd_document(text):
    assert judged(everywhere(text))


@pytest.mark.parametrize(
    ("program", "stack"), [(program, stack) for program in programs() for stack in program.stacks], ids=str
)
def test_a_first_preview_violates_nothing(program, stack):
    resources = resources_of(program, stack, preview=True)
    assert judge_all(resources, f"{program.project}/{stack}", config.load(), TODAY) == []


def test_a_preview_knows_less_and_still_names_what_it_knows():
    resources = resources_of(ROOT, "dev", preview=True)
    props = {r.name: r.props for r in resources if not r.kind.startswith("rpcn:")}
    assert props["orders-pipeline"]["configYaml"] is UNKNOWN
    assert props["cdc-cluster"]["finalSnapshotIdentifier"] is UNKNOWN
    changed = {"storageEncrypted": False}
    resources = [
        Resource(kind=r.kind, name=r.name, props={**r.props, **(changed if r.name == "cdc-cluster" else {})})
        for r in resources
    ]
    assert [violation.rule for violation in judged(resources)] == ["encrypted-storage"]


def test_reading_keeps_unknown_missing_and_false_apart():
    props = {"a": {"b": False, "c": UNKNOWN}, "d": UNKNOWN, "e": [1, None, UNKNOWN]}
    assert get(props, "a", "b") is False
    assert get(props, "a", "c") is UNKNOWN
    assert get(props, "d", "e", "f") is UNKNOWN
    assert get(props, "a", "b", "c") is None
    assert (list(items(props["e"])), list(items(UNKNOWN)), list(items(None)), list(items("x"))) == ([1], [], [], ["x"])
    assert all(map(is_known, ({"a": [1, {"b": None}]}, "x", None)))
    assert not any(map(is_known, (UNKNOWN, props, [[UNKNOWN]])))
    assert [number(value, None) for value in (5432.0, "22", None, [], UNKNOWN)] == [5432, 22, None, None, None]
    assert all(map(is_on, (True, "false", 1)))
    assert not any(map(is_on, (False, None, UNKNOWN)))
    assert [unlike(value, True) for value in (True, False, None, UNKNOWN)] == [False, True, True, False]
