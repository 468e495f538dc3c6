"""The providers of one apply or destroy, and errors that name who met them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from lab.backends.backend import LabError, Properties
from lab.backends.package import Backends, package_of


class ConfiguredProviders:
    """Configured providers by their resource id, and one default provider per package that needs one."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._explicit: dict[str, Any] = {}
        self._defaults: dict[str, Any] = {}
        self._lock = threading.Lock()

    def configure(self, type_token: str, name: str, provider_id: str, inputs: Properties) -> Any:
        """Configure an explicit provider (`pulumi:providers:<package>`) and remember it under its id."""
        provider = self._backends.package(type_token).configure(name, inputs)
        self._explicit[provider_id] = provider
        return provider

    def of(self, token: str, provider_id: str) -> Any:
        """The provider of a resource or function; an empty id means the package's default provider."""
        if provider_id:
            return self._explicit[provider_id]
        with self._lock:
            package = package_of(token)
            if package not in self._defaults:
                self._defaults[package] = self._backends.package(token).configure("default", {})
            return self._defaults[package]


@contextmanager
def naming(subject: str) -> Iterator[None]:
    """Put `subject` before what a service refused; anything else is a fault of the lab and passes as it is."""
    try:
        yield
    except LabError as error:
        raise LabError(f"{subject}: {error}") from error
    except ClientError as error:
        refusal = error.response["Error"]
        raise LabError(f"{subject}: {refusal['Code']}: {refusal['Message']}") from error
