"""The package the engine is asked to load, and how often."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pulumi_redpanda as redpanda
from pulumi_redpanda import package

Run = Callable[[Callable[[], Any]], Any]
PROJECT = Path(package.__file__).parent.parent / "pyproject.toml"


def program() -> Any:
    """A provider, two resources and a look-up, each with a package reference of its own."""
    provider = redpanda.Provider("cloud", client_id="id", client_secret="secret")
    opts = pulumi.ResourceOptions(provider=provider)
    cluster = redpanda.get_cluster_output("clxyz", pulumi.InvokeOptions(provider=provider))
    redpanda.Topic("orders", opts, cluster_api_url=cluster.cluster_api_url, name="orders")
    redpanda.User("writer", opts, cluster_api_url=cluster.cluster_api_url, name="writer", password_wo="secret")
    return cluster


def test_the_registered_package_is_the_redpanda_provider_run_by_the_terraform_bridge(run: Run) -> None:
    (request,) = run(program).packages
    assert (request.name, request.version, request.download_url) == ("terraform-provider", "1.1.3", "")
    assert (request.parameterization.name, request.parameterization.version) == ("redpanda", "2.1.0")
    assert request.parameterization.value == (
        b'{"remote":{"url":"registry.opentofu.org/redpanda-data/redpanda","version":"2.1.0"}}'
    )


def test_the_parameter_names_the_version_of_the_package() -> None:
    assert json.loads(package.PARAMETER)["remote"]["version"] == package.VERSION
    assert tomllib.loads(PROJECT.read_text())["project"]["version"] == package.VERSION


def test_every_registration_and_call_carries_the_reference_the_engine_gave(run: Run) -> None:
    engine = run(program)
    assert set(engine.resources_by_name) == {"cloud", "orders", "writer"}
    assert {request.packageRef for request in engine.resources_by_name.values()} == {"mock-uuid"}
    assert [call.packageRef for call in engine.calls] == ["mock-uuid"]


def test_a_second_deployment_in_the_same_process_registers_with_its_own_engine(run: Run) -> None:
    assert [len(run(program).packages) for _ in range(2)] == [1, 1]
