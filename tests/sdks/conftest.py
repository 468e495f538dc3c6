"""Pulumi's mock monitor, with a memory of the requests as they arrive from the language host."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks

CLUSTER = {
    "id": "clxyz",
    "clusterApiUrl": "https://api-1.clxyz.byoc.example",
    "kafkaApi": {"seedBrokers": ["seed-1.clxyz.byoc.example:9092"]},
    "zones": ["use2-az1"],
}
COMPUTED = {"url": "", "status": {"error": ""}, "resources": {"cpuShares": "100m", "memoryShares": "400M"}}


class Cloud(Mocks):
    """Echoes inputs, adds what the provider computes, and knows one cluster."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        return f"{args.name}-id", {**COMPUTED, **args.inputs}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        return {**CLUSTER, "id": args.args["id"]}, []


class Engine(MockMonitor):
    """Keeps every request; property values stay as on the wire, secrets marked."""

    def __init__(self) -> None:
        super().__init__(Cloud())
        self.packages: list[Any] = []
        self.resources_by_name: dict[str, Any] = {}
        self.calls: list[Any] = []

    def RegisterPackage(self, request: Any) -> Any:  # noqa: N802 - the name in Pulumi's resource.proto
        self.packages.append(request)
        return super().RegisterPackage(request)  # type: ignore[no-untyped-call]

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        if request.type != "pulumi:pulumi:Stack":
            self.resources_by_name[request.name] = request
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        self.calls.append(request)
        return super().Invoke(request)  # type: ignore[no-untyped-call]

    def inputs(self, name: str) -> dict[str, Any]:
        """The properties a resource was registered with."""
        properties: dict[str, Any] = MessageToDict(self.resources_by_name[name].object)
        return properties


@pytest.fixture
def run() -> Callable[[Callable[[], Any]], Engine]:
    """Run a program to its end, as one deployment of its own; outputs the program returns are awaited."""

    def _run(program: Callable[[], Any]) -> Engine:
        engine = Engine()
        pulumi.runtime.reset_options()  # mocks alone would leave what an earlier deployment registered
        pulumi.runtime.set_mocks(engine.mocks, project="rpcn", stack="test", monitor=engine)
        pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]
        return engine

    return _run
