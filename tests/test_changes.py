"""docs/changes.md: complete, and by each key's own name; tests/engine holds its rows against the engine."""

import pytest

from docs.changes import CHANGES, UNPLANNED, unplanned
from docs.changes.change import CREATED, PIPELINE, REPLACED, REPLACED_DELETE_FIRST, UPDATED, Change
from docs.changes.table import table
from settings import reference


def test_every_key_of_the_stack_file_has_a_row_and_nothing_else_but_a_whole_section_has():
    told, known = {change.key for change in CHANGES}, {key for key in reference.key_names() if not unplanned(key)}
    assert known <= told <= known | {section for section in reference.SECTIONS if not unplanned(section)}


def test_what_has_no_row_yet_is_a_key_or_a_section_of_the_stack_file():
    for begun in UNPLANNED:
        assert any(key == begun or key.startswith(f"{begun}.") for key in reference.key_names()), begun


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
        ({"plan": {REPLACED_DELETE_FIRST: ("<name>-topic",)}}, "replacement"),
        ({"plan": {REPLACED: ("cdc-vpc",)}, "refusal": "InvalidSubnet.Conflict"}, "refused"),
    ],
)
def test_an_effect_follows_from_what_happens_to_what(told, effect):
    assert Change(key="database.port", before=1, after=2, **told).effect == effect


def test_a_row_says_what_was_typed_and_what_happens_to_what():
    rows = table().splitlines()
    assert "| `database.readers` | left out → `1` | in place | `cdc-reader-1` created |  |" in rows
