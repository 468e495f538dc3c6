"""Redpanda Cloud's compute units for pipelines: CPU and memory come in fixed pairs."""

UNIT_CPU_MILLICORES = 100
UNIT_MEMORY_MEGABYTES = 400
UNITS = (*range(1, 16), 33, 72)
"""Redpanda Cloud documentation, "Manage pipeline resources"; one unit is 0.1 CPU and 400 MB."""

_MEMORY_FOR_CPU = {f"{units * UNIT_CPU_MILLICORES}m": f"{units * UNIT_MEMORY_MEGABYTES}M" for units in UNITS}


def memory_for(cpu: str) -> str:
    """The one memory size that goes with a CPU size: `200m` to `800M`.

    Raises ValueError for a CPU size off the grid: such a pipeline is accepted and never gets going.
    """
    try:
        return _MEMORY_FOR_CPU[cpu]
    except KeyError:
        raise ValueError(
            "want 100m to 1500m in steps of 100m, 3300m or 7200m (Redpanda Cloud's compute units)"
        ) from None


def check(cpu: str, memory: str) -> None:
    """Raise ValueError unless the two are one of Redpanda Cloud's pairs."""
    wanted = memory_for(cpu)
    if memory != wanted:
        raise ValueError(f"want {wanted}, the memory that goes with a cpu of {cpu} (Redpanda Cloud's compute units)")
