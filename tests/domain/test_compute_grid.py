import pytest

from domain import compute_grid


@pytest.mark.parametrize(
    ("cpu", "memory"), [("100m", "400M"), ("200m", "800M"), ("1500m", "6000M"), ("7200m", "28800M")]
)
def test_cpu_and_memory_come_in_pairs(cpu, memory):
    assert compute_grid.memory_for(cpu) == memory
    compute_grid.check(cpu, memory)


@pytest.mark.parametrize("cpu", ["150m", "1600m", "0m", "200", "2", ""])
def test_a_cpu_size_between_the_units_is_refused(cpu):
    with pytest.raises(ValueError, match="want 100m to 1500m in steps of 100m, 3300m or 7200m"):
        compute_grid.memory_for(cpu)


def test_a_memory_size_of_another_unit_is_refused_by_naming_the_right_one():
    with pytest.raises(ValueError, match="want 800M"):
        compute_grid.check("200m", "256Mi")
