import dataclasses

import pytest

from domain.alarm_thresholds import whole_memory_gib
from tests.domain.alarm_limits import LIMITS


@pytest.mark.parametrize("field", ["lasting_minutes", "silent_minutes"])
@pytest.mark.parametrize("minutes", [0, 4, 7, 1445])
def test_cloudwatch_looks_back_whole_data_points_and_one_day_at_most(field, minutes):
    with pytest.raises(ValueError, match=f"^{field}: got {minutes}, want 5 to 1440 minutes in steps of 5"):
        dataclasses.replace(LIMITS, **{field: minutes})


def test_one_capacity_unit_has_two_gibibytes():
    assert whole_memory_gib(2) == 4
