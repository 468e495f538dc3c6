"""`python -m lab`: the program applied to two emulated accounts on this machine."""

import sys

import typer

from lab.commands.faults import break_chain, mend
from lab.commands.looking import run_pipeline, show_environment
from lab.commands.operations import destroy, down, preview, refresh, up
from lab.commands.prove import prove

app = typer.Typer(
    help="The program applied to two emulated AWS accounts on this machine, by Pulumi's engine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(up)
app.command()(preview)
app.command()(refresh)
app.command()(down)
app.command()(destroy)
app.command()(prove)
app.command("run-pipeline")(run_pipeline)
app.command("env")(show_environment)
app.command("break")(break_chain)
app.command()(mend)

if __name__ == "__main__":
    sys.exit(app())
