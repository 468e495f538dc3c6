"""README's steps with real accounts: its stack file, with ids, profiles and addresses filled in, ends in a stream."""

import json

import pytest

from lab.lifecycle.state import LabState
from lab.prove.records import TopicEnd
from lab.prove.surroundings import Surroundings
from tests.lab.conftest import REPOSITORY, LabCommand
from tests.lab.printed_fix import run_printed
from tests.lab.proofs import LINKS_3_TO_6

STACK_FILE = "cloud-key"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    lab = LabCommand(tmp_path_factory.mktemp("prod"), stack=STACK_FILE)
    lab.answer(fill_in(lab.port))
    with lab.running():
        yield lab


def fill_in(port):
    """Step 4, with what the lab has in place of AWS's; the port is its own, since labs run side by side."""

    def change(sections):
        sections["redpanda"] |= {"profile": "lab-redpanda", "clusterId": "d0lab0lab0lab0lab0la"}
        sections["database"] |= {"profile": "lab-database", "caBundle": ".lab/certificates/ca.pem", "port": port}

    return change


def insert_of_the_readme():
    """Step 6 as far as its statement."""
    lines = (REPOSITORY / "README.md").read_text().split("\n6. See it stream")[1].splitlines()
    commands = "\n".join(line.strip() for line in lines[1:] if line.startswith(" " * 7))
    return commands.partition("\npulumi stack output topics")[0]


def test_the_row_that_the_readme_inserts_arrives(lab, with_brokers, tmp_path):
    there = insert_of_the_readme().replace("--profile database", "--profile lab-database")
    there = there.replace("certs/us-east-2-bundle.pem", str(lab.paths.ca_bundle)).replace("5432", str(lab.port))
    with TopicEnd(Surroundings(lab.paths, LabState.load(lab.paths)), "shop.public.orders") as topic:
        run_printed(f"{lab.run('env', '--shell').stdout}\n{there}", lab, tmp_path)
        operation, _, row = topic.next_with("1")
    assert (operation, row["id"], row["customer"]) == ("insert", 1, "first")


def test_proofs_that_write_say_that_the_tables_are_others(lab, with_brokers):
    done = lab.run("prove", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = [(finding["subject"], finding["outcome"]) for finding in json.loads(done.stdout)]
    assert found[:7] == [
        ("1 access key → its user", "holds"),
        ("2 its user may assume", "holds"),
        *LINKS_3_TO_6,
        ("7 change → topic", "not run"),
    ]
    (stream,) = (finding for finding in json.loads(done.stdout) if finding["subject"] == "7 change → topic")
    assert stream["detail"] == "writes to a table of x and note, and public.orders is another; insert a row yourself"
