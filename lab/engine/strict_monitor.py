"""A resource monitor that hides nothing which Pulumi's mock monitor would hide."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from google.protobuf.json_format import MessageToDict
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.rpc import UNKNOWN

from lab.backends.backend import LabError
from lab.backends.values import is_secret, secret


class StrictMonitor(MockMonitor):
    """Makes an output that a backend did not give an error for whoever wants it, and keeps secrets secret.

    Outside a preview the mock monitor resolves a missing output to None, so a program would run on with None. Here it
    is unknown, as when the engine skips a create: `apply` does not run on it, and it is refused where it arrives, in
    the inputs of a resource, in the outputs of a component or in the exports of the stack. Not seen: an `apply` whose
    result goes nowhere, a property missing inside an output that was given, and one missing from a function's result.
    """

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name in Pulumi's resource.proto
        """Create, after a look at the inputs; what the answer leaves out is unknown."""
        inputs = MessageToDict(request.object)
        for path in unknown_paths(inputs):
            source = _names(request.propertyDependencies[re.split(r"[.\[]", path)[0]].urns)
            raise LabError(
                f"{request.type} {request.name!r}: {path} needs an output of {source},"
                " which the lab's backend does not give"
            )
        response = super().RegisterResource(request)  # type: ignore[no-untyped-call]
        response.unknown = True
        secrets = {name for name, value in inputs.items() if is_secret(value)}.union(request.additionalSecretOutputs)
        outputs = MessageToDict(response.object)
        response.object.update({name: secret(outputs[name]) for name in secrets & outputs.keys()})
        return response

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the name in Pulumi's resource.proto
        """Take a component's outputs, after a look at them."""
        for path in unknown_paths(MessageToDict(request.outputs)):
            raise LabError(f"{_names([request.urn])}: {path} needs an output, which the lab's backend does not give")
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]


def unknown_paths(properties: Any, path: str = "") -> Iterator[str]:
    """Where unknown values lie: `{"a": {"b": ["x", UNKNOWN]}}` → `a.b[1]`."""
    if properties == UNKNOWN:
        yield path
    elif is_secret(properties):
        yield from unknown_paths(properties["value"], path)
    elif isinstance(properties, dict):
        for name, value in properties.items():
            yield from unknown_paths(value, f"{path}.{name}" if path else name)
    elif isinstance(properties, list):
        for index, value in enumerate(properties):
            yield from unknown_paths(value, f"{path}[{index}]")


def _names(urns: Iterable[str]) -> str:
    """Types and names out of URNs `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>`."""
    parts = [urn.split("::", 3) for urn in urns]
    return ", ".join(f"{types.rpartition('$')[2]} {name!r}" for _, _, types, name in parts) or "a function"
