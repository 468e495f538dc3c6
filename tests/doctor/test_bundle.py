"""The archive for others: what is in it, what is kept back, and that a secret keeps it from being written."""

import json
import stat
import tarfile
from dataclasses import replace

import pytest

from doctor.bundle import archive
from doctor.bundle.plain import plain
from doctor.bundle.redaction import known_secrets, overlooked, redacted, redacted_text
from doctor.facts.facts import PipelineFacts, Unavailable
from tests.doctor import healthy_chain
from tests.doctor.test_command_line import CHAIN, doctor

PIPELINE = {**healthy_chain.PIPELINE, "id": "pipeline-1"}


def bundled(tmp_path, *arguments, **environment):
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps({"chain": {**CHAIN, "pipelines": [PIPELINE]}}))
    file = tmp_path / "bundle.tar.gz"
    return file, doctor("--outputs", str(outputs), *arguments, "bundle", str(file), **environment)


def test_the_archive_has_every_part_and_only_its_owner_reads_it(tmp_path):
    file, done = bundled(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with tarfile.open(file) as opened:
        parts = {entry.name: opened.extractfile(entry).read().decode() for entry in opened}
    names = ("report.txt", "versions.json", "findings.json", "facts.json", "server_rows.json", "logs/orders.txt")
    assert list(parts) == [f"doctor-bundle/{name}" for name in names]
    facts = json.loads(parts["doctor-bundle/facts.json"])
    assert facts["chain"]["database"]["endpoint"] == "cdc.cluster-x.invalid"
    assert json.loads(parts["doctor-bundle/findings.json"])["schema_version"] == 1
    assert json.loads(parts["doctor-bundle/server_rows.json"])["reason"].startswith("no database login given")
    assert parts["doctor-bundle/logs/orders.txt"].startswith("unknown: no broker credentials given")
    assert json.loads(parts["doctor-bundle/versions.json"]).keys() >= {"doctor", "python", "psycopg", "made_at"}


def test_a_secret_of_the_surroundings_that_is_in_it_keeps_it_from_being_written(tmp_path):
    # By mischance the endpoint's name is the password.
    file, done = bundled(tmp_path, PGPASSWORD="cdc.cluster-x.invalid")
    (line,) = done.stderr.splitlines()
    assert (done.returncode, file.exists()) == (3, False)
    assert line.startswith("error bundle: got what looks like a secret in ")
    assert "facts.json, line " in line
    assert "cdc.cluster-x" not in line


def test_no_file_is_written_over(tmp_path):
    (tmp_path / "bundle.tar.gz").write_text("kept")
    file, done = bundled(tmp_path)
    assert (done.returncode, file.read_text()) == (3, "kept")
    assert "want a new file (File exists)" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE KEY-----",
        "key AKIAIOSFODNN7EXAMPLE",
        "host/?X-Amz-Signature=abcdef",
        "dial postgres://u:hunter2@h/d",
        "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        "the pass%2Fword in a URL",
        "the pass/word in clear",
    ],
)
def test_what_looks_like_a_secret_or_is_a_known_one_is_found_by_its_line(tmp_path, text):
    assert list(overlooked(f"fine\n{text}\nfine", ["pass/word"])) == [2]
    with pytest.raises(ValueError, match=r"a secret in part\.txt, line 1, want none"):
        archive.write(tmp_path / "a.tar.gz", {"part.txt": text}, ["pass/word"])
    assert not (tmp_path / "a.tar.gz").exists()


def test_what_was_redacted_is_no_secret_any_more():
    texts = [
        "dial postgres://u:hunter2@h/d",
        "h/?X-Amz-Signature=abcdef&X-Amz-Security-Token=x",
        "key AKIAIOSFODNN7EXAMPLE",
    ]
    assert [line for text in texts for line in overlooked(redacted_text(text), ["hunter2"])] == []


def test_secrets_are_known_by_names_of_variables_and_settings_and_as_passwords_in_urls():
    environment = {
        "AWS_SECRET_ACCESS_KEY": "variable",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/a/token/file",
        "DOCTOR_DATABASE_URL": "postgres://u:in%20url@h/d",
        "HOME": "/home/me",
        "PGPASSWORD": "short",
    }
    config = {"sasl.username": "somebody", "sasl.password": "setting"}
    known = known_secrets(environment, config, urls=["postgres://u:option@h/d"])
    assert known == {"variable", "in url", "setting", "option"}


def test_values_under_a_secrets_name_are_kept_back_and_references_are_not():
    config = {"sasl": [{"username": "u", "password": "hunter2"}], "tls": {"client_certs": [{"password": "${NAME}"}]}}
    assert redacted(config) == {
        "sasl": [{"username": "u", "password": "***"}],
        "tls": {"client_certs": [{"password": "${NAME}"}]},
    }


def test_a_text_of_several_lines_keeps_them():
    assert redacted_text("a:\n  password: hunter2\n  b: c") == "a:\n  password: ***\n  b: c"


def test_facts_are_told_by_kind_and_a_configuration_only_once():
    seen = PipelineFacts(state="STATE_RUNNING", error=None, config_yaml="dsn: postgres://u:hunter2@h/d")
    facts = replace(healthy_chain.facts(), pipelines={"orders": seen, "bills": Unavailable("no rights")})
    told = json.loads(json.dumps(plain(facts)))
    assert told["pipelines"]["bills"] == {"kind": "Unavailable", "reason": "no rights"}
    assert "hunter2" not in json.dumps(told)
    assert told["databases"]["orders"]["memberships"] == ["rds_iam", "rds_replication"]
