"""The live list: what of the engine's events becomes a line."""

import pytest
from pulumi.automation import events

from lab.engine.live_list import LiveList, ResourceEvent
from lab.engine.refusals import refusals

URN = "urn:pulumi:lab::demo::rpcn:index:Group$aws:iam/role:Role::role"


def step(op, **more):
    """A step of the engine's JSON event log (pulumi/pulumi sdk/go/common/apitype/events.go)."""
    state = {"type": "aws:iam/role:Role", "urn": URN, "custom": True, "id": "", "parent": "", "inputs": {}}
    state |= {"outputs": {}, "provider": "", "delete": False, "protect": False, "initErrors": None}
    metadata = {"op": op, "urn": URN, "type": "aws:iam/role:Role", "new": state, "old": None, "logical": True}
    metadata |= {"provider": "urn:pulumi:lab::demo::pulumi:providers:aws::database-account::1", "detailedDiff": None}
    return metadata | more


def heard(*told):
    lines = []
    hears = LiveList(lines.append)
    for event in told:
        hears(events.EngineEvent.from_json({"sequence": 0, "timestamp": 0, **event}))
    return lines


def test_a_preview_tells_what_is_planned_and_by_which_arguments():
    (line,) = heard({"resourcePreEvent": {"metadata": step("update", diffs=["tags", "description"]), "planning": True}})
    assert line == ResourceEvent(
        action="update",
        type="aws:iam/role:Role",
        name="role",
        provider="database-account",
        changed=("description", "tags"),
        seconds=None,
    )


def test_an_operation_tells_what_is_done_once_it_is_done():
    begun, done = (
        {"resourcePreEvent": {"metadata": step("create")}},
        {"resOutputsEvent": {"metadata": step("create")}},
    )
    assert heard(begun) == []
    (line,) = heard(begun, done)
    assert (line.action, line.seconds >= 0) == ("create", True)


@pytest.mark.parametrize("op", ["same", "refresh", "read", "replace"])
def test_what_changes_nothing_is_no_line(op):
    assert heard({"resourcePreEvent": {"metadata": step(op), "planning": True}}) == []


def refused(**event):
    return list(refusals(events.EngineEvent.from_json({"sequence": 0, "timestamp": 0, **event})))


def diagnostic(message, urn=URN, severity="error"):
    return {"diagnosticEvent": {"message": message, "urn": urn, "severity": severity, "color": "never"}}


def test_a_refusal_names_the_resource():
    assert refused(**diagnostic("AccessDenied: no\n")) == ["aws:iam/role:Role 'role': AccessDenied: no"]
    assert refused(**diagnostic("a word", severity="warning")) == []


def test_what_the_program_says_is_told_as_it_is():
    stack = "urn:pulumi:lab::demo::pulumi:pulumi:Stack::demo-lab"
    assert refused(**diagnostic("database.port: got 0", urn=stack)) == ["database.port: got 0"]


def test_of_an_error_in_a_dynamic_resource_the_error_is_told_and_not_where_it_arose():
    urn = "urn:pulumi:lab::demo::pulumi-python:dynamic/rpcn:SqlScript::slot"
    message = 'Traceback (most recent call last):\n  File "x.py", line 1\nSqlScriptError: in use\n'
    assert refused(**diagnostic(message, urn=urn)) == [
        "pulumi-python:dynamic/rpcn:SqlScript 'slot': SqlScriptError: in use"
    ]
