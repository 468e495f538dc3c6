"""The `redpanda` output as far as the stand-in knows it: one for the topic, one for the dead letters."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from lab.cloud.redpanda_store import NO_BROKER
from lab.connect.section import Section, Text


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"want a regular expression: {error}") from None
    return value


class Metadata(Section):
    """Which metadata become record headers: those whose name matches one of the patterns."""

    include_patterns: list[Annotated[str, AfterValidator(_pattern)]]


class BrokerTls(Section):
    """Redpanda Cloud listens with TLS only."""

    enabled: Literal[True]


class Sasl(Section):
    """The Redpanda user."""

    mechanism: Literal["SCRAM-SHA-256", "SCRAM-SHA-512"]
    username: Text
    password: Annotated[str, Field(min_length=1, repr=False)]


class Redpanda(Section):
    """A topic and who writes to it (Redpanda Connect, `redpanda` output)."""

    seed_brokers: list[str | None]
    """None is what YAML makes of a variable that is empty."""
    topic: Text
    partitioner: Literal["murmur2_hash"] = "murmur2_hash"
    max_in_flight: Literal[1]
    """More than one batch at a time would reorder the changes of a row."""
    idempotent_write: Literal[True]
    allow_auto_topic_creation: Literal[False]
    metadata: Metadata
    tls: BrokerTls
    sasl: Annotated[list[Sasl], Field(min_length=1, max_length=1)]

    @property
    def brokers(self) -> list[str]:
        """`host:port` of each seed broker; an item may hold several, split at commas. Empty: there is no broker."""
        named = [broker for item in self.seed_brokers if item for broker in item.split(",")]
        return [broker for broker in named if broker and broker != NO_BROKER]


class KeyedRedpanda(Redpanda):
    """The output whose records carry the key that the mapping has set."""

    key: Literal["${! @key }"]


class RejectErrored(Section):
    """Hands on every record whose mapping did not fail."""

    redpanda: KeyedRedpanda


class TopicOutput(Section):
    """First choice: the topic."""

    reject_errored: RejectErrored


class DeadLetterOutput(Section):
    """Where a record goes that the first choice rejected or could not deliver."""

    redpanda: Redpanda


class Output(Section):
    """Connect's `fallback` of exactly these two outputs."""

    fallback: Annotated[tuple[TopicOutput, DeadLetterOutput], Field(strict=False)]

    @property
    def topic(self) -> KeyedRedpanda:
        """Where records belong."""
        return self.fallback[0].reject_errored.redpanda

    @property
    def dead_letters(self) -> Redpanda:
        """Where records go that cannot be keyed or delivered."""
        return self.fallback[1].redpanda
