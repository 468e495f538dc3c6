"""However a table changes and its records lag while one looks: what is lost is named, and what is late is not."""

from hypothesis import given
from hypothesis import strategies as st

from doctor.reconcile import fingerprints
from doctor.reconcile.fold import Fold, Key
from doctor.reconcile.looks import Patience, Snapshot, look
from tests.doctor.reconcile.topic_records import ORDERS, record

changes = st.lists(st.tuples(st.sampled_from("12"), st.sampled_from([None, "a", "b"])), max_size=12)
"""Committed one after the other: a key, and its row's note; None: the row is deleted."""


class World:
    """A database whose changes reach the topic in their order, some later than others and some never."""

    def __init__(self, changes, lost, steps):
        self.changes, self.lost, self.steps = changes, lost, steps
        self.committed = self.delivered = self.handed_over = 0

    def advance(self):
        """Commit some changes and deliver some: everything may happen between two looks of ours."""
        self.committed = min(self.committed + self.steps(), len(self.changes))
        self.delivered = min(self.delivered + self.steps(), self.committed)

    def rows(self, upto=None):
        notes = dict(self.changes[: self.committed if upto is None else upto])
        return {
            Key("orders", key): fingerprints.of_row(ORDERS, {"id": key, "note": note})
            for key, note in notes.items()
            if note is not None
        }

    def snapshot(self, only):
        self.advance()
        rows, lsn = self.rows(), self.committed
        return Snapshot(lsn=lsn, rows={key: row for key, row in rows.items() if only is None or key in only})

    def confirmed_lsn(self):
        self.advance()
        return self.delivered

    def sleep(self, _seconds):
        self.delivered = min(self.delivered + 1, self.committed)

    def read_on(self, put):
        self.advance()
        for number in range(self.handed_over, self.delivered):
            key, note = self.changes[number]
            if number not in self.lost:
                put(record(key, note, "delete" if note is None else "insert"))
        self.handed_over = self.delivered

    def look(self):
        patience = Patience(wait_s=1e9, say=lambda _: None, now=lambda: 0.0, sleep=self.sleep)
        return look([ORDERS], self, self, Fold([ORDERS]), patience)


@given(changes, st.data())
def test_without_a_loss_no_key_is_named(changes, data):
    world = World(changes, lost=(), steps=lambda: data.draw(st.integers(0, 3)))
    assert world.look().named == {}


@given(changes, st.sets(st.integers(0, 11)), st.data())
def test_a_key_that_is_named_has_lost_a_change(changes, lost, data):
    world = World(changes, lost, steps=lambda: data.draw(st.integers(0, 3)))
    with_loss = {Key("orders", key) for number, (key, _) in enumerate(changes) if number in lost}
    assert set(world.look().named) <= with_loss


@given(changes, st.sets(st.integers(0, 11)), st.booleans(), st.data())
def test_once_the_table_is_quiet_what_the_topic_tells_otherwise_is_named_and_all_of_it_once_all_has_come(
    changes, lost, all_has_come, data
):
    world = World(changes, lost, steps=lambda: data.draw(st.integers(0, 3)))
    world.committed = len(changes)
    world.delivered = len(changes) if all_has_come else 0
    outcome = world.look()
    arrived = World([change for number, change in enumerate(changes) if number not in lost], (), int)
    told, rows = arrived.rows(upto=len(changes)), world.rows()
    differing = {key for key in told.keys() | rows.keys() if told.get(key) != rows.get(key)}
    # With the rest on its way, a topic may be equal for a moment: nobody is waited for then.
    assert set(outcome.named) == differing if all_has_come else set(outcome.named) <= differing
    assert outcome.open == {}
