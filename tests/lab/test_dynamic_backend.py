"""Dynamic resources: their own methods really run, from their pickled form, dialling loopback."""

import os
from pathlib import Path

import pytest
from pulumi.dynamic import CheckFailure, CheckResult, CreateResult, ResourceProvider
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime._serialization import _serialize

from lab.backends.backend import LabError
from lab.backends.dynamic import PROVIDER_KEY, backend_of, configure
from lab.paths import LabPaths

LAB = configure(LabPaths(Path("/lab")), "default", {})
TOKEN = "pulumi-python:dynamic/rpcn:SqlScript"


class Recording(ResourceProvider):
    """Answers with what it was called with, so that it can be seen through the pickle."""

    def check(self, olds, news):
        failures = [CheckFailure("sql", "must not be empty")] if news.get("sql") == "" else []
        return CheckResult({**news, "checked": [olds, os.environ["PGHOSTADDR"]]}, failures)

    def create(self, props):
        if props["sql"] == "fail":
            raise RuntimeError("no such table")
        return CreateResult("made", {**props, "created": os.environ["PGHOSTADDR"]})

    def delete(self, id_, props):
        raise RuntimeError(f"delete {id_} of {props['sql']} at {os.environ['PGHOSTADDR']}")


class Silent(ResourceProvider):
    """Gives no outputs."""

    def create(self, props):
        return CreateResult("made")


class Configured(ResourceProvider):
    """Wants the stack's configuration."""

    def configure(self, req):
        self.region = req.config.require("region")


def pickled(provider):
    return _serialize(True, serialize_provider, provider)[0]


def create(provider=None, **props):
    backend = backend_of(TOKEN)
    return backend.create(LAB, "script", {PROVIDER_KEY: pickled(provider or Recording()), **props})


@pytest.mark.parametrize("before", [None, "192.0.2.1"])
def test_check_then_create_run_on_loopback_and_leave_the_environment_as_it_was(monkeypatch, before):
    monkeypatch.delenv("PGHOSTADDR", raising=False)
    if before:
        monkeypatch.setenv("PGHOSTADDR", before)
    created = create(sql="SELECT 1")
    assert created.id == "made"
    assert (created.outputs["checked"], created.outputs["created"]) == ([{}, "127.0.0.1"], "127.0.0.1")
    assert os.environ.get("PGHOSTADDR") == before


class Asking(ResourceProvider):
    """Tells where it would look for AWS profiles."""

    def create(self, props):
        return CreateResult("made", {name: os.environ[name] for name in props["names"]})


def test_a_method_reaches_the_accounts_of_its_lab_alone(monkeypatch):
    monkeypatch.setenv("AWS_CONFIG_FILE", "/home/operator/.aws/config")
    names = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]
    outputs = create(Asking(), names=names).outputs
    assert [outputs[name] for name in names] == ["/lab/aws/config", "/lab/aws/credentials"]
    assert os.environ["AWS_CONFIG_FILE"] == "/home/operator/.aws/config"


def test_numbers_arrive_as_doubles_as_in_a_real_run():
    outputs = create(sql="SELECT 1", port=5432, deep=[{"n": 1}], yes=True).outputs
    assert [type(outputs["port"]), type(outputs["deep"][0]["n"]), type(outputs["yes"])] == [float, float, bool]


def test_delete_finds_its_provider_in_the_state_alone():
    created = create(sql="SELECT 1")
    with pytest.raises(LabError, match=r"RuntimeError: delete made of SELECT 1 at 127\.0\.0\.1"):
        backend_of(TOKEN).delete(LAB, created.id, created.outputs)


def test_a_create_without_outputs_can_still_be_deleted():
    created = create(Silent(), sql="SELECT 1")
    assert set(created.outputs) == {PROVIDER_KEY}
    backend_of(TOKEN).delete(LAB, created.id, {"sql": "SELECT 1", **created.outputs})


def test_what_check_finds_is_refused_before_create():
    with pytest.raises(LabError, match="sql: must not be empty"):
        create(sql="")


def test_what_create_raises_is_one_line(monkeypatch):
    monkeypatch.delenv("PGHOSTADDR", raising=False)
    with pytest.raises(LabError, match="RuntimeError: no such table"):
        create(sql="fail")
    assert "PGHOSTADDR" not in os.environ


def test_a_provider_that_wants_configuration_is_refused():
    with pytest.raises(LabError, match="the lab passes no configuration"):
        create(Configured(), sql="SELECT 1")


@pytest.mark.parametrize("token", ["pulumi-python:dynamic:Resource", "pulumi-python:dynamic/a/b:C"])
def test_every_dynamic_type_has_a_backend(token):
    assert backend_of(token) is not None


@pytest.mark.parametrize("token", ["pulumi-python:other:Resource", "pulumi-python:dynamics:Resource"])
def test_no_other_type_has_one(token):
    assert backend_of(token) is None
