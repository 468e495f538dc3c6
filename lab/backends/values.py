"""Property values on Pulumi's wire: secrets, unknowns and archives, and how a backend gets to see them."""

from pathlib import Path
from typing import Any

from pulumi import FileArchive

# "Type signatures" in the Pulumi engine's property values, pulumi/pulumi sdk/go/common/resource/properties.go
SIGNATURE_KEY = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker every Pulumi SDK shares
ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""A text that a preview does not know yet; every SDK sends it for any type."""
UNKNOWNS = {
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
}
"""Of a text, truth value, number, list and asset: pulumi/pulumi sdk/go/common/resource/sig/sig.go."""


def secret(value: Any) -> dict[str, Any]:
    """`value` marked secret, as a provider marks an output: `secret("x")["value"] == "x"`."""
    return {SIGNATURE_KEY: SECRET_SIGNATURE, "value": value}


def is_secret(value: Any) -> bool:
    """Whether `value` itself carries the mark; a secret deeper inside does not count."""
    return isinstance(value, dict) and value.get(SIGNATURE_KEY) == SECRET_SIGNATURE


def has_unknown(value: Any) -> bool:
    """Whether anything in it, at any depth, is not known yet."""
    if isinstance(value, dict):
        return any(has_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    return isinstance(value, str) and value in UNKNOWNS


def plain(value: Any) -> Any:
    """`value` without secret marks at any depth, and with whole numbers as `int`: the wire has only doubles.

    The archive of a file or directory becomes its path, as a text may be kept; where the engine has left the path out,
    as it does when it reads, its hash.
    `plain({"length": 20.0, "password": secret("x")}) == {"length": 20, "password": "x"}`
    """
    if is_secret(value):
        return plain(value["value"])
    if isinstance(value, FileArchive):
        return str(Path(value.path).resolve())  # now: relative to the program, whose directory this is
    if isinstance(value, dict) and value.get(SIGNATURE_KEY) == ARCHIVE_SIGNATURE:
        return str(Path(value["path"]).resolve()) if "path" in value else value["hash"]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
