"""The steps of a README, typed as they stand: in a fresh clone, by whoever has one profile per account."""

import re

import yaml

from tests.conftest import REPOSITORY


def steps(name):
    text = (REPOSITORY / "examples" / name / "README.md").read_text()
    return text.partition("## Use it")[2].partition("\n## ")[0]


def aws_commands(text):
    """The lines that begin with `aws`, each with what it goes on with after a backslash."""
    return [line for line in re.findall(r"(?m)^ {4,}(.*)$", text.replace("\\\n", "")) if line.startswith("aws ")]


def test_the_instance_is_looked_for_in_its_own_account_and_region():
    config = yaml.safe_load((REPOSITORY / "examples" / "ec2-client" / "Pulumi.dev.yaml").read_text())["config"]
    application = config["ec2-client:application"]
    (command,) = aws_commands(steps("ec2-client"))
    assert f" --profile {application['profile']} --region {application['region']} " in command


def test_a_command_goes_on_after_a_backslash():
    text = "1. Now:\n\n       aws ec2 a \\\n           --b\n\n   aws is named"
    assert [command.split() for command in aws_commands(text)] == [["aws", "ec2", "a", "--b"]]
