"""What a provider does with any resource type, whatever its backend: check, diff, create, read, update.

Properties are as they are on the wire. The rules are those of Pulumi's Terraform bridge, which the real providers of
the program are made by (pulumi/pulumi-terraform-bridge pkg/tfbridge, named at each rule).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lab.backends.arguments import only
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.values import has_unknown, plain

DEFAULTS = "__defaults"
"""Names the arguments that the provider filled in: schema.go, defaultsKey."""
RANDOM_SUFFIX_LENGTH = 7
"""names.go, AutoName."""


class PartlyCreated(LabError):
    """Something was made and then failed: the engine keeps what there is and tries an update the next time."""

    def __init__(self, reason: str, created: Created) -> None:
        super().__init__(reason)
        self.created = created


@dataclass(frozen=True)
class Difference:
    """What is to change."""

    changed: frozenset[str]
    replaces: frozenset[str]
    """Of `changed`: what makes a new resource of it."""
    deletes_first: bool
    """Whether the old one has to go before the new one comes."""


def check(
    backend: Backend[Any], provider: Any, name: str, olds: Properties, news: Properties, seed: bytes
) -> dict[str, Any]:
    """The inputs with the auto name; raises `LabError` for an unknown argument and for what the provider refuses."""
    inputs = {key: value for key, value in news.items() if value is not None and not key.startswith("__")}
    only(inputs, *backend.arguments)
    defaults = []
    if backend.auto_name is not None and backend.auto_name.argument not in inputs:
        argument = backend.auto_name.argument
        defaults.append(argument)
        kept = olds.get(argument) if argument in olds.get(DEFAULTS, ()) else None
        inputs[argument] = kept or auto_name(backend.auto_name, name, seed)
    inputs |= backend.fills(provider, inputs)
    if not has_unknown(inputs):
        backend.check(provider, plain(inputs))
    return {**inputs, DEFAULTS: defaults}


def auto_name(rule: AutoName, logical_name: str, seed: bytes) -> str:
    """A physical name: `cdc` → `cdc-1a2b3c4`, the same for the same seed; raises `LabError` when that is too long."""
    prefix = f"{logical_name.lower() if rule.lower else logical_name}-"
    if len(prefix) + RANDOM_SUFFIX_LENGTH > rule.longest:
        raise LabError(
            f"{rule.argument}: name {prefix!r} plus {RANDOM_SUFFIX_LENGTH} random chars is longer than maximum length"
            f" {rule.longest}"
        )
    return prefix + hashlib.sha256(seed).hexdigest()[:RANDOM_SUFFIX_LENGTH]


def diff(backend: Backend[Any], olds: Properties, news: Properties, *, named_first: bool) -> Difference:
    """Compare old inputs with new ones, by top-level argument.

    `named_first`: whether a resource the program itself named is deleted before its replacement comes, as the bridge of
    SDKv2 providers has it (schema.go, nameRequiresDeleteBeforeReplace) and the one of framework providers has not.
    """
    keys = {key for key in {*olds, *news} if not key.startswith("__")}
    changed = frozenset(key for key in keys if olds.get(key) != news.get(key))
    replaces = frozenset(key for key in changed if _replaces(backend, key, olds.get(key), news.get(key)))
    if strangers := changed - replaces - frozenset(backend.updates):
        raise LabError(f"{', '.join(sorted(strangers))}: the lab's backend can neither update nor replace for this")
    given_name = backend.auto_name is not None and backend.auto_name.argument not in news.get(DEFAULTS, ())
    same_name = backend.auto_name is not None and backend.auto_name.argument not in changed
    return Difference(changed, replaces, bool(replaces) and named_first and given_name and same_name)


def create(backend: Backend[Any], provider: Any, inputs: Properties) -> Created:
    """Make it and look at it; raises `PartlyCreated` when it was made and cannot be looked at."""
    created = backend.create(provider, _without_defaults(inputs))
    state = {**inputs, **created.outputs}
    try:
        seen = _seen(backend, provider, created.id, state)
    except (LabError, ClientError) as error:
        raise PartlyCreated(str(error), Created(created.id, _outputs(backend, state, {}))) from error
    if seen is None:
        raise LabError(f"{created.id}: it was made, and is not there")
    return Created(created.id, _outputs(backend, state, seen))


def read(
    backend: Backend[Any], provider: Any, resource_id: str, inputs: Properties, state: Properties
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Inputs and outputs as the service shows them, None when it is gone.

    An argument the program never set turns up among the inputs once the service has something else than the state.
    """
    if not state:
        raise LabError("the lab makes everything itself; it cannot read or import")
    seen = _seen(backend, provider, resource_id, state)
    if seen is None:
        return None
    known = plain(state)
    news = dict(inputs)
    for key in backend.arguments.difference(backend.write_only) & seen.keys():
        if seen[key] != known.get(key):
            news[key] = seen[key]
    return _without_none(news), _outputs(backend, state, seen)


def update(
    backend: Backend[Any], provider: Any, resource_id: str, olds: Properties, state: Properties, news: Properties
) -> dict[str, Any]:
    """Change it in place and look at it: the outputs. `olds` are the inputs the state has."""
    assert backend.update is not None, "diff lets nothing pass that cannot be updated"
    changed = frozenset(key for key in backend.arguments if olds.get(key) != news.get(key))
    backend.update(provider, resource_id, Change(plain(state), _without_defaults(news), changed))
    expected = planned(backend, olds, state, news)
    seen = _seen(backend, provider, resource_id, expected)
    if seen is None:
        raise LabError(f"{resource_id}: it was updated, and is not there")
    return _outputs(backend, expected, seen)


def delete(backend: Backend[Any], provider: Any, resource_id: str, state: Properties) -> None:
    """Take it away; that it is gone already is no error, as in every real provider."""
    try:
        backend.delete(provider, resource_id, plain(state))
    except ClientError as error:
        if error.response["Error"]["Code"] not in backend.gone:
            raise


def planned(backend: Backend[Any], olds: Properties, state: Properties, news: Properties) -> dict[str, Any]:
    """Outputs that a preview of an update shows: what is computed stays as it is."""
    kept = {key: value for key, value in state.items() if key not in olds}
    return _outputs(backend, {**kept, **news}, {})


def _seen(backend: Backend[Any], provider: Any, resource_id: str, state: Properties) -> dict[str, Any] | None:
    try:
        return backend.read(provider, resource_id, plain(state))
    except ClientError as error:
        if error.response["Error"]["Code"] in backend.gone:
            return None
        raise


def _replaces(backend: Backend[Any], argument: str, old: Any, new: Any) -> bool:
    when = backend.replaces_when.get(argument)
    return argument in backend.replaces or (when is not None and when(plain(old), plain(new)))


def _outputs(backend: Backend[Any], state: Properties, seen: Properties) -> dict[str, Any]:
    given = {key: value for key, value in state.items() if key != DEFAULTS}
    known = plain(given)
    # A value that is as it was keeps its form on the wire, an archive's hash among it.
    news = {key: value for key, value in seen.items() if key not in known or known[key] != value}
    return _without_none({**given, **news, **dict.fromkeys(backend.write_only)})


def _without_defaults(inputs: Properties) -> dict[str, Any]:
    return {key: plain(value) for key, value in inputs.items() if key != DEFAULTS}


def _without_none(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in properties.items() if value is not None}
