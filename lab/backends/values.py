"""Property values on Pulumi's wire: how a secret is marked there, and how it is taken out of its wrapping."""

from pathlib import Path
from typing import Any

from pulumi import FileArchive

# "Type signatures" in the Pulumi engine's property values, pulumi/pulumi sdk/go/common/resource/properties.go
SIGNATURE_KEY = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker every Pulumi SDK shares


def secret(value: Any) -> dict[str, Any]:
    """`value` marked secret, as a provider marks an output: `secret("x")["value"] == "x"`."""
    return {SIGNATURE_KEY: SECRET_SIGNATURE, "value": value}


def is_secret(value: Any) -> bool:
    """Whether `value` itself carries the mark; a secret deeper inside does not count."""
    return isinstance(value, dict) and value.get(SIGNATURE_KEY) == SECRET_SIGNATURE


def plain(value: Any) -> Any:
    """`value` without secret marks at any depth, and with whole numbers as `int`: the wire has only doubles.

    The archive of a file or directory becomes its path, as a text may be kept.
    `plain({"length": 20.0, "password": secret("x")}) == {"length": 20, "password": "x"}`
    """
    if is_secret(value):
        return plain(value["value"])
    if isinstance(value, FileArchive):
        return str(Path(value.path).resolve())  # now: relative to the program, whose directory this is
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
