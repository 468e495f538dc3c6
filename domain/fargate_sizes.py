"""The sizes that Fargate has, and the smallest one that holds a pipeline."""

from domain import compute_grid

MEBIBYTE, GIGABYTE = 2**20, 1024

SIZES: dict[int, list[int]] = {
    256: [512, 1024, 2048],
    512: [*range(1 * GIGABYTE, 4 * GIGABYTE + 1, GIGABYTE)],
    1024: [*range(2 * GIGABYTE, 8 * GIGABYTE + 1, GIGABYTE)],
    2048: [*range(4 * GIGABYTE, 16 * GIGABYTE + 1, GIGABYTE)],
    4096: [*range(8 * GIGABYTE, 30 * GIGABYTE + 1, GIGABYTE)],
    8192: [*range(16 * GIGABYTE, 60 * GIGABYTE + 1, 4 * GIGABYTE)],
}
"""CPU units to MiB (Amazon ECS Developer Guide, "Task size", Fargate; 1024 units are one vCPU)."""


def size_for(cpu: str, memory: str) -> tuple[int, int]:
    """CPU units and MiB for a pipeline's own size: `("200m", "800M")` to `(256, 1024)`."""
    compute_grid.check(cpu, memory)
    units = int(cpu.removesuffix("m")) * 1024 / 1000
    mebibytes = int(memory.removesuffix("M")) * 10**6 / MEBIBYTE
    return next(
        (size, held) for size, memories in SIZES.items() if size >= units for held in memories if held >= mebibytes
    )
