"""The random package: values made once and kept in the stack's state."""

import base64
import secrets
import string
from typing import Any

from lab.backends.arguments import only
from lab.backends.backend import Backend, Created, LabError, Properties

SPECIAL = "!@#$%&*()-_=+[]{}<>:?"  # terraform-provider-random docs, random_password, override_special
CLASSES = {
    "upper": string.ascii_uppercase,
    "lower": string.ascii_lowercase,
    "numeric": string.digits,
    "special": SPECIAL,
}
MINIMUMS = {kind: f"min{kind.capitalize()}" for kind in CLASSES}
FORCES_NEW = "terraform-provider-random docs: the provider makes a new value for every argument that changes"


class RandomProvider:
    """It has nothing to configure and lives in no account."""


def configure(_name: str, inputs: Properties) -> RandomProvider:
    """A provider; raises `LabError` for any argument, since the real one has none."""
    only(inputs)
    return RandomProvider()


def check_password(_provider: RandomProvider, inputs: Properties) -> None:
    """At least one character, room for every minimum, something to choose from."""
    minimum = sum(inputs.get(name, 0) for name in MINIMUMS.values())
    if inputs["length"] < max(1, minimum):
        raise LabError(f"length: got {inputs['length']}, want at least 1 and the sum of all minimums ({minimum})")
    if not any(inputs.get(kind, True) for kind in CLASSES):
        raise LabError(f"{', '.join(CLASSES)}: got all false, want at least one true")


def create_password(_provider: RandomProvider, inputs: Properties) -> Created:
    """A password from the system's source of randomness. `bcryptHash` is not given."""
    alphabets = {**CLASSES, "special": inputs.get("overrideSpecial") or SPECIAL}
    allowed = "".join(alphabet for kind, alphabet in alphabets.items() if inputs.get(kind, True))
    characters = [
        secrets.choice(alphabets[kind]) for kind, name in MINIMUMS.items() for _ in range(inputs.get(name, 0))
    ]
    characters += [secrets.choice(allowed) for _ in range(inputs["length"] - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    return Created("none", {"result": "".join(characters), **{kind: inputs.get(kind, True) for kind in CLASSES}})


def check_id(_provider: RandomProvider, inputs: Properties) -> None:
    """At least one byte."""
    if inputs["byteLength"] < 1:
        raise LabError(f"byteLength: got {inputs['byteLength']}, want at least 1")


def create_id(_provider: RandomProvider, inputs: Properties) -> Created:
    """Random bytes in four spellings."""
    value = secrets.token_bytes(inputs["byteLength"])
    prefix = inputs.get("prefix", "")
    url = base64.urlsafe_b64encode(value).decode().rstrip("=")
    spellings = {
        "b64Std": base64.b64encode(value).decode(),
        "b64Url": url,
        "dec": str(int.from_bytes(value)),
        "hex": value.hex(),
    }
    return Created(url, {kind: prefix + text for kind, text in spellings.items()})


def read(_provider: RandomProvider, _id: str, _state: Properties) -> dict[str, Any]:
    """Nothing exists outside the state."""
    return {}


def forget(_provider: RandomProvider, _id: str, _state: Properties) -> None:
    """Nothing exists outside the state."""


def _value(create: Any, check: Any, *arguments: str) -> Backend[RandomProvider]:
    replaces = dict.fromkeys((*arguments, "keepers"), FORCES_NEW)
    return Backend(replaces=replaces, check=check, create=create, read=read, delete=forget)


RESOURCES: dict[str, Backend[RandomProvider]] = {
    "random:index/randomPassword:RandomPassword": _value(
        create_password, check_password, "length", "overrideSpecial", *CLASSES, *MINIMUMS.values()
    ),
    "random:index/randomId:RandomId": _value(create_id, check_id, "byteLength", "prefix"),
}
