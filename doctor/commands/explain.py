"""`explain`: the page of a cause."""

from typing import Annotated

import typer

from doctor import causes, pages
from doctor.commands.told import told


def explain(cause_id: Annotated[str, typer.Argument(metavar="ID", help="Such as R5.")]) -> None:
    """Print the page of a cause: symptom, why, how it is detected, fix, source."""
    with told():
        print(pages.page(causes.find(cause_id)))
