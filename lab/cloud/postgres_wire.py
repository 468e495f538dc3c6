"""The messages that come before a PostgreSQL session, and no more of the protocol than that.

PostgreSQL documentation, "Message Formats" and "Message Flow", chapters of "Frontend/Backend Protocol".
"""

import socket
import struct
from asyncio import IncompleteReadError, StreamReader, StreamWriter, get_running_loop
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Self

CANCEL_REQUEST = 80877102
SSL_REQUEST = 80877103
GSSENC_REQUEST = 80877104

ACCEPT_TLS = b"S"
DECLINE_GSSENC = b"N"
ASK_CLEARTEXT_PASSWORD = struct.pack("!cII", b"R", 8, 3)  # AuthenticationCleartextPassword, as PAM asks

# PostgreSQL source: MAX_STARTUP_PACKET_LENGTH, PG_MAX_AUTH_TOKEN_LENGTH, NAMEDATALEN
MAX_STARTUP_BYTES = 10_000
MAX_PASSWORD_BYTES = 65_535
MAX_NAME_BYTES = 63

CHUNK_BYTES = 65_536

ReadExactly = Callable[[int], Awaitable[bytes]]


class ProtocolViolation(Exception):
    """The client sent what no PostgreSQL client sends; the connection is closed without a word, as PostgreSQL does."""


@dataclass(frozen=True, eq=False)
class Connection:
    """Both directions of an established connection."""

    reader: StreamReader
    writer: StreamWriter

    async def send(self, message: bytes) -> None:
        """Write, and wait while the other side does not read."""
        self.writer.write(message)
        await self.writer.drain()

    async def copy_to(self, target: "Connection") -> None:
        """Pass on all that comes in, then close the target."""
        with closing(target):
            while chunk := await self.reader.read(CHUNK_BYTES):
                await target.send(chunk)

    def close(self) -> None:
        """Close once what was written has left."""
        self.writer.close()


@dataclass(frozen=True)
class Packet:
    """What a client sends before it is logged in: no type byte, a code and a payload."""

    code: int
    """A request above, or the protocol version of a startup message."""
    payload: bytes

    @classmethod
    async def read(cls, read_exactly: ReadExactly) -> Self:
        """Read one packet and not a byte more."""
        length, code = struct.unpack("!II", await read_exactly(8))
        if not 8 <= length <= MAX_STARTUP_BYTES:
            raise ProtocolViolation(f"startup packet of {length} bytes")
        return cls(code, await read_exactly(length - 8))

    def encode(self) -> bytes:
        """The packet as it goes over the wire."""
        return struct.pack("!II", 8 + len(self.payload), self.code) + self.payload


@dataclass(frozen=True, kw_only=True)
class Startup:
    """A startup message: who wants to log in, to what."""

    version: int
    parameters: dict[str, str]

    @classmethod
    def parse(cls, packet: Packet) -> Self:
        """Read the parameters, or raise `ProtocolViolation`; the last of two equal names counts, as in PostgreSQL."""
        if packet.code >> 16 != 3:
            raise ProtocolViolation(f"protocol version {packet.code >> 16}")
        try:
            words = packet.payload.decode().split("\0")
        except UnicodeDecodeError:
            raise ProtocolViolation("startup parameters that are not UTF-8") from None
        # name, value, name, value, ..., then the empty name that ends the list, then nothing
        if len(words) % 2 or words[-2:] != ["", ""] or not all(words[:-2:2]):
            raise ProtocolViolation("startup parameters that are not pairs")
        startup = cls(version=packet.code, parameters=dict(zip(words[:-2:2], words[1:-2:2], strict=True)))
        # PostgreSQL would cut a longer name off, and let in somebody else than the one whose login was checked.
        if not startup.user or any(len(name.encode()) > MAX_NAME_BYTES for name in (startup.user, startup.database)):
            raise ProtocolViolation("a user or database name that is empty or too long")
        return startup

    def encode(self) -> bytes:
        """The message anew, from what was understood: PostgreSQL cannot read another user in it than the gate did."""
        words = "".join(f"{name}\0{value}\0" for name, value in self.parameters.items())
        return Packet(self.version, words.encode() + b"\0").encode()

    @property
    def user(self) -> str:
        """The role that wants to log in."""
        return self.parameters.get("user", "")

    @property
    def database(self) -> str:
        """The database, by default the one named like the user."""
        return self.parameters.get("database") or self.user

    @property
    def replication(self) -> bool:
        """Whether it asks for a replication connection; a spelling of "no" that is not known counts as yes."""
        return self.parameters.get("replication", "off").lower() not in ("off", "false", "no", "0")


async def receive_exactly(plaintext: socket.socket, count: int) -> bytes:
    """As a stream's `readexactly`, but never taking more than is asked for out of the kernel."""
    received = b""
    while len(received) < count:
        chunk = await get_running_loop().sock_recv(plaintext, count - len(received))
        if not chunk:
            raise IncompleteReadError(received, count)
        received += chunk
    return received


async def read_password(reader: StreamReader) -> str:
    """The answer to `ASK_CLEARTEXT_PASSWORD`; raises `ProtocolViolation`."""
    kind, length = struct.unpack("!cI", await reader.readexactly(5))
    if kind != b"p" or not 4 < length <= MAX_PASSWORD_BYTES:
        raise ProtocolViolation(f"message {kind!r} of {length} bytes in a password's place")
    try:
        password = (await reader.readexactly(length - 4)).decode()
    except UnicodeDecodeError:
        raise ProtocolViolation("a password that is not UTF-8") from None
    if password.find("\0") != len(password) - 1:
        raise ProtocolViolation("a password that does not end at its first zero")
    return password[:-1]


def fatal(sqlstate: str, message: str) -> bytes:
    """An ErrorResponse that ends the connection."""
    fields = {"S": "FATAL", "V": "FATAL", "C": sqlstate, "M": message}
    body = "".join(f"{name}{value}\0" for name, value in fields.items()).encode() + b"\0"
    return b"E" + struct.pack("!I", 4 + len(body)) + body
