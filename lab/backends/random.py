"""The random package: values made once and kept in the stack's state."""

import base64
import secrets
import string

from lab.backends.arguments import only
from lab.backends.backend import Backend, Created, LabError, Properties

SPECIAL = "!@#$%&*()-_=+[]{}<>:?"  # terraform-provider-random docs, random_password, override_special
CLASSES = {
    "upper": string.ascii_uppercase,
    "lower": string.ascii_lowercase,
    "numeric": string.digits,
    "special": SPECIAL,
}


class RandomProvider:
    """It has nothing to configure and lives in no account."""


def configure(_name: str, inputs: Properties) -> RandomProvider:
    """A provider; raises `LabError` for any argument, since the real one has none."""
    only(inputs)
    return RandomProvider()


def create_password(_provider: RandomProvider, _name: str, inputs: Properties) -> Created:
    """A password from the system's source of randomness. `bcryptHash` is not given."""
    minimums = {kind: inputs.get(f"min{kind.capitalize()}", 0) for kind in CLASSES}
    only(inputs, "length", "overrideSpecial", "keepers", *CLASSES, *(f"min{kind.capitalize()}" for kind in CLASSES))
    length = inputs["length"]
    if length < max(1, sum(minimums.values())):
        raise LabError(f"length: got {length}, want at least 1 and the sum of all minimums ({sum(minimums.values())})")
    alphabets = {**CLASSES, "special": inputs.get("overrideSpecial") or SPECIAL}
    allowed = "".join(alphabet for kind, alphabet in alphabets.items() if inputs.get(kind, True))
    if not allowed:
        raise LabError(f"{', '.join(CLASSES)}: got all false, want at least one true")
    characters = [secrets.choice(alphabets[kind]) for kind, count in minimums.items() for _ in range(count)]
    characters += [secrets.choice(allowed) for _ in range(length - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    return Created(
        id="none", outputs={"result": "".join(characters), **{kind: inputs.get(kind, True) for kind in CLASSES}}
    )


def create_id(_provider: RandomProvider, _name: str, inputs: Properties) -> Created:
    """Random bytes in four spellings."""
    only(inputs, "byteLength", "prefix", "keepers")
    if inputs["byteLength"] < 1:
        raise LabError(f"byteLength: got {inputs['byteLength']}, want at least 1")
    value = secrets.token_bytes(inputs["byteLength"])
    prefix = inputs.get("prefix", "")
    url = base64.urlsafe_b64encode(value).decode().rstrip("=")
    spellings = {
        "b64Std": base64.b64encode(value).decode(),
        "b64Url": url,
        "dec": str(int.from_bytes(value)),
        "hex": value.hex(),
    }
    return Created(id=url, outputs={kind: prefix + text for kind, text in spellings.items()})


def forget(_provider: RandomProvider, _id: str, _state: Properties) -> None:
    """Nothing exists outside the state."""


RESOURCES: dict[str, Backend[RandomProvider]] = {
    "random:index/randomPassword:RandomPassword": Backend(create_password, forget),
    "random:index/randomId:RandomId": Backend(create_id, forget),
}
