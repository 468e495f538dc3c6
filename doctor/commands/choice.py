"""Which stack, and with whose eyes: what the options before every command say."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from doctor import outputs
from doctor.any_chain.reading import any_stack
from doctor.any_chain.unknown import ByHand
from doctor.outputs import OutputsError, Stack


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The options that commands share."""

    outputs_file: Path | None
    stack: str | None
    lab: bool
    redpanda_profile: str | None
    database_profile: str | None
    admin_secret: bool
    admin_token: bool
    database_url: str | None
    kafka_config: Path | None
    as_workload: bool
    limit_s: float
    """Seconds each probe may take."""
    pipeline: Path | None = None
    """A configuration that the chain is read out of."""
    kubernetes: Path | None = None
    """What kubectl told of the pipelines' namespace."""
    hand: ByHand = field(default_factory=ByHand)

    @property
    def leaves_stdin(self) -> bool:
        """Whether standard input is free for something else than outputs."""
        return self.lab or self.stack is not None or self.any_chain or self.outputs_file not in (None, Path("-"))

    @property
    def any_chain(self) -> bool:
        """Whether it is about a chain that is no stack of ours."""
        by_hand = (self.hand.cluster, self.hand.user, self.hand.role)
        return self.pipeline is not None or any(given is not None for given in by_hand)


def chosen_stack(choice: Choice) -> Stack:
    """The stack that the options name; raises OutputsError where they name none, or several."""
    given = [choice.outputs_file is not None, choice.stack is not None, choice.lab, choice.any_chain]
    if sum(given) > 1:
        raise OutputsError("--outputs, --stack, --lab, --pipeline: got several, want one")
    if choice.any_chain:
        return any_stack(choice.pipeline, choice.hand)
    if choice.lab:
        return outputs.from_lab()
    if choice.stack is not None:
        return outputs.from_pulumi(choice.stack)
    if choice.outputs_file is None and sys.stdin.isatty():
        raise OutputsError("--outputs: got none, want a file, or the outputs piped in, or --stack, or --lab")
    return outputs.from_file(choice.outputs_file or Path("-"))
