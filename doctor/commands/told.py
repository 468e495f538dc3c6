"""How a command ends that was used wrongly, or interrupted."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from doctor.outputs import OutputsError

EXIT_WRONG_USAGE = 3
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it


@contextmanager
def told() -> Iterator[None]:
    """A clear line for each problem of wrong usage; a clean end for Ctrl-C."""
    try:
        yield
    except (OutputsError, ValueError) as error:
        for line in str(error).splitlines():
            print(f"error {line}", file=sys.stderr)
        raise typer.Exit(EXIT_WRONG_USAGE) from None
    except KeyboardInterrupt:
        raise typer.Exit(EXIT_INTERRUPTED) from None
