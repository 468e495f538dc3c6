"""`python -m lab.engine`: makes sure that there is a Pulumi CLI, as `make engine` does."""

import sys

from lab.backends.backend import LabError
from lab.engine.pulumi_cli import make_engine

CANNOT = 3


def main() -> int:
    """Make it; returns the exit code."""
    try:
        print(f"the engine is {make_engine(lambda line: print(line, flush=True))}")
    except LabError as error:
        print(f"error {error}", file=sys.stderr)
        return CANNOT
    return 0


if __name__ == "__main__":
    sys.exit(main())
