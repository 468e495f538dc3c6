"""Arguments of resources: what a backend does not emulate it must not swallow."""

from typing import Any

from lab.backends.backend import LabError, Properties


def only(inputs: Properties, *known: str) -> None:
    """Raise `LabError` naming the arguments beyond the known ones: the lab would silently leave them out."""
    if unknown := sorted(set(inputs) - set(known)):
        raise LabError(f"{', '.join(unknown)}: the lab's backend does not emulate this argument; leave it out")


def required(inputs: Properties, name: str) -> Any:
    """An argument that the lab needs although the service has a default for it; raises `LabError` naming it."""
    if name not in inputs:
        raise LabError(f"{name}: got none, want one; the lab has no default for it")
    return inputs[name]
