"""What answers at the database's endpoint, seen from where the doctor runs; nobody logs in."""

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

# OpenSSL, x509_vfy.h: X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH.
OTHER_NAME_CODES = {62, 64}


class Obstacle(StrEnum):
    """What the look at the endpoint stopped at."""

    NO_SUCH_NAME = "the name does not exist"
    RESOLVER_FAILED = "the resolver gave no answer"
    NO_ANSWER = "TCP connect timed out"
    REFUSED = "TCP connect was refused"
    NO_ROUTE = "there is no route from here"
    SILENT = "nothing answered SSLRequest"
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


def endpoint_facts(host: str, port: int, ca_bundle: str, address: str | None = None) -> EndpointFacts:
    """Resolve `host`, connect, ask for TLS and verify the certificate for `host` against the PEM file `ca_bundle`.

    `address` is dialled instead of what the name resolves to.
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
        return _greet(connection, host, address, ca_bundle)


def _greet(connection: socket.socket, host: str, address: str, ca_bundle: str) -> EndpointFacts:
    try:
        connection.sendall(SSL_REQUEST)
        # One byte and no more: what follows it belongs to the handshake.
        answer = connection.recv(1)
    except OSError as error:
        return EndpointFacts(address=address, obstacle=Obstacle.SILENT, problem=error.strerror or "no answer in time")
    if not answer:
        return EndpointFacts(address=address, obstacle=Obstacle.SILENT, problem="the connection was closed")
    if answer != SSL_ACCEPTED:
        return EndpointFacts(address=address, obstacle=Obstacle.NO_TLS, problem=f"the answer was {answer!r}")
    # As libpq verifies; ssl.create_default_context may ask for more than RDS's authorities have.
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
