"""Pulumi's mock seam with real creates behind it."""

import secrets
import threading
import time
import uuid
from collections.abc import Callable, Set
from typing import Any, TypeVar

from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from lab.backends import operations
from lab.backends.backend import LabError, OldBackend
from lab.backends.package import Backends, package_of
from lab.backends.values import plain
from lab.engine.applied_stack import PROVIDER_TYPE_PREFIX, AppliedResource, ResourceEvent
from lab.engine.configured_providers import ConfiguredProviders, naming

Answer = TypeVar("Answer")


class LabMocks(Mocks):
    """Creates each resource the program registers in the account of its provider."""

    resources: list[AppliedResource]
    """What was made, in order of completion, providers included."""
    failure: BaseException | None
    """The first error of a create or a call; nothing is begun after it."""

    def __init__(
        self, backends: Backends, disabled_packages: Set[str], on_event: Callable[[ResourceEvent], None]
    ) -> None:
        self.resources = []
        self.failure = None
        self._backends = backends
        self._disabled_packages = disabled_packages
        self._on_event = on_event
        self._providers = ConfiguredProviders(backends)
        # Pulumi calls new_resource and call on several threads at once.
        self._lock = threading.Lock()

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Create the resource and give its id and outputs; a component is nothing in any cloud."""
        if args.resource_id:
            raise LabError(f"{args.typ} {args.name!r}: the lab makes everything itself; it cannot read or import")
        return self._unless_failed(lambda: self._create(args)) if args.custom else (None, {})

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Answer a provider function from the account of its provider."""
        return self._unless_failed(lambda: self._answer(args)), []

    def _create(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        started = time.monotonic()
        inputs = plain(args.inputs)
        provider_id = ""
        with naming(f"{args.typ} {args.name!r}"):
            if args.typ.startswith(PROVIDER_TYPE_PREFIX):
                created_id, outputs = str(uuid.uuid4()), {}
                provider = self._providers.configure(args.typ, args.name, created_id, inputs)
            else:
                provider_id = self._provider_id(args.typ, args.provider)
                backend = self._backends.resource(args.typ)
                provider = self._providers.of(args.typ, provider_id)
                if isinstance(backend, OldBackend):
                    created = backend.create(provider, args.name, inputs)
                else:
                    seed = secrets.token_bytes()
                    checked = operations.check(backend, provider, args.name, {}, inputs, seed)
                    created = operations.create(backend, provider, checked)
                created_id, outputs = created.id, created.outputs
        resource = AppliedResource(
            type=args.typ,
            name=args.name,
            id=created_id,
            provider=provider_id,
            account=self._backends.package(args.typ).account(provider),
            seconds=time.monotonic() - started,
            state={**inputs, **plain(outputs)},
        )
        with self._lock:
            self.resources.append(resource)
            self._on_event(ResourceEvent(action="created", resource=resource, seconds=resource.seconds))
        return created_id, outputs

    def _answer(self, args: MockCallArgs) -> dict[str, Any]:
        with naming(args.token):
            function = self._backends.function(args.token)
            provider = self._providers.of(args.token, self._provider_id(args.token, args.provider))
            return function(provider, plain(args.args))

    def _provider_id(self, token: str, reference: str | None) -> str:
        """Last part of a provider reference `<urn>::<id>`; refuses a default provider the stack disabled."""
        package = package_of(token)
        if not reference and not self._disabled_packages.isdisjoint({package, "*"}):
            # The engine's own words: pulumi/pulumi pkg/resource/deploy/source_eval.go
            raise LabError(f"Default provider for '{package}' disabled. '{token}' must use an explicit provider.")
        return (reference or "").rpartition("::")[2]

    def _unless_failed(self, work: Callable[[], Answer]) -> Answer:
        if self.failure is not None:
            raise LabError("not begun, because an earlier resource failed")
        try:
            return work()
        except BaseException as failure:
            with self._lock:
                self.failure = self.failure or failure
            raise
