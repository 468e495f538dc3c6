"""What is known before the first `up`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from doctor.facts.facts import Absent, Facts, RoleFacts, Unavailable
from doctor.preflight.stack_file import StackFile


@dataclass(frozen=True, kw_only=True)
class Quota:
    """Of one account and region."""

    name: str
    used: float
    most: float
    wanted: int
    """How many more the stack takes."""


@dataclass(frozen=True, kw_only=True)
class Rights:
    """Of whoever a profile is, on the actions that the program needs."""

    arn: str
    denied: tuple[str, ...]
    """Explicitly."""
    nowhere: tuple[str, ...]
    """No policy of it allows them on anything."""
    somewhere: tuple[str, ...]
    """Allowed on some resources, or perhaps: its policies cannot be read."""


@dataclass(frozen=True, kw_only=True)
class PreflightFacts:
    """Everything that the checks look at."""

    stack_file: StackFile
    facts: Facts
    """Accounts and the Redpanda cluster, for checks that a running stack has too."""
    identity: RoleFacts | Absent | Unavailable
    versions: tuple[str, ...] | Unavailable
    """Engine versions on offer."""
    quotas: Mapping[str, tuple[Quota, ...] | Unavailable] = field(default_factory=dict)
    """By service."""
    rights: Mapping[str, Rights | Unavailable] = field(default_factory=dict)
    """By section of the stack file."""
    hints: Mapping[str, tuple[str, ...] | Unavailable] = field(default_factory=dict)
    """What Redpanda Cloud's linter says, by pipeline."""
