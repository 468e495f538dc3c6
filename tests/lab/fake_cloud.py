"""A cloud that only remembers, and small programs applied to it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lab.backends.backend import Created, OldBackend, Properties
from lab.backends.package import Backends, Package
from lab.backends.values import secret
from lab.engine.applied_stack import AppliedStack, ResourceEvent
from lab.engine.apply import apply

HEADER = """
import pulumi

class Thing(pulumi.CustomResource):
    def __init__(self, name, opts=None, **props):
        super().__init__("fake:index:Thing", name, {"arn": None, "missing": None, **props}, opts)

class Provider(pulumi.ProviderResource):
    def __init__(self, name, **props):
        super().__init__("fake", name, props)

inside = pulumi.ResourceOptions(provider=Provider("account", token=pulumi.Output.secret("t0ken"), ids='["1"]'))
"""


class FakeCloud:
    """Remembers what it was asked to do."""

    def __init__(self) -> None:
        self.created: dict[str, dict[str, Any]] = {}
        self.deleted: list[tuple[str, dict[str, Any]]] = []
        self.configured: list[tuple[str, dict[str, Any]]] = []
        self.events: list[ResourceEvent] = []
        self.on_create: Callable[[str], None] = lambda name: None
        package = Package(
            configure=self.configure,
            account=lambda provider: f"account of {provider}",
            resource={"fake:index:Thing": OldBackend(create=self.create, delete=self.delete)}.get,
            function={"fake:index:lookup": lambda provider, args: {"plain": args["key"], "hidden": secret("h")}}.get,
            version="1.0.0",
            named_first=False,
        )
        self.backends = Backends({"fake": package})

    def configure(self, name: str, inputs: Properties) -> str:
        """Remember the inputs; the provider is its name."""
        self.configured.append((name, dict(inputs)))
        return name

    def create(self, provider: str, name: str, inputs: Properties) -> Created:
        """Remember the inputs; give them back, as services do, and `arn`, but not `missing`."""
        self.on_create(name)
        self.created[name] = dict(inputs)
        return Created(id=f"{name}-id", outputs={**inputs, "arn": f"arn:{name}"})

    def delete(self, provider: str, resource_id: str, state: Properties) -> None:
        """Remember id and state."""
        self.deleted.append((resource_id, dict(state)))

    def apply(self, directory: Path, body: str, config: dict[str, Any] | None = None) -> AppliedStack:
        """Apply a program of `body` after the header, default provider of package `fake` disabled."""
        program = directory / "__main__.py"
        program.write_text(HEADER + body)
        config = {"pulumi:disable-default-providers": ["fake"], **(config or {})}
        return apply(program, "demo", config, self.backends, self.events.append)
