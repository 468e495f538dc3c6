"""Where Redpanda Connect runs, as far as its configuration has to know: what it fills in, and where the brokers are."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ConnectHost:
    """What differs in a configuration from host to host; everything else is the same wherever it runs.

    The certificates of the database stand in the configuration on every host: one text that needs no file beside it.
    """

    brokers: Sequence[str]
    """`host:port` of the seed brokers, or what the host fills in for them."""
    secret_prefix: str = ""
    """Before a secret's name; none where a secret is an environment variable of the process."""

    def __post_init__(self) -> None:
        if not self.brokers:
            raise ValueError("brokers: got none, want at least one host:port (the cluster's kafka_api.seed_brokers)")

    def secret(self, name: str) -> str:
        """What the host fills in: `RPCN_ORDERS_PASSWORD` to `${secrets.RPCN_ORDERS_PASSWORD}` on Redpanda Cloud."""
        return f"${{{self.secret_prefix}{name}}}"


REDPANDA_CLOUD = ConnectHost(brokers=("${REDPANDA_BROKERS}",), secret_prefix="secrets.")  # noqa: S106  a prefix
"""Redpanda Cloud documentation, "Manage secrets"; `REDPANDA_BROKERS` exists there alone."""


def self_hosted(brokers: Sequence[str]) -> ConnectHost:
    """A process of one's own: secrets are its environment variables (Redpanda Connect documentation, "Secrets")."""
    return ConnectHost(brokers=tuple(brokers))
