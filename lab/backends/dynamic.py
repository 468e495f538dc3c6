"""Dynamic resources: their own Python methods, called as Pulumi's dynamic provider host calls them."""

import base64
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from unittest import mock

import dill
from pulumi.dynamic import ResourceProvider
from pulumi.runtime._serialization import _deserialize

from lab.backends.arguments import only
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.paths import LabPaths

TYPE_PREFIX = "pulumi-python:dynamic"
PROVIDER_KEY = "__provider"  # pulumi/pulumi sdk/python/lib/pulumi/dynamic/dynamic.py
LOOPBACK = "127.0.0.1"

Result = TypeVar("Result")
_environment = threading.Lock()  # the variables of a process are one for all its threads


@dataclass(frozen=True)
class DynamicProvider:
    """It has nothing to configure and lives in no account; its resources reach the accounts of this lab alone."""

    paths: LabPaths


def configure(paths: LabPaths, _name: str, inputs: Properties) -> DynamicProvider:
    """A provider; raises `LabError` for any argument, since dynamic resources have no explicit provider."""
    only(inputs)
    return DynamicProvider(paths)


def create(provider: DynamicProvider, _name: str, inputs: Properties) -> Created:
    """`check`, then `create`; what either refuses or raises is a `LabError`."""
    implementation = _unpickle(inputs)
    news = _as_host_sees(inputs)
    checked = _call(provider, lambda: implementation.check({}, news))
    if checked.failures:
        raise LabError("; ".join(f"{failure.property}: {failure.reason}" for failure in checked.failures))
    created = _call(provider, lambda: implementation.create({**checked.inputs, PROVIDER_KEY: inputs[PROVIDER_KEY]}))
    return Created(id=created.id, outputs={**(created.outs or {}), PROVIDER_KEY: inputs[PROVIDER_KEY]})


def delete(provider: DynamicProvider, resource_id: str, state: Properties) -> None:
    """`delete` with the stored properties."""
    implementation = _unpickle(state)
    _call(provider, lambda: implementation.delete(resource_id, _as_host_sees(state)))


def backend_of(type_token: str) -> OldBackend[DynamicProvider] | None:
    """Any `pulumi-python:dynamic:Resource` or `pulumi-python:dynamic/<module>:<name>`."""
    return OldBackend(create, delete) if type_token.startswith((f"{TYPE_PREFIX}:", f"{TYPE_PREFIX}/")) else None


def _unpickle(properties: Properties) -> ResourceProvider:
    pickled = base64.b64decode(properties[PROVIDER_KEY])
    implementation: ResourceProvider = _deserialize(lambda: dill.loads(pickled))  # noqa: S301 - the program's own
    if type(implementation).configure is not ResourceProvider.configure:
        raise LabError("configure: the lab passes no configuration to dynamic providers")
    return implementation


def _as_host_sees(properties: Any) -> Any:
    """Numbers are doubles on the wire, so that is what the methods get in a real run."""
    if isinstance(properties, dict):
        return {name: _as_host_sees(value) for name, value in properties.items()}
    if isinstance(properties, list):
        return [_as_host_sees(value) for value in properties]
    return float(properties) if type(properties) is int else properties


def _call(provider: DynamicProvider, method: Callable[[], Result]) -> Result:
    with _environment, mock.patch.dict(os.environ, _surroundings(provider.paths)):
        try:
            return method()
        except Exception as error:
            raise LabError(f"{type(error).__name__}: {error}") from error


def _surroundings(paths: LabPaths) -> dict[str, str]:
    """What leads a method to the lab: a real account must be out of reach, and a database is on this machine."""
    return {
        "AWS_CONFIG_FILE": str(paths.aws_config),
        "AWS_SHARED_CREDENTIALS_FILE": str(paths.aws_credentials),
        "PGHOSTADDR": LOOPBACK,  # libpq still checks the certificate against the name it was given
    }
