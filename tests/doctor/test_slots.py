"""When a missing snapshot, a left slot or a caught application is named, and when nothing is known of it."""

from dataclasses import replace

import pytest

from doctor.checks import own_slot, password_users, slots
from doctor.facts.facts import PipelineFacts, Unavailable
from doctor.finding import Result
from tests.doctor.healthy_chain import DATABASE, KAFKA, SLOT, facts, with_database

EMPTY = replace(KAFKA, had_records=False)
STARTING = PipelineFacts(state="STATE_STARTING", error=None, config_yaml="")


def snapshot(kafka=EMPTY, pipelines=None, snapshot=True, **database):
    seen = facts(database=replace(DATABASE, **database), kafka=kafka, pipeline={"snapshot": snapshot})
    (finding,) = own_slot.check_snapshot_was_read(replace(seen, pipelines=pipelines or {}))
    return finding


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, "fail"),
        ({"pipelines": {"orders": replace(STARTING, state="STATE_RUNNING")}}, "fail"),
        ({"pipelines": {"orders": Unavailable("no rights")}}, "fail"),
        ({"pipelines": {"orders": STARTING}}, "unknown"),
        ({"kafka": KAFKA}, "pass"),
        ({"kafka": replace(KAFKA, had_records=None)}, "unknown"),
        ({"kafka": Unavailable("no login")}, "unknown"),
        ({"has_rows": False}, "pass"),
        ({"has_rows": None}, "unknown"),
        ({"snapshot": False}, "not applicable"),
        ({"slot": None}, "not applicable"),
        ({"slot": replace(SLOT, active=False)}, "not applicable"),
    ],
)
def test_a_missing_snapshot_is_named_only_where_nothing_else_explains_the_empty_topic(changes, result):
    assert snapshot(**changes).result.value == result


def test_a_new_slots_name_and_the_way_to_keep_the_old_one_are_both_told():
    fix = snapshot().fix
    assert "slot: rpcn_orders_2" in fix
    assert "stop pipeline pipeline-1, psql " in fix


@pytest.mark.parametrize("left", [(), ("rpcn_orders",)])
def test_a_slot_of_the_chain_is_not_left_behind_even_when_it_is_idle(left):
    (finding,) = slots.check_no_slot_is_left(with_database(left_slots=left))
    assert finding.result is Result.PASS


@pytest.mark.parametrize(
    "token_users",
    [
        {"shop_app": "shop_app"},  # of its own: meant to use tokens
        {"cdc_orders": "team"},
        {"master": "team"},  # I10
        {},
    ],
)
def test_who_is_meant_to_use_tokens_is_not_caught(token_users):
    (finding,) = password_users.check_applications_need_no_token(with_database(token_users=token_users))
    assert finding.result is Result.PASS


def test_a_user_of_the_chain_is_meant_to_use_tokens():
    seen = with_database(token_users={"web": "team"})
    seen = replace(seen, chain={**seen.chain, "users": [{"user": "web", "dbuser_arns": []}]})
    (finding,) = password_users.check_applications_need_no_token(seen)
    assert finding.result is Result.PASS


@pytest.mark.parametrize("check", [slots.check_no_slot_is_left, *password_users.CHECKS])
def test_a_chain_of_which_no_database_was_read_is_unknown(check):
    (finding,) = check(replace(facts(), databases={}))
    assert (finding.result, finding.saw) == (Result.UNKNOWN, "the database was not read")


def test_a_slot_is_freed_in_the_databases_own_name_and_in_no_others():
    (finding,) = slots.check_room_for_the_slot(with_database(slot=None, free_slots=0))
    assert finding.cause == "L4"
    assert "SELECT slot_name, slot_type, plugin, database FROM pg_replication_slots WHERE NOT active" in finding.fix
    assert "drop each of database shop_db that nobody needs" in finding.fix
