"""The only reader of `pulumi.Config`: what was typed into the stack file, as plain data."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

import pulumi
from pulumi.runtime import get_config_env

Parsed = TypeVar("Parsed")


def read(known: Collection[str], parse: Callable[[Mapping[str, Any]], Parsed]) -> Parsed:
    """What `parse` makes of the current stack's keys; its ValueError becomes a `pulumi.RunError`."""
    config = pulumi.Config()
    namespace = f"{config.name}:"
    # The SDK cannot list keys; the engine hands all of them over in this variable.
    typed = {key.removeprefix(namespace) for key in get_config_env() if key.startswith(namespace)}
    try:
        return parse({key: _value(config, key) for key in typed | set(known) if config.get(key) is not None})
    except ValueError as error:
        raise pulumi.RunError(f"the configuration of stack {pulumi.get_stack()!r} does not hold:\n{error}") from None


def listed(problems: list[str]) -> str:
    """Problems as the lines of one message."""
    return "\n".join(f"  {problem}" for problem in problems)


def _value(config: pulumi.Config, key: str) -> Any:
    try:
        return config.get_object(key)
    except pulumi.ConfigTypeError:
        return config.get(key)
