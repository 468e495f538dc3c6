"""How a running pipeline is told to stop, even while it waits for the database."""

import select
import socket


class StopSignal:
    """Set once, from a signal handler or another thread; `select` can wait for it beside a connection."""

    def __init__(self) -> None:
        self._receiver, self._sender = socket.socketpair()
        self._sender.setblocking(False)
        self._is_set = False

    def set(self) -> None:
        """Wake up whoever waits, now and later."""
        if not self._is_set:
            self._is_set = True
            self._sender.send(b"\0")

    def is_set(self) -> bool:
        """Whether the pipeline should end."""
        return self._is_set

    def wait(self, seconds: float) -> bool:
        """Wait for the signal, at most so long; returns whether it is set."""
        select.select([self], [], [], seconds)
        return self._is_set

    def fileno(self) -> int:
        """For `select`: readable once the signal is set."""
        return self._receiver.fileno()
