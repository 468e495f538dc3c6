"""A pipeline's changes in a database where nobody has a password, made: the slot stays, nothing is left to do."""

from dataclasses import replace

import pytest

from docs.changes import CHANGES
from docs.changes.pipelines import BY_TOKEN
from doctor.database_login import by_token
from doctor.facts.aws import Account
from doctor.facts.database import database_facts
from lab.backends.backend import LabError
from tests.engine.lab_values import LabValues
from tests.engine.program_world import program_world
from tests.engine.stack_change import changed, expected, standing

ROWS = {change.key: change for change in CHANGES if change.under == BY_TOKEN}
GRANTED = [ROWS[f"pipelines[].{key}"] for key in ("tables", "schema", "user")]
NEEDED = """
CREATE SCHEMA shop AUTHORIZATION rpcn_administrator;
CREATE TABLE shop.iamuser_test (x integer PRIMARY KEY);
CREATE TABLE shop.iamuser_more (x integer PRIMARY KEY);
ALTER TABLE shop.iamuser_test OWNER TO rpcn_administrator;
ALTER TABLE shop.iamuser_more OWNER TO rpcn_administrator;
"""
WHAT_THERE_IS = """
SELECT 'role ' || rolname FROM pg_roles WHERE rolname LIKE 'iam%'
UNION SELECT 'slot ' || slot_name || ' ' || active FROM pg_replication_slots
UNION SELECT format('published %s.%s', schemaname, tablename) FROM pg_publication_tables
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with (
        pytest.MonkeyPatch.context() as patched,
        program_world(tmp_path_factory.mktemp("token"), patched, brokers=False) as running,
    ):
        running.values = LabValues(running)
        running.outputs = running.up(standing(GRANTED[0], running.values))
        with running.database() as connection:
            connection.execute(NEEDED)
        yield running


def there_is(world):
    with world.database() as connection:
        return {row for (row,) in connection.execute(WHAT_THERE_IS)}


def after(world, changes):
    def edit(sections):
        standing(GRANTED[0], world.values)(sections)
        changed([replace(change, under={}) for change in changes], world.values)(sections)

    return edit


def test_the_doctor_logs_in_as_the_administrator_and_sees_everything_it_asks_for(world, monkeypatch):
    monkeypatch.setenv("AWS_CONFIG_FILE", str(world.paths.aws_config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(world.paths.aws_credentials))
    chain = world.outputs["chain"]
    database, (pipeline,) = chain["database"], chain["pipelines"]
    login = by_token(chain, Account(database["profile"], database["region"]), "127.0.0.1")
    seen = database_facts(login, database["master_username"], pipeline)
    assert (seen.user_exists, seen.may_connect, seen.has_usage, seen.unreadable_tables) == (True, True, True, ())
    assert (seen.slot.active, seen.published_tables) == (True, ("public.iamuser_test",))
    assert not seen.master_needs_token


def test_another_slot_is_refused_by_the_preview_and_the_old_one_is_read_on(world):
    before = there_is(world)
    with pytest.raises(LabError, match="got 'rpcn_other', want 'rpcn_iam_test'"):
        world.stack(after(world, [ROWS["pipelines[].slot"]])).preview(lambda _: None)
    assert there_is(world) == before
    assert "slot rpcn_iam_test true" in before


def test_other_tables_another_schema_and_another_user_are_granted_in_place(world):
    planned = {name for c in GRANTED for names in expected(c, "iam_test", world.values).values() for name in names}
    stack = world.stack(after(world, GRANTED))
    assert planned <= set(world.changes(stack.up))
    assert world.changes(stack.preview, refresh=True) == {}
    world.up(after(world, GRANTED))
    assert there_is(world) == {
        "role iam_other_user",
        "slot rpcn_iam_test true",
        "published shop.iamuser_test",
        "published shop.iamuser_more",
    }


def test_another_slot_takes_the_place_of_one_that_was_ended_as_the_refusal_says(world):
    ended = "**::iam_test-objects"
    world.stack(after(world, GRANTED)).destroy(lambda _: None, target=[ended], target_dependents=True)
    assert {row for row in there_is(world) if row.startswith("slot")} == set()
    moved = after(world, [*GRANTED, ROWS["pipelines[].slot"]])
    world.up(moved)
    assert "slot rpcn_other true" in there_is(world)
    assert world.changes(world.stack(moved).preview, refresh=True) == {}
