"""A resource's life without an engine: checked, made, compared, updated, looked at and deleted as the engine would."""

import secrets
from typing import Any

from lab.backends import operations
from lab.backends.backend import Backend


class Life:
    """One resource of a backend."""

    def __init__(self, backend: Backend[Any], provider: Any, name: str = "cdc", /, **inputs: Any) -> None:
        """Check and make it."""
        self.backend, self.provider, self.name = backend, provider, name
        self.inputs = self._checked({}, inputs)
        created = operations.create(backend, provider, self.inputs)
        self.id, self.outputs = created.id, created.outputs

    def replaced_by(self, **changes: Any) -> frozenset[str]:
        """Names of the arguments that would make a new resource of it; None takes an argument away."""
        return operations.diff(
            self.backend, self.inputs, self._checked(self.inputs, self._with(changes)), named_first=True
        ).replaces

    def update(self, **changes: Any) -> None:
        """Change arguments in place; None takes one away."""
        news = self._checked(self.inputs, self._with(changes))
        difference = operations.diff(self.backend, self.inputs, news, named_first=True)
        assert difference.changed, "an update without a change"
        assert not difference.replaces, f"{difference.replaces} replace"
        self.outputs = operations.update(self.backend, self.provider, self.id, self.inputs, self.outputs, news)
        self.inputs = news

    def drift(self) -> dict[str, Any]:
        """What a refresh finds: changed inputs and outputs by name; `{"": None}` when it is gone."""
        seen = operations.read(self.backend, self.provider, self.id, self.inputs, self.outputs)
        if seen is None:
            return {"": None}
        (inputs, outputs), before = seen, {**self.outputs, **self.inputs}
        after = {**outputs, **inputs}
        return {key: after.get(key) for key in {*before, *after} if before.get(key) != after.get(key)}

    def delete(self) -> None:
        """Take it away."""
        operations.delete(self.backend, self.provider, self.id, self.outputs)

    def _with(self, changes: dict[str, Any]) -> dict[str, Any]:
        own_name = self.inputs[operations.DEFAULTS]
        return {
            key: value for key, value in {**self.inputs, **changes}.items() if key not in own_name or key in changes
        }

    def _checked(self, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        return operations.check(self.backend, self.provider, self.name, olds, news, secrets.token_bytes())
