"""`pulumi-language-python` beside an engine that was built here: runs programs and policy packs in this Python.

Pulumi's own host is no Go module that can be built, so it is missing there. This one asks for no package, installs
nothing and knows no virtual environment but its own. Where Pulumi's is on PATH the engine takes that.
"""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import IO, Any

import grpc
from pulumi.automation._server import LanguageServer
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from lab.engine.program import run_program

CHUNK = 4096


class LanguageHost(LanguageServer):
    """The Automation API's server of an inline program, for the program of a directory; and policy packs."""

    def __init__(self) -> None:
        super().__init__(lambda: None)

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        """Nothing to agree on."""
        return language_pb2.LanguageHandshakeResponse()

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802, ARG002
        """They are installed: `make setup`."""
        return iter(())

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Run the program of a directory, in it."""
        directory = request.info.program_directory
        self.program = partial(run_program, Path(directory))
        with contextlib.chdir(directory):
            return super().Run(request, context)  # type: ignore[no-untyped-call]

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        """Run a policy pack in a process of its own until the engine has had enough; what it prints comes back."""
        command = [sys.executable, "-u", "-m", "pulumi.policy", *request.args, request.info.program_directory]
        environment = dict(entry.split("=", 1) for entry in request.env)
        with subprocess.Popen(
            command,
            cwd=request.pwd,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as pack:
            context.add_callback(pack.terminate)
            yield from _said(pack)
            yield language_pb2.RunPluginResponse(exitcode=pack.wait())


def _said(process: "subprocess.Popen[bytes]") -> Iterator[Any]:
    """Both streams, as they come."""
    pieces: queue.Queue[Any] = queue.Queue()

    def read(stream: IO[bytes], answer: Callable[[bytes], Any]) -> None:
        while piece := os.read(stream.fileno(), CHUNK):
            pieces.put(answer(piece))
        pieces.put(None)

    assert process.stdout
    assert process.stderr
    streams: list[tuple[IO[bytes], Callable[[bytes], Any]]] = [
        (process.stdout, lambda piece: language_pb2.RunPluginResponse(stdout=piece)),
        (process.stderr, lambda piece: language_pb2.RunPluginResponse(stderr=piece)),
    ]
    for stream in streams:
        threading.Thread(target=read, args=stream, daemon=True).start()
    for _ in streams:
        yield from iter(pieces.get, None)


def main() -> None:
    """Say the port, then serve until the engine ends this process."""
    server = grpc.server(ThreadPoolExecutor(), options=_GRPC_CHANNEL_OPTIONS)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(LanguageHost(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    with contextlib.suppress(KeyboardInterrupt):  # which is how the engine ends it
        server.wait_for_termination()


if __name__ == "__main__":
    main()
