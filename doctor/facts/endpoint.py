"""What answers at the database's endpoint, seen from where the doctor runs; nobody logs in.

MySQL counts each look as an interrupted connection of this host, and after `max_connect_errors` of them with no login
between, 100 by default, it may refuse the host until somebody flushes its hosts (MySQL manual, "Host Cache").
"""

import errno
import socket
import ssl
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

STEP_TIMEOUT_S = 1.5
"""For the connection, for the answer to SSLRequest, and for each step of the handshake: below a probe's time limit."""

SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # PostgreSQL manual, "Message Formats", SSLRequest
SSL_ACCEPTED = b"S"

# MySQL, "Client/Server Protocol": Protocol::HandshakeV10, Protocol::SSLRequest, ERR_Packet, "Capabilities Flags".
MYSQL_GREETING = b"\x0a"
MYSQL_ERROR = b"\xff"
LONGEST_GREETING = 1024
CAPABILITIES_AFTER_VERSION = 14
CLIENT_PROTOCOL_41, CLIENT_SSL, CLIENT_SECURE_CONNECTION = 0x200, 0x800, 0x8000
UTF8MB4, LONGEST_PACKET = 45, 2**24
MYSQL_SSL_REQUEST = b"\x20\x00\x00\x01" + struct.pack(
    "<IIB23x", CLIENT_PROTOCOL_41 | CLIENT_SSL | CLIENT_SECURE_CONNECTION, LONGEST_PACKET, UTF8MB4
)
"""Its header tells 32 bytes, the second packet of the connection."""

# OpenSSL, x509_vfy.h: X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH.
OTHER_NAME_CODES = {62, 64}


class Obstacle(StrEnum):
    """What the look at the endpoint stopped at."""

    NO_SUCH_NAME = "the name does not exist"
    RESOLVER_FAILED = "the resolver gave no answer"
    NO_ANSWER = "TCP connect timed out"
    REFUSED = "TCP connect was refused"
    NO_ROUTE = "there is no route from here"
    SILENT = "the server said nothing"
    NO_GREETING = "the server did not greet as MySQL does"
    NO_TLS = "TLS was declined"
    NO_BUNDLE = "there are no authorities to verify the certificate against"
    NO_HANDSHAKE = "the TLS handshake broke off"
    NOT_TRUSTED = "the certificate does not verify"
    OTHER_NAME = "the certificate is for another name"


BEFORE_ADDRESS = {Obstacle.NO_SUCH_NAME, Obstacle.RESOLVER_FAILED}
BEFORE_CONNECTION = BEFORE_ADDRESS | {Obstacle.NO_ANSWER, Obstacle.REFUSED, Obstacle.NO_ROUTE}


@dataclass(frozen=True, kw_only=True)
class EndpointFacts:
    """How far a client without a login gets."""

    address: str | None
    """What was dialled; None: the name gave no address."""
    obstacle: Obstacle | None
    """None: the certificate verifies and carries the endpoint's name."""
    problem: str | None = None
    """The obstacle in the words of the system, of OpenSSL, or of the certificate."""
    valid_until: str | None = None
    """`notAfter` of a certificate that verifies."""

    @property
    def resolves(self) -> bool:
        """Whether there was an address to dial."""
        return self.obstacle not in BEFORE_ADDRESS

    @property
    def connects(self) -> bool:
        """Whether TCP came about."""
        return self.obstacle not in BEFORE_CONNECTION


Refusal = tuple[Obstacle, str]
"""How the server kept the client from TLS, and its problem."""


def endpoint_facts(
    host: str, port: int, ca_bundle: str, address: str | None = None, *, mysql: bool = False
) -> EndpointFacts:
    """Resolve `host`, connect, ask for TLS and verify the certificate for `host` against the PEM file `ca_bundle`.

    `address` is dialled instead of what the name resolves to. `mysql`: the server is one, and not a PostgreSQL.
    """
    if address is None:
        try:
            address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
        except socket.gaierror as error:
            missing = error.errno in (socket.EAI_NONAME, socket.EAI_NODATA)
            obstacle = Obstacle.NO_SUCH_NAME if missing else Obstacle.RESOLVER_FAILED
            return EndpointFacts(address=None, obstacle=obstacle, problem=error.strerror)
    try:
        connection = socket.create_connection((address, port), timeout=STEP_TIMEOUT_S)
    except TimeoutError:
        problem = f"no answer in {STEP_TIMEOUT_S:g} s"
        return EndpointFacts(address=address, obstacle=Obstacle.NO_ANSWER, problem=problem)
    except OSError as error:
        obstacle = Obstacle.REFUSED if isinstance(error, ConnectionRefusedError) else Obstacle.NO_ROUTE
        return EndpointFacts(address=address, obstacle=obstacle, problem=error.strerror)
    with connection:
        try:
            refusal = _ask_mysql(connection) if mysql else _ask_postgres(connection)
        except OSError as error:
            refusal = (Obstacle.SILENT, error.strerror or "no answer in time")
        if refusal is not None:
            return EndpointFacts(address=address, obstacle=refusal[0], problem=refusal[1])
        return _verify(connection, host, address, ca_bundle)


def _ask_postgres(connection: socket.socket) -> Refusal | None:
    connection.sendall(SSL_REQUEST)
    # One byte and no more: what follows it belongs to the handshake.
    answer = _read(connection, 1)
    return None if answer == SSL_ACCEPTED else (Obstacle.NO_TLS, f"{answer!r} in answer to SSLRequest")


def _ask_mysql(connection: socket.socket) -> Refusal | None:
    """The server speaks first: what it is, and whether it takes TLS."""
    length = int.from_bytes(_read(connection, 4)[:3], "little")
    greeting = _read(connection, min(length, LONGEST_GREETING))
    if greeting[:1] == MYSQL_ERROR:
        return Obstacle.NO_GREETING, f"error {int.from_bytes(greeting[1:3], 'little')}"
    if greeting[:1] != MYSQL_GREETING:
        return Obstacle.NO_GREETING, "it speaks another protocol"
    start = greeting.find(b"\0") + CAPABILITIES_AFTER_VERSION
    if not int.from_bytes(greeting[start : start + 2], "little") & CLIENT_SSL:
        return Obstacle.NO_TLS, "a greeting without CLIENT_SSL"
    connection.sendall(MYSQL_SSL_REQUEST)
    return None


def _read(connection: socket.socket, length: int) -> bytes:
    """Exactly so many bytes; raises OSError."""
    told = b""
    while len(told) < length:
        more = connection.recv(length - len(told))
        if not more:
            raise ConnectionResetError(errno.ECONNRESET, "the connection was closed")
        told += more
    return told


def _verify(connection: socket.socket, host: str, address: str, ca_bundle: str) -> EndpointFacts:
    # As libpq and Go verify; ssl.create_default_context may ask for more than RDS's authorities have.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(ca_bundle)
    except OSError as error:
        problem = f"ca_bundle: got {ca_bundle!r}, want a PEM file ({error.strerror})"
        return EndpointFacts(address=address, obstacle=Obstacle.NO_BUNDLE, problem=problem)
    try:
        with context.wrap_socket(connection, server_hostname=host) as encrypted:
            certificate: dict[str, Any] = encrypted.getpeercert() or {}
            return EndpointFacts(address=address, obstacle=None, valid_until=certificate.get("notAfter"))
    except ssl.SSLCertVerificationError as error:
        obstacle = Obstacle.OTHER_NAME if error.verify_code in OTHER_NAME_CODES else Obstacle.NOT_TRUSTED
        return EndpointFacts(address=address, obstacle=obstacle, problem=error.verify_message)
    except OSError as error:
        reason = getattr(error, "reason", None) or error.strerror or type(error).__name__
        return EndpointFacts(address=address, obstacle=Obstacle.NO_HANDSHAKE, problem=str(reason))
