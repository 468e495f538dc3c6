"""What walks the links and tries what must be refused."""

import json
from typing import Annotated

import typer

from lab.commands.printing import out, tell_finding, tell_sum
from lab.commands.told import told
from lab.lifecycle.health import whole_lab
from lab.paths import LabPaths

EXIT_FAILED = 1


def prove(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Walk the links with the workload's own credentials, then try what must be refused.

    Exit code 0: nothing went the other way; 1: something did.
    """
    # Imported late: a preview has no use for what dials databases and brokers.
    from lab.prove.programs import proofs_of
    from lab.prove.surroundings import Surroundings

    paths = LabPaths.default()
    with told():
        surroundings = Surroundings(paths, whole_lab(paths))
        findings = []
        walk_links, try_refusals = proofs_of(surroundings.state.chain)
        for title, finds in (("links", walk_links(surroundings)), ("refusals", try_refusals(surroundings))):
            if not as_json:
                out.print(f"[bold]{title}[/bold]")
            for finding in finds:
                findings.append(finding)
                if not as_json:
                    tell_finding(finding)
        if as_json:
            print(json.dumps([vars(finding) for finding in findings], indent=2))
        else:
            tell_sum(findings)
    if any(finding.went_wrong for finding in findings):
        raise typer.Exit(EXIT_FAILED)
