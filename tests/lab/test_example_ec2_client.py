"""`examples/ec2-client` in the lab: the way in, every refusal, and the command that is printed for the instance."""

import json
import os
import subprocess
import sys

import pytest

from tests.lab.instance_shell_tools import __file__ as tools
from tests.stack_output import asked_for, printed


@pytest.fixture(scope="module")
def lab(example_lab):
    return example_lab("ec2-client")


@pytest.fixture
def instance(lab, tmp_path):
    """The environment of a shell on the instance."""
    for tool in ("aws", "psql"):
        script = tmp_path / tool
        script.write_text(f'#!/bin/sh\nexec {sys.executable} {tools} {tool} "$@"\n')
        script.chmod(0o755)
    cloud = json.loads(lab.paths.cloud.read_text())
    profile = lab.chain()["application"]["instance_profile_name"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PG"))}
    return kept | {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_ENDPOINT_URL": cloud["endpoint_url"],
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"{cloud['instance_metadata_url']}/111111111111/{profile}/",
        "PGHOSTADDR": "127.0.0.1",
    }


def typed(command, environment):
    return subprocess.run(
        command, shell=True, env=environment, input="SELECT current_user", capture_output=True, text=True, check=False
    )


def printed_for(lab, user):
    """What the README's own command prints, asked for a user of the lab."""
    outputs = json.loads(lab.paths.state.read_text())["outputs"]
    (arguments,) = (arguments for arguments in asked_for("ec2-client") if arguments != ["instance_profile_name"])
    return printed(outputs, [argument.replace("shop_reader", user) for argument in arguments])


def test_the_way_in_holds_and_every_refusal_is_refused(lab):
    done = lab.run("prove", "--json")
    assert done.returncode == 0, done.stdout
    assert [(finding["subject"], finding["outcome"]) for finding in json.loads(done.stdout)] == [
        ("1 workload → its role", "holds"),
        ("2 its role may assume", "holds"),
        ("3 connect role lets it in", "holds"),
        ("4 may log in as its users", "holds"),
        ("4 may log in as its users", "holds"),
        ("5 token → login, TLS verified", "holds"),
        ("no ExternalId", "refused"),
        ("wrong ExternalId", "refused"),
        ("an administrator of the application's account", "refused"),
        ("the master, by token", "refused"),
        ("another database user", "refused"),
        ("the client's own credentials, no assume", "refused"),
        ("token for another host", "refused"),
        ("token for another port", "refused"),
        ("token for another region", "refused"),
        ("expired token", "refused"),
        ("a password for an IAM user", "refused"),
        ("no TLS", "refused"),
    ]


def test_the_printed_command_logs_in_as_it_stands_and_again(lab, instance):
    for user in ("lab_reader", "lab_writer"):
        for _ in range(2):
            done = typed(printed_for(lab, user), instance)
            assert (done.stdout, done.returncode) == (f"{user}\n", 0), done.stderr


def test_an_instance_with_another_profile_gets_no_token_and_no_password_prompt(lab, instance):
    elsewhere = instance["AWS_EC2_METADATA_SERVICE_ENDPOINT"].replace("aurora-ec2-client", "another")
    done = typed(printed_for(lab, "lab_reader"), instance | {"AWS_EC2_METADATA_SERVICE_ENDPOINT": elsewhere})
    assert done.returncode != 0
    assert "Ec2InstanceMetadata" in done.stderr
    assert "psycopg" not in done.stderr
