"""Plays Lambda for one invocation, as the function's process: prints what the handler returns, as JSON.

Run as a script in isolated mode (`python -I`), so that nothing but the function's own directory and the installed
packages can be imported.
HANDLER, FUNCTION_DIRECTORY and GATE_PORT come from the lab; the rest of the environment is the function's.
"""

import importlib
import json
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

DATABASE_HOSTS = ".rds.amazonaws.com"


def main() -> None:
    """Import the handler and call it once, with an empty event."""
    sys.dont_write_bytecode = True  # into the function's directory, which the next `up` would then upload again
    directory, (module, _, name) = os.environ.pop("FUNCTION_DIRECTORY"), os.environ.pop("HANDLER").rpartition(".")
    sys.path.insert(0, directory)
    socket.getaddrinfo = _leading_to_the_gate(socket.getaddrinfo, int(os.environ.pop("GATE_PORT")))
    print(json.dumps(getattr(importlib.import_module(module), name)({}, None)))


def _leading_to_the_gate(resolve: Callable[..., Any], gate_port: int) -> Callable[..., Any]:
    """Every endpoint of a database is at the gate of this machine, as DNS and routes would lead to the real one."""

    def look_up(host: Any, port: Any, *more: Any, **options: Any) -> Any:
        to_gate = isinstance(host, str) and host.endswith(DATABASE_HOSTS)
        return resolve("127.0.0.1" if to_gate else host, gate_port if to_gate else port, *more, **options)

    return look_up


if __name__ == "__main__":
    main()
