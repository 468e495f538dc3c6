import pytest

from domain.egress_allowlist import entry, missing_entries, with_entries, without_entries

OURS = [entry("10.90.0.0/24", 5432)]
THEIRS = [{"cidr": "10.1.0.0/16", "port_start": 9000, "port_end": 9100}]


def test_ours_stand_beside_everybody_elses():
    assert OURS == [{"cidr": "10.90.0.0/24", "port_start": 5432, "port_end": 5432}]
    assert with_entries(THEIRS, OURS) == [*THEIRS, *OURS]


def test_what_is_there_already_is_not_added_again_whatever_its_numbers_are_written_as():
    as_doubles = [{"cidr": "10.90.0.0/24", "port_start": 5432.0, "port_end": 5432.0}]
    assert with_entries([*THEIRS, *OURS], as_doubles) == [*THEIRS, *OURS]
    assert missing_entries(OURS, as_doubles) == []


def test_the_end_leaves_everybody_elses():
    assert without_entries([*OURS, *THEIRS], OURS) == THEIRS
    assert without_entries(THEIRS, OURS) == THEIRS


def test_one_that_somebody_removed_is_missing():
    assert missing_entries(THEIRS, OURS) == OURS


def test_the_cluster_takes_sixteen_entries_and_no_more():
    others = [entry(f"10.{n}.0.0/16", 443) for n in range(15)]
    assert len(with_entries(others, OURS)) == 16
    with pytest.raises(
        ValueError, match=r"^allowed_destination_cidr_ports: got 15 entries and 2 more, want 16 at most; remove one"
    ):
        with_entries(others, [*OURS, entry("10.91.0.0/24", 5432)])
