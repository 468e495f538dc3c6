"""Applies the unmodified Pulumi program to the lab, and takes away what it made."""

import asyncio
import contextlib
import contextvars
import json
import os
import runpy
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pulumi
from pulumi.runtime import set_all_config, set_mocks
from pulumi.runtime import test as run_and_await
from pulumi.runtime.settings import get_root_resource, set_root_resource
from pulumi.runtime.stack import Stack, massage

from lab.backends import operations
from lab.backends.backend import LabError, OldBackend
from lab.backends.package import Backends
from lab.backends.values import plain
from lab.engine.applied_stack import AppliedStack, ResourceEvent
from lab.engine.configured_providers import ConfiguredProviders, naming
from lab.engine.mock_engine import LabMocks
from lab.engine.strict_monitor import StrictMonitor

STACK = "lab"


def apply(
    program: Path,
    project: str,
    stack_config: Mapping[str, Any],
    backends: Backends,
    on_event: Callable[[ResourceEvent], None],
) -> AppliedStack:
    """Run the program file and create what it registers; returns once everything it started has ended.

    `stack_config` has full keys (`redpanda-aurora-iam:database`) and structured values, as in a stack file. `on_event`
    is called after each create, by one thread at a time; after a failure it has told of everything that was made.
    Raises `LabError` for what a service refuses, what the lab lacks and a secret export; what the program raises
    passes as it is.
    """
    # A copied context, because Pulumi keeps its settings, its configuration and the root stack in context variables.
    return contextvars.copy_context().run(_apply, program, project, stack_config, backends, on_event)


def destroy(applied: AppliedStack, backends: Backends, on_event: Callable[[ResourceEvent], None]) -> None:
    """Delete everything, last made first, in this process or another; `on_event` hears of each.

    Raises `LabError` at the first thing a service refuses to delete.
    """
    providers = ConfiguredProviders(backends)
    for resource in applied.resources:
        if resource.is_provider:
            providers.configure(resource.type, resource.name, resource.id, resource.state)
    for resource in reversed(applied.resources):
        started = time.monotonic()
        if not resource.is_provider:
            with naming(f"{resource.type} {resource.name!r}"):
                provider = providers.of(resource.type, resource.provider)
                backend = backends.resource(resource.type)
                if isinstance(backend, OldBackend):
                    backend.delete(provider, resource.id, resource.state)
                else:
                    operations.delete(backend, provider, resource.id, resource.state)
        on_event(ResourceEvent(action="deleted", resource=resource, seconds=time.monotonic() - started))


def _apply(
    program: Path,
    project: str,
    stack_config: Mapping[str, Any],
    backends: Backends,
    on_event: Callable[[ResourceEvent], None],
) -> AppliedStack:
    mocks = LabMocks(backends, set(stack_config.get("pulumi:disable-default-providers", [])), on_event)
    set_root_resource(None)  # type: ignore[arg-type]  # else exports of an earlier apply in this process stay
    with _event_loop(), contextlib.chdir(program.parent), _configured(stack_config):
        try:
            set_mocks(mocks, project=project, stack=STACK, monitor=StrictMonitor(mocks))
            run_and_await(lambda: _run(program))()  # type: ignore[no-untyped-call]
            outputs = asyncio.get_event_loop().run_until_complete(_exports())
        except Exception:
            if mocks.failure is not None:
                # Pulumi may report the failure of a dependent first; the one that came first is the cause.
                raise mocks.failure from None
            raise
    return AppliedStack(resources=mocks.resources, outputs=outputs)


@contextlib.contextmanager
def _configured(stack_config: Mapping[str, Any]) -> Iterator[None]:
    """Configuration as Pulumi's language host hands it over: all keys as texts in one variable."""
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in stack_config.items()}
    with mock.patch.dict(os.environ, {"PULUMI_CONFIG": json.dumps(texts)}):
        set_all_config({})  # what an earlier program in this process was told would go before it
        yield


def _run(program: Path) -> None:
    # The directory and not the file: it is where the program imports from, as under Pulumi's language host.
    runpy.run_path(str(program.parent), run_name="__main__")


async def _exports() -> dict[str, Any]:
    root = get_root_resource()
    assert isinstance(root, Stack)
    exports = {}
    for name, value in root.outputs.items():
        output = pulumi.Output.from_input(massage(value, []))
        if await output.is_secret():
            raise LabError(f"export {name!r}: got a secret, want a value that may be shown; do not export it")
        if not await output.is_known():
            raise LabError(f"export {name!r}: it needs an output, which the lab's backend does not give")
        exports[name] = plain(await output.future())
    return exports


@contextlib.contextmanager
def _event_loop() -> Iterator[None]:
    """A loop of our own, closed once its threads have ended: a failed program leaves nothing that still creates."""
    loop = asyncio.new_event_loop()
    # The first failure is raised; that its dependents fail too would only be noise in the log.
    loop.set_exception_handler(lambda _loop, _context: None)
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_default_executor())
        asyncio.set_event_loop(None)
        loop.close()
