"""What a `pulumi stack output` in a page prints.

A text is printed as it is, anything else as JSON; with `--json` a text is JSON too (pulumi/pulumi,
pkg/cmd/pulumi/stack/stack_output.go: consoleStackOutputWriter, jsonStackOutputWriter).
"""

import json
import re

from tests.conftest import REPOSITORY


def asked_for(example):
    """The arguments of each `pulumi stack output <name>` in an example's README; the doctor is given all of them."""
    text = (REPOSITORY / "examples" / example / "README.md").read_text()
    asked = [match.split() for match in re.findall(r"pulumi stack output((?: [\w-]+)+)", text)]
    return [arguments for arguments in asked if arguments != ["--json"]]


def printed(outputs, arguments):
    """What the CLI prints for these arguments."""
    (name,) = (argument for argument in arguments if argument != "--json")
    value = outputs[name]
    return value if isinstance(value, str) and "--json" not in arguments else json.dumps(value, indent=2)
