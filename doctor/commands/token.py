"""`token`: what a login token was signed for."""

import sys
from datetime import UTC, datetime

import typer

from doctor import login_token
from doctor.commands.choice import Choice, chosen_stack
from doctor.commands.printing import out
from doctor.commands.told import told
from doctor.outputs import OutputsError


def token(context: typer.Context) -> None:
    """Read a login token, or a DSN with one, from standard input; say what it was signed for and what does not fit.

    The token is not shown. The chain comes from --outputs FILE, --stack or --lab, given before this command.
    """
    with told():
        choice: Choice = context.obj
        if not choice.leaves_stdin:
            raise OutputsError(
                "token: got no stack, want --outputs FILE, --stack or --lab before it (stdin is the token)"
            )
        chain = chosen_stack(choice).chain
        now = datetime.now(UTC)
        signed = login_token.read(sys.stdin.read())
        out.print(login_token.described(signed, now), markup=False, soft_wrap=True)
        wrong = list(login_token.mismatches(signed, chain, now))
        for cause_id, saw in wrong:
            out.print(f"[bold red]{cause_id}[/bold red] {saw}")
        raise typer.Exit(1 if wrong else 0)
