"""docs/changes.md: complete, and by each key's own name; tests/engine holds its rows against the engine."""

import pytest

from docs.changes import CHANGES
from docs.changes.change import CREATED, DELETED, PIPELINE, REPLACED, REPLACED_DELETE_FIRST, UPDATED, Change
from docs.changes.table import tables
from settings import reference


def test_every_key_of_the_stack_file_has_a_row_and_nothing_else_but_a_whole_section_has():
    told, known = {change.key for change in CHANGES}, set(reference.key_names())
    assert known <= told <= known | reference.SECTIONS.keys()


def test_no_two_rows_are_about_the_same_change():
    told = [repr((change.key, change.after, change.under, change.beside)) for change in CHANGES]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("told", "effect"),
    [
        ({}, "nothing"),
        ({"plan": {UPDATED: ("cdc-role",), CREATED: ("cdc-reader-1",)}}, "in place"),
        ({"plan": {UPDATED: ("cdc-role", PIPELINE)}}, "pipeline restarts"),
        ({"plan": {REPLACED: ("<name>-slot",), UPDATED: (PIPELINE,)}}, "replacement, pipeline restarts"),
        ({"plan": {CREATED: ("<name>-service",), DELETED: (PIPELINE,)}}, "replacement"),
        ({"plan": {REPLACED_DELETE_FIRST: ("<name>-topic",)}}, "replacement"),
        ({"plan": {REPLACED: ("cdc-vpc",)}, "refusal": "InvalidSubnet.Conflict"}, "refused"),
    ],
)
def test_an_effect_follows_from_what_happens_to_what(told, effect):
    assert Change(key="database.port", before=1, after=2, **told).effect == effect


def test_a_row_says_what_was_typed_and_what_happens_to_what():
    rows = tables().splitlines()
    assert "| `database.readers` | left out → `1` | in place | `cdc-reader-1` created |  |" in rows


def test_each_section_has_one_table_in_the_order_of_the_stack_file():
    headings = [line for line in tables().splitlines() if line.startswith("## ")]
    assert headings == [f"## `{section}`" for section in dict.fromkeys(change.section for change in CHANGES)]


def test_what_stands_under_a_row_is_named_and_a_long_section_is_only_named():
    (by_key,) = [row for row in tables().splitlines() if row.startswith("| `runtime.cloud.keyGeneration`")]
    (on_ecs,) = [row for row in tables().splitlines() if row.startswith("| `runtime.ecs.roleName`")]
    assert "| left out → `2`; under `runtime.cloud.credentials` `accessKey` |" in by_key
    assert "| left out → `cdc-task`; under `runtime.ecs` |" in on_ecs
