"""What AWS has to allow so that a resource of ours is read, made, changed and deleted, by its Pulumi type.

A type without a row here is a type that no workflow could deploy.
"""

from collections.abc import Iterable, Mapping

from domain.database_actions import DATABASE
from domain.network_actions import NETWORK
from domain.runtime_actions import RUNTIME
from domain.type_actions import TypeActions

ACTIONS: Mapping[str, TypeActions] = {**NETWORK, **DATABASE, **RUNTIME}


def of(service: str, *kinds: str) -> list[str]:
    """Of these kinds, on every type of a service in the database account, sorted: `of("rds", "read")`.

    Kinds are the fields of `TypeActions`.
    """
    return [action for action in of_types({**NETWORK, **DATABASE}, *kinds) if action.startswith(f"{service}:")]


def of_types(types: Iterable[str], *kinds: str) -> list[str]:
    """The same of these types alone."""
    return sorted({action for name in types for kind in kinds for action in getattr(ACTIONS[name], kind)})
