"""How a command ends that cannot go on, or is interrupted."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pulumi import RunError
from rich.console import Console

from lab.backends.backend import LabError

EXIT_CANNOT = 3
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it

err = Console(stderr=True, highlight=False)


@contextmanager
def told() -> Iterator[None]:
    """One clear line for what went wrong, and an exit code; never a traceback for what is not a fault of the lab."""
    try:
        yield
    except (LabError, RunError) as error:
        err.print("[bold red]error[/bold red]", end=" ")
        err.print(str(error), markup=False, soft_wrap=True)
        raise typer.Exit(EXIT_CANNOT) from None
    except KeyboardInterrupt:
        err.print("interrupted")
        raise typer.Exit(EXIT_INTERRUPTED) from None
