"""What an apply leaves behind: the resources made, in order, and the stack's outputs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

PROVIDER_TYPE_PREFIX = "pulumi:providers:"


@dataclass(frozen=True, kw_only=True)
class AppliedResource:
    """One resource (or explicit provider) as it was made."""

    type: str
    name: str
    """Logical name, the one the program gives."""
    id: str
    """Physical id."""
    provider: str
    """Id of the provider resource it lives in; empty for a default provider."""
    account: str
    """Account of that provider, for display."""
    seconds: float
    state: dict[str, Any]
    """Inputs and outputs in clear, secrets included: what is needed to delete it, or to configure a provider again."""

    @property
    def is_provider(self) -> bool:
        """Whether this is an explicit provider rather than something made in a cloud."""
        return self.type.startswith(PROVIDER_TYPE_PREFIX)


@dataclass(frozen=True, kw_only=True)
class ResourceEvent:
    """Something happened to a resource; enough to keep a live list and a state file that survives a crash."""

    action: Literal["created", "deleted"]
    resource: AppliedResource
    seconds: float


@dataclass(frozen=True, kw_only=True)
class AppliedStack:
    """Everything an apply made. Holds secrets: save it readable by its owner only."""

    resources: list[AppliedResource] = field(default_factory=list)
    """In the order they came to be, providers included."""
    outputs: dict[str, Any] = field(default_factory=dict)
    """The stack's exports; none of them is secret."""

    def to_json(self) -> dict[str, Any]:
        """As values `json.dump` takes; `from_json` is the way back."""
        return asdict(self)

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> "AppliedStack":
        """From what `to_json` gave, in another process too."""
        return cls(
            resources=[AppliedResource(**resource) for resource in saved["resources"]], outputs=dict(saved["outputs"])
        )
