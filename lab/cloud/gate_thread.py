"""The gate, on an event loop of its own: moto's threads go on beside it."""

import asyncio
import threading

from lab.cloud.gate import Gate


class GateThread:
    """Runs one gate from `start` to `stop`."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="gate", daemon=True)
        self._ports: set[int] = set()

    def start(self, host: str, port: int) -> int:
        """Listen, on a free port if `port` is 0; returns the port. Raises `LabError` if it is taken."""
        self._thread.start()
        return self.listen(host, port)

    def listen(self, host: str, port: int) -> int:
        """Listen at one more port, where a cluster is to be reached; returns the port."""
        if port in self._ports:
            return port
        opened = asyncio.run_coroutine_threadsafe(self._gate.start(host, port), self._loop).result()
        self._ports.add(opened)
        return opened

    def stop(self) -> None:
        """Cut every connection and end the thread."""
        asyncio.run_coroutine_threadsafe(self._gate.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
