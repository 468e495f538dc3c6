"""`preflight`: before the first `pulumi up`."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from doctor import edition
from doctor.commands.printing import Output, print_report
from doctor.commands.told import told
from doctor.facts.pipeline import cloud_login
from doctor.preflight import stack_file
from doctor.preflight.gather import gather
from doctor.preflight.preflight import preflight as checked
from doctor.report.report import Report
from doctor.walk import exit_code


def preflight(
    stack: Annotated[str, typer.Option(help="The stack: Pulumi.<stack>.yaml is read.")],
    directory: Annotated[Path, typer.Option(help="Where Pulumi.yaml is.")] = Path(),
    output: Annotated[Output, typer.Option(help="The form of the report.")] = Output.TABLE,
    everything: Annotated[bool, typer.Option("--all", help="What passes too.")] = False,
) -> None:
    """Say what would stop the first `pulumi up`: accounts, identity, network, version, quotas, rights, configuration.

    Reads only. Exit code 0: nothing would, 1: something would, 2: something could not be checked, 3: wrong usage.
    """
    with told():
        since = time.monotonic()
        findings = checked(gather(stack_file.read(directory, stack), cloud_login(os.environ)))
        seconds = time.monotonic() - since
        report = Report(findings=tuple(findings), seconds=seconds, edition=edition.edition())
        print_report(report, output, everything=everything, quiet=False)
        raise typer.Exit(exit_code(findings))
