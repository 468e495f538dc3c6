"""What is named, and what is not, of tables that change while one looks."""

import pytest

from doctor.reconcile import fingerprints
from doctor.reconcile.differences import Difference
from doctor.reconcile.fold import Fold, Key
from doctor.reconcile.looks import MOST_LOOKS, Patience, Snapshot, look
from tests.doctor.reconcile.topic_records import ORDERS, record


def rows(notes):
    return {Key("orders", key): fingerprints.of_row(ORDERS, {"id": key, "note": note}) for key, note in notes.items()}


class Shop:
    """The database and the topic; each look takes the next state of either, the last one for ever."""

    def __init__(self, states, records, confirmed=(1000,)):
        self.states, self.records, self.confirmed = list(states), list(records), list(confirmed)
        self.asked = []
        self.lsn = 0

    def snapshot(self, only):
        self.asked.append(only if only is None else set(only))
        self.lsn += 10
        state = rows(next_of(self.states))
        return Snapshot(lsn=self.lsn, rows=state if only is None else {k: v for k, v in state.items() if k in only})

    def confirmed_lsn(self):
        return next_of(self.confirmed)

    def read_on(self, put):
        for one in self.records.pop(0) if self.records else []:
            put(one)


def next_of(states):
    return states.pop(0) if len(states) > 1 else states[0]


def looked(states, records, confirmed=(1000,), wait_s=5.0):
    shop, clock = Shop(states, records, confirmed), [0.0]

    def sleep(seconds):
        clock[0] += seconds

    patience = Patience(wait_s=wait_s, say=lambda _: None, now=lambda: clock[0], sleep=sleep)
    return look([ORDERS], shop, shop, Fold([ORDERS]), patience), shop, clock[0]


def named(outcome):
    return {key.text: difference for key, difference in outcome.named.items()}


def test_what_is_equal_is_looked_at_once_and_nobody_is_waited_for():
    outcome, shop, waited = looked([{"7": "a"}], [[record("7", "a")]], confirmed=[0])
    assert (outcome.named, outcome.open, outcome.reason) == ({}, {}, None)
    assert (shop.asked, waited, outcome.lsn) == ([None], 0, 10)


def test_missing_extra_and_differing_keys_are_named_and_only_they_are_looked_at_again():
    outcome, shop, _ = looked(
        [{"1": "a", "2": "b", "3": "c"}], [[record("2", "x"), record("3", "c"), record("4", "d")]]
    )
    assert named(outcome) == {
        "1": Difference("missing"),
        "2": Difference("differing", ("note",)),
        "4": Difference("extra"),
    }
    assert (outcome.open, outcome.reason) == ({}, None)
    assert shop.asked == [None, {Key("orders", key) for key in "124"}]


@pytest.mark.parametrize(
    ("states", "records"),
    [
        pytest.param([{"7": "a"}], [[], [record("7", "a")]], id="on its way"),
        pytest.param([{}, {"7": "a"}], [[record("7", "a")]], id="inserted after the snapshot"),
        pytest.param([{"7": "a"}, {}], [[]], id="deleted after the snapshot"),
        pytest.param([{"7": "a"}, {"7": "b"}], [[record("7", "b")]], id="updated after the snapshot"),
        pytest.param(
            [{}], [[record("7", "a")], [record("7", operation="delete")]], id="inserted and deleted between two looks"
        ),
    ],
)
def test_a_row_that_changed_meanwhile_is_not_named(states, records):
    outcome, _, _ = looked(states, records)
    assert (outcome.named, outcome.open) == ({}, {})


def test_a_key_whose_row_changed_between_two_looks_is_looked_at_a_third_time():
    outcome, shop, _ = looked([{"7": "a"}, {"7": "b"}, {"7": "b"}], [[record("7", "x")]])
    assert named(outcome) == {"7": Difference("differing", ("note",))}
    assert len(shop.asked) == 3


def test_a_key_whose_records_changed_between_two_looks_is_looked_at_a_third_time():
    outcome, shop, _ = looked([{"7": "a"}], [[record("7", "x")], [record("7", "y")]])
    assert named(outcome) == {"7": Difference("differing", ("note",))}
    assert len(shop.asked) == 3


def test_a_row_that_was_deleted_and_made_again_and_deleted_is_not_named():
    # Both sides look alike twice, but its records are others.
    outcome, shop, _ = looked(
        [{"7": "a"}, {"7": "a"}, {}],
        [[record("7", operation="delete")], [record("7", "a"), record("7", operation="delete")]],
    )
    assert (outcome.named, outcome.open) == ({}, {})
    assert len(shop.asked) == 3


def test_a_row_that_changes_at_every_look_stays_open():
    outcome, shop, _ = looked([{"7": str(number)} for number in range(9)], [[record("7", "x")]])
    assert (outcome.named, set(outcome.open), outcome.reason) == ({}, {Key("orders", "7")}, "changing")
    assert len(shop.asked) == MOST_LOOKS


def test_the_slot_is_waited_for_until_it_has_confirmed_the_second_snapshot():
    outcome, _, waited = looked([{"7": "a"}], [[], [record("7", "a")]], confirmed=[0, 19, 20])
    assert (outcome.named, outcome.open, waited) == ({}, {}, 2.0)


def test_a_slot_that_does_not_get_there_in_time_leaves_the_keys_open():
    outcome, _, waited = looked([{"7": "a"}], [[], [record("7", "a")]], confirmed=[19], wait_s=2.0)
    assert (outcome.named, outcome.open, outcome.reason) == ({}, {Key("orders", "7"): Difference("missing")}, "behind")
    assert (outcome.confirmed_lsn, waited) == (19, 2.0)


def test_without_a_slot_nobody_is_waited_for():
    outcome, _, waited = looked([{"7": "a"}], [[]], confirmed=[None])
    assert (set(outcome.open), outcome.reason, outcome.confirmed_lsn, waited) == (
        {Key("orders", "7")},
        "behind",
        None,
        0,
    )


def test_a_key_that_is_named_is_not_looked_at_again():
    outcome, shop, _ = looked([{"1": "a", "2": "a"}, {"1": "a", "2": "b"}], [[]])
    assert set(named(outcome)) == {"1", "2"}
    assert shop.asked[2] == {Key("orders", "2")}


def test_values_that_cannot_be_compared_are_counted_by_table_and_column():
    long = "x" * 30
    outcome, _, _ = looked([{"1": long, "2": long}], [[record("1", None, "update"), record("2", long)]])
    assert (outcome.named, outcome.open, outcome.untold) == ({}, {}, {("orders", "note"): 1})
