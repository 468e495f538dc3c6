"""Refusals in one form: what was given, what is wanted, whose rule it is, what to do."""

import re
from collections.abc import Collection

from lab.backends.backend import LabError, Properties

PROVIDER = "redpanda-data/redpanda"
"""A rule of the Terraform provider's own."""
API = "Redpanda Cloud API"
"""A rule of the data plane API (its protobuf annotations), which the provider applies to each plan."""

REPLACES = "terraform-provider-redpanda 2.1.0 redpanda/resources, stringplanmodifier.RequiresReplace"
"""Who says that a change of an argument makes a new resource."""


def refusal(name: str, got: str, want: str, source: str, remedy: str) -> LabError:
    """`name: got 'x', want y (source); remedy`."""
    return LabError(f"{name}: got {got}, want {want} ({source}); {remedy}")


def text(name: str, value: object, lengths: tuple[int, int] | None = None, pattern: str = "") -> str:
    """A text that must be there, of so many characters, matching the pattern as a whole.

    Only a pattern makes the value appear in a refusal: give none for a secret.
    """
    want = f"{lengths[0]} to {lengths[1]} characters" if lengths else "a text"
    want += f" matching ^{pattern}$" if pattern else ""
    if not isinstance(value, str) or not value:
        raise refusal(name, "no text", want, API, "set it")
    if lengths and not lengths[0] <= len(value) <= lengths[1]:
        raise refusal(name, f"{len(value)} characters", want, API, "change its length")
    if pattern and not re.fullmatch(pattern, value):
        raise refusal(name, repr(value), want, API, "respell it")
    return value


def choice(name: str, value: object, allowed: Collection[str]) -> str:
    """One of the allowed texts, in their spelling."""
    if value not in allowed:
        raise refusal(
            name, "nothing" if value is None else repr(value), ", ".join(allowed), PROVIDER, "use one of these"
        )
    return str(value)


def deletion_allowed(state: Properties) -> None:
    """The guard that every resource of the provider has."""
    if state.get("allowDeletion") is not True:
        raise refusal("allowDeletion", "false", "true", PROVIDER, "set it and apply, then delete")


def vanished_allowed(state: Properties, name: str) -> None:
    """An object that is not found is dropped from the state only where it might have been deleted."""
    if state.get("allowDeletion") is not True:
        raise LabError(
            f"{name}: not found, and allowDeletion is false ({PROVIDER}); make it again, or set it and apply"
        )
