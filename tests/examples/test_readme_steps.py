"""The steps of a README, typed as they stand: in a fresh clone, by whoever has one profile per account."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY

NAMES = ["aurora-mysql", "ec2-client", "kubernetes-service"]


def steps(name):
    text = (REPOSITORY / "examples" / name / "README.md").read_text()
    return text.partition("## Use it")[2].partition("\n## ")[0]


def aws_commands(text):
    """The lines that begin with `aws`, each with what it goes on with after a backslash."""
    return [line for line in re.findall(r"(?m)^ {4,}(.*)$", text.replace("\\\n", "")) if line.startswith("aws ")]


@pytest.mark.parametrize("name", NAMES)
def test_the_virtual_environment_and_the_stack_are_made_before_they_are_used(name):
    text = steps(name)
    before, up, _ = text.partition("pulumi up")
    assert up
    for step in ("`make setup`", "pulumi stack init dev", "`make certs REGION=us-east-2`"):
        assert step in before, step
    assert "in the repository" in " ".join(before.split()), "make finds its Makefile nowhere else"
    assert "in this directory" in " ".join(before.split()), "pulumi finds its project nowhere else"


def test_the_instance_is_looked_for_in_its_own_account_and_region():
    config = yaml.safe_load((REPOSITORY / "examples" / "ec2-client" / "Pulumi.dev.yaml").read_text())["config"]
    application = config["ec2-client:application"]
    (command,) = aws_commands(steps("ec2-client"))
    assert f" --profile {application['profile']} --region {application['region']} " in command


def test_a_command_goes_on_after_a_backslash():
    text = "1. Now:\n\n       aws ec2 a \\\n           --b\n\n   aws is named"
    assert [command.split() for command in aws_commands(text)] == [["aws", "ec2", "a", "--b"]]


def test_whatever_of_pulumi_logs_in_to_mysql_finds_the_certificates_that_make_fetches():
    exported, _, after = steps("aurora-mysql").partition("SSL_CERT_DIR=")
    directories = after.split()[0]
    assert exported.endswith(" export "), "up, refresh and destroy all log in"
    found = subprocess.run(
        ["sh", "-c", f"cd examples/aurora-mysql && echo {directories}"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split(":")
    assert [Path(directory.strip()).resolve() for directory in found] == [Path("/etc/ssl/certs"), REPOSITORY / "certs"]
