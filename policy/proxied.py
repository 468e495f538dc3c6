"""Properties as the policy SDK hands them over, made plain: it raises where a value is not known yet."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from policy.props import UNKNOWN


def plain(value: Any) -> Any:
    """The same with UNKNOWN for each value that cannot be known in a preview, and whole numbers as such."""
    if isinstance(value, Mapping):
        return {key: _member(value, key) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_member(value, position) for position in range(len(value))]
    # Every number travels as a double (protobuf, google.protobuf.Value), and 5432.0 is no port that anybody wrote.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def from_wire(properties: dict[str, Any]) -> dict[str, Any]:
    """Properties as they travel to the engine, taken through the SDK as it takes them itself."""
    read: dict[str, Any] = plain(unknown_checking_proxy(deserialize_properties(properties)))
    return read


def _member(container: Any, key: Any) -> Any:
    try:
        value = container[key]
    except UnknownValueError:
        return UNKNOWN
    return plain(value)
