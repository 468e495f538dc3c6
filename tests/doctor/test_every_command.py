"""Every command on every kind of chain: an answer or a clear error, and never a traceback."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from doctor.__main__ import app
from tests.doctor import configured_mysql
from tests.doctor.chain_facts import DBUSER
from tests.doctor.healthy_chain import PIPELINE
from tests.doctor.test_client_chain import facts as client_facts
from tests.doctor.test_command_line import CHAIN
from tests.doctor.test_login_token_reading import signed

FILES = Path(__file__).resolve().parent / "pipelines"
STREAMS = {**CHAIN, "pipelines": [PIPELINE | {"dbuser_arn": DBUSER}]}
CLIENT = client_facts().chain
CLIENT = {**CLIENT, "database": {**CHAIN["database"], **CLIENT["database"], "profile": "no-such-profile"}}
ENDPOINT = {"name": "shop", "endpoint": "shop.proxy-x.us-east-2.rds.amazonaws.com", "target_role": "READ_WRITE"}
PROXY = {"name": "shop", "resource_id": "prx-ABC", "auth": "iam", "endpoints": [ENDPOINT]}
STACKS = {
    "postgresql": STREAMS,
    "mysql": {**STREAMS, "kind": "aurora-mysql-cdc", "pipelines": [configured_mysql.PIPELINE | {"dbuser_arn": DBUSER}]},
    "client": CLIENT,
    "client by itself": {**CLIENT, "trust": None},
    "client of a proxy": {**CLIENT, "proxy": PROXY},
}
BY_HAND = ["--cluster", "arn:aws:rds:us-east-2:222222222222:cluster:cdc", "--user", "cdc"]
BY_HAND = [*BY_HAND, "--role", "arn:aws:iam::111111111111:role/shop"]
CHAINS = [*STACKS, "terraform_demo", "ec2_host", "mysql file", "by hand"]
COMMANDS = {
    "walk": ["--output", "short"],
    "walk, all": ["--all"],
    "walk, as workload": ["--as", "workload"],
    "walk, with the secret": ["--admin-secret", "--output", "json"],
    "token": ["token"],
    "reconcile": ["reconcile", "orders"],
    "permissions": ["permissions"],
    "explain": ["explain", "L1"],
    "symptom": ["symptom", "all is well"],
}


@pytest.fixture
def chosen(tmp_path, monkeypatch):
    """The options that choose a chain, in a place where no AWS account is configured."""
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    def options(chain):
        if chain == "by hand":
            return BY_HAND
        if chain not in STACKS:
            return ["--pipeline", str(FILES / f"{chain.removesuffix(' file')}.yaml")]
        file = tmp_path / "outputs.json"
        file.write_text(json.dumps({"chain": STACKS[chain]}))
        return ["--outputs", str(file)]

    return options


def run(*arguments, stdin=None):
    done = CliRunner().invoke(app, [*arguments], input=stdin)
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert done.exit_code in (0, 1, 2, 3)
    assert done.exit_code != 3 or done.stderr.startswith("error "), done.stderr
    assert "the doctor failed" not in done.output
    return done


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("chain", CHAINS)
def test_a_command_answers_or_says_clearly_why_not(chosen, chain, command):
    run("--limit", "1", *chosen(chain), *COMMANDS[command], stdin=signed() if command == "token" else None)


@pytest.mark.parametrize("chain", CHAINS)
def test_a_bundle_is_written_of_every_chain_that_may_be_logged_in_to(chosen, chain, tmp_path):
    login = [] if "mysql" in chain else ["--admin-secret"]
    done = run("--limit", "1", *chosen(chain), *login, "bundle", str(tmp_path / "bundle.tar.gz"))
    assert (done.exit_code, (tmp_path / "bundle.tar.gz").exists()) == (0, True)


def test_what_cannot_be_read_for_want_of_the_masters_secret_is_told(chosen, tmp_path):
    brokers = tmp_path / "kafka.json"
    brokers.write_text(json.dumps({"bootstrap.servers": "127.0.0.1:1"}))
    login = ["--admin-secret", "--kafka-config", str(brokers)]
    done = run(*chosen("postgresql"), *login, "reconcile", "orders")
    assert done.exit_code == 2
    assert done.stderr == "cannot tell: database: profile 'no-such-profile' is not in the AWS configuration files\n"
    done = run(*chosen("ec2_host"), *login, "reconcile", "ec2_host")
    assert done.exit_code == 2
    assert done.stderr.startswith("cannot tell: database: whose master logs in is not known: no --database-profile")


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        ("mysql", "reconcile: got a chain of kind aurora-mysql-cdc, want one that streams out of PostgreSQL"),
        ("mysql file", "reconcile: got a chain of kind any of aurora-mysql, want one that streams out of PostgreSQL"),
        ("client", "reconcile: got a chain of kind aurora-postgresql-client, want one that streams out of PostgreSQL"),
    ],
)
def test_reconcile_says_plainly_what_it_is_not_for(chosen, chain, words):
    done = run(*chosen(chain), "reconcile", "orders")
    assert done.exit_code == 3
    assert words in done.stderr


@pytest.mark.parametrize(
    ("chain", "token", "causes"),
    [
        ("client", {"host": "cdc.cluster-x.invalid"}, ["I6"]),
        ("client", {"host": "cdc.cluster-x.invalid", "user": "other"}, ["I6", "I13"]),
        ("client of a proxy", {"host": ENDPOINT["endpoint"]}, ["I6"]),
        ("client of a proxy", {"host": "cdc.cluster-x.invalid"}, ["I6", "I7"]),
        ("by hand", {"user": "cdc", "account": "111111111111"}, ["I6"]),
        ("by hand", {"user": "other", "account": "222222222222"}, ["I6", "I13", "I3"]),
    ],
)
def test_a_token_is_laid_beside_what_the_chain_tells_and_nothing_else(chosen, chain, token, causes):
    done = run(*chosen(chain), "token", stdin=signed(**token))
    lines = [line.split(" ", 1)[0] for line in done.stdout.splitlines()[2:]]
    assert [word for word in lines if word in {"I3", "I6", "I7", "I11", "I13"}] == causes


def test_a_database_url_that_libpq_does_not_read_is_not_repeated(chosen):
    done = run(*chosen("postgresql"), "--database-url", "postgres://u:hunter2@[h/d", "--output", "short")
    assert done.exit_code == 3
    assert "--database-url: got what libpq does not read" in done.stderr
    assert "hunter2" not in done.output


def without(chain, *names):
    return {name: value for name, value in chain.items() if name not in names}


@pytest.mark.parametrize("command", [["--output", "short"], ["token"], ["reconcile", "orders"], ["permissions"]])
@pytest.mark.parametrize(
    ("chain", "lacking"),
    [
        ({"kind": "aurora-postgresql-cdc"}, "database, pipelines, redpanda"),
        ({"kind": "aurora-postgresql-client"}, "application, database, users"),
        (without(STREAMS, "database"), "database"),
        (without(CLIENT, "users"), "users"),
        (STREAMS | {"database": "[secret]"}, "database"),
        (STREAMS | {"pipelines": ["orders"]}, "pipelines"),
    ],
)
def test_outputs_that_are_half_a_chain_are_refused_by_what_they_lack(tmp_path, chain, lacking, command):
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"chain": chain}))
    done = run("--outputs", str(file), *command, stdin=signed())
    assert done.exit_code == 3
    assert f"got a chain without {lacking}, want a whole one" in done.stderr
