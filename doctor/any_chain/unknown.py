"""What a chain that was read does not tell, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from doctor.any_chain.cluster import FoundCluster
from doctor.any_chain.configuration import Configuration
from doctor.facts.facts import Unavailable
from domain import arns
from domain.pipeline_config import Component, is_interpolated
from domain.slots import SLOT_NAME


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """What the options give; None: it is to be read."""

    cluster: str | None = None
    user: str | None = None
    role: str | None = None
    """ARN of the role that the pipeline or the client runs as."""
    connect_role: str | None = None
    """ARN of a role in between, which logs in."""
    external_id: str | None = None
    ca_bundle: str | None = None
    redpanda_profile: str | None = None
    database_profile: str | None = None


def unknown_of(
    configurations: Sequence[Configuration], hand: ByHand, found: FoundCluster | Unavailable, own: str | None
) -> dict[str, str]:
    """By what is missing; of several inputs what the first of them does not tell."""
    unknown: dict[str, str] = {}
    if own is None:
        unknown["caller"] = "as which role it runs, the configuration does not tell; --role names its ARN"
    if isinstance(found, Unavailable):
        unknown["cluster"] = found.reason
    for configuration in configurations:
        where = f"{configuration.source.key()}: " if configurations[1:] else ""
        for what, why in _of_input(configuration, hand):
            unknown.setdefault(what, f"{where}{why}")
    if configurations and (elsewhere := configurations[0].elsewhere):
        unknown["other inputs"] = (
            f"{', '.join(elsewhere)}: another database or login than {configurations[0].source.key()}'s, of which only "
            "the settings are looked at; give each a file of its own"
        )
    return unknown


def _of_input(configuration: Configuration, hand: ByHand) -> Iterator[tuple[str, str]]:
    if isinstance(configuration.dsn, Unavailable):
        yield "dsn", configuration.dsn.reason
    if hand.user is None and not of_dsn(configuration, "user"):
        yield "user", "the dsn tells no user; --user names it"
    if any(arn_of(hop.role_arn) is None for hop in configuration.hops):
        yield "roles", "a role of the configuration is no ARN, or known only when the pipeline runs"
    slot = configuration.told("slot_name")
    if not configuration.reads_mysql and (slot is None or SLOT_NAME.fullmatch(slot) is None):
        yield "slot", "slot_name: it is not told, known only when the pipeline runs, or no slot's name"
    if configuration.tables is None:
        yield "tables", "tables: they are not told, or known only when the pipeline runs"
    if topic_of(configuration.target) is None:
        yield "topic", "the topic is not told, or known only when the pipeline runs"
    if configuration.kafka_user is None:
        yield "kafka_user", "as whom it writes, the configuration does not tell"


def arn_of(text: str | None) -> str | None:
    """None: it is no ARN, as of a value that is known only when the pipeline runs."""
    try:
        return text if text and arns.parse(text) else None
    except ValueError:
        return None


def of_dsn(configuration: Configuration | None, part: str) -> Any:
    """A part of what it dials; None: that is not told."""
    if configuration is None or isinstance(configuration.dsn, Unavailable):
        return None
    return getattr(configuration.dsn, part)


def topic_of(output: Component | None) -> str | None:
    """None: there is no such output, or its topic is known only when the pipeline runs."""
    topic = output.get("topic") if output else None
    return topic if isinstance(topic, str) and not is_interpolated(topic) else None
