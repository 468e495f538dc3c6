"""Ports for servers that are told theirs before they start: PostgreSQL and Kafka."""

import random
import socket
from collections.abc import Callable
from itertools import filterfalse, islice
from typing import TypeVar

from lab.backends.backend import LabError

Started = TypeVar("Started")

LOOPBACK = "127.0.0.1"

BELOW_EPHEMERAL = range(20_000, 32_768)
"""Linux gives outgoing connections 32768 to 60999 (ip(7), ip_local_port_range), macOS 49152 and more: nothing takes one
of these between its choice and the start of its server but another server that was told to."""

ATTEMPTS = 3

_TAKEN = (
    "Address already in use",  # strerror(EADDRINUSE): Java's and Python's
    "could not create any TCP/IP sockets",  # PostgreSQL source, postmaster.c: its last word on the same
)


def free_ports(count: int) -> list[int]:
    """Different ports of 127.0.0.1 on which nothing listens at the moment; raises `LabError` when hardly any is."""
    free = list(islice(filterfalse(why_not_free, random.sample(BELOW_EPHEMERAL, 100)), count))
    if len(free) < count:
        raise LabError(f"lab: of a hundred ports of {LOOPBACK} {len(free)} are free, want {count}; end what uses them")
    return free


def why_not_free(port: int) -> str | None:
    """What the system says to a server that wants to listen there, such as `Address already in use`; None if it may."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            return error.strerror or str(error)
    return None


def start_on_free_ports(start: Callable[[], Started]) -> Started:
    """What `start` returns, which chooses its ports; called again when another server was quicker to one of them."""
    for _ in range(ATTEMPTS - 1):
        try:
            return start()
        except LabError as error:
            if not any(text in str(error) for text in _TAKEN):
                raise
    return start()
