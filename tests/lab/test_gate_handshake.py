"""Bytes on the wire before a session: no PostgreSQL behind the gate, and a client that can misbehave."""

import asyncio
import ssl
import struct
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest import mock

import pytest

from lab.backends.backend import LabError
from lab.cloud import gate as gate_module
from lab.cloud.aurora_cluster import AuroraCluster
from lab.cloud.gate import Gate
from lab.cloud.postgres_wire import Connection, Startup
from lab.services.certificates import CertificateAuthority

SSL_REQUEST, GSSENC_REQUEST = struct.pack("!II", 8, 80877103), struct.pack("!II", 8, 80877104)
FIRST, SECOND = "first.cluster-c0ffee.us-east-2.rds.amazonaws.com", "second.cluster-c0ffee.us-east-2.rds.amazonaws.com"

Scenario = Callable[[int], Awaitable[None]]


def cluster(endpoint: str) -> AuroraCluster:
    return AuroraCluster(
        endpoint=endpoint,
        port=5432,
        region="us-east-2",
        account="222222222222",
        resource_id="cluster-ABC",
        status="available",
        iam_authentication=True,
        iam_auth_for_replication=False,
        socket_directory=Path("/nonexistent"),
        postgres_port=5432,
    )


class Wire:
    """A gate in front of nothing, and what it logged."""

    def __init__(self, directory: Path) -> None:
        self.log: list[str] = []
        self.clusters = {endpoint: cluster(endpoint) for endpoint in (FIRST, SECOND)}
        self.authority = CertificateAuthority(directory)
        self.gate = Gate(
            authority=self.authority,
            cluster_at=self.clusters.get,
            credentials_for=lambda *_: None,
            may_connect=mock.Mock(side_effect=AssertionError),
            log=self.log.append,
        )

    def run(self, scenario: Scenario) -> None:
        async def gate_and_client() -> None:
            port = await self.gate.start("127.0.0.1", 0)
            await scenario(port)
            await self.gate.close()

        asyncio.run(asyncio.wait_for(gate_and_client(), 30))

    async def over_tls(self, port: int, endpoint: str = FIRST) -> Connection:
        """A connection that has gone through SSLRequest and a handshake verified in full."""
        client = await connect(port)
        await client.send(SSL_REQUEST)
        assert await client.reader.readexactly(1) == b"S"
        await client.writer.start_tls(
            ssl.create_default_context(cafile=self.authority.ca_file), server_hostname=endpoint
        )
        return client


@pytest.fixture
def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wire:
    async def every_user_needs_a_token(*_: object) -> bool:
        return True

    monkeypatch.setattr(gate_module, "prepare_login", every_user_needs_a_token)
    return Wire(tmp_path)


async def connect(port: int) -> Connection:
    return Connection(*await asyncio.open_connection("127.0.0.1", port))


async def rest(client: Connection) -> bytes:
    """All that still comes until the gate closes."""
    received = b""
    try:
        while chunk := await client.reader.read(1000):
            received += chunk
    except ConnectionError:
        pass
    client.close()
    return received


def startup(**parameters: str) -> bytes:
    return Startup(version=196608, parameters={"user": "cdc", **parameters}).encode()


def password(text: str) -> bytes:
    return b"p" + struct.pack("!I", 5 + len(text)) + text.encode() + b"\0"


def error_fields(message: bytes) -> dict[str, str]:
    assert message[:1] == b"E"
    return {field[:1]: field[1:] for field in message[5:].decode().split("\0") if field}


def test_gss_encryption_is_declined_and_tls_may_follow(wire: Wire) -> None:
    async def scenario(port: int) -> None:
        client = await connect(port)
        await client.send(GSSENC_REQUEST)
        assert await client.reader.readexactly(1) == b"N"
        await client.send(SSL_REQUEST)
        assert await client.reader.readexactly(1) == b"S"
        client.close()

    wire.run(scenario)


def test_bytes_stuffed_before_the_handshake_are_never_taken_for_encrypted_ones(wire: Wire) -> None:
    async def scenario(port: int) -> None:
        client = await connect(port)
        await client.send(SSL_REQUEST + startup())
        answer = await rest(client)
        assert answer[:1] == b"S"
        assert b"FATAL" not in answer
        assert b"R\0\0\0\x08" not in answer

    wire.run(scenario)
    assert "SSLError" in wire.log[0]


@pytest.mark.parametrize(
    "message",
    [b"\x16\x03\x01\x02\0\x01\0\x01", struct.pack("!II", 10_001, 196608), b"GET / HTTP/1.1\r\n", GSSENC_REQUEST * 2],
)
def test_what_is_not_postgresql_is_closed_without_a_word(wire: Wire, message: bytes) -> None:
    async def scenario(port: int) -> None:
        client = await connect(port)
        await client.send(message)
        assert await rest(client) in (b"", b"N")

    wire.run(scenario)
    assert "ProtocolViolation" in wire.log[0]


@pytest.mark.parametrize(
    ("parameters", "sqlstate", "message"),
    [
        ({}, "28000", 'PAM authentication failed for user "cdc"'),
        ({"replication": "database"}, "28P01", 'password authentication failed for user "cdc"'),
    ],
)
def test_a_refused_login_carries_auroras_sqlstate(
    wire: Wire, parameters: dict[str, str], sqlstate: str, message: str
) -> None:
    async def scenario(port: int) -> None:
        client = await wire.over_tls(port)
        await client.send(startup(**parameters))
        if not parameters:
            assert await client.reader.readexactly(9) == b"R\0\0\0\x08\0\0\0\x03"  # AuthenticationCleartextPassword
            await client.send(password("anything"))
        assert error_fields(await rest(client)) == {"S": "FATAL", "V": "FATAL", "C": sqlstate, "M": message}

    wire.run(scenario)


def test_a_login_without_tls_carries_its_sqlstate(wire: Wire) -> None:
    async def scenario(port: int) -> None:
        client = await connect(port)
        await client.send(startup(database="shop"))
        fields = error_fields(await rest(client))
        assert fields["C"] == "28000"
        assert fields["M"].startswith('no pg_hba.conf entry for host "127.0.0.1", user "cdc", database "shop"')

    wire.run(scenario)


def test_each_endpoint_shows_a_certificate_of_its_own(wire: Wire) -> None:
    async def scenario(port: int) -> None:
        for endpoint in (FIRST, SECOND, FIRST):
            client = await wire.over_tls(port, endpoint)
            certificate = client.writer.get_extra_info("ssl_object").getpeercert()
            assert certificate["subjectAltName"] == (("DNS", endpoint),)
            client.close()

    wire.run(scenario)


def test_a_cluster_deleted_during_the_login_lets_nobody_in(wire: Wire) -> None:
    async def scenario(port: int) -> None:
        client = await wire.over_tls(port)
        wire.clusters.clear()
        await client.send(startup())
        assert await rest(client) == b""

    wire.run(scenario)
    assert "the cluster is gone" in wire.log[0]


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_client_that_stays_silent_is_closed(wire: Wire, monkeypatch: pytest.MonkeyPatch, encrypted: bool) -> None:
    monkeypatch.setattr(gate_module, "LOGIN_TIMEOUT_S", 0.5)

    async def scenario(port: int) -> None:
        client = await wire.over_tls(port) if encrypted else await connect(port)
        assert await rest(client) == b""

    wire.run(scenario)
    assert "TimeoutError" in wire.log[0]


def test_a_lost_postgresql_closes_the_connection_and_is_named_in_the_log(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()

    async def scenario(port: int) -> None:
        client = await wire.over_tls(port)
        await client.send(startup())
        assert await rest(client) == b""

    wire.run(scenario)
    assert "/nonexistent/.s.PGSQL.5432" in wire.log[0]


def test_closing_the_gate_frees_its_port_and_cuts_its_connections(wire: Wire) -> None:
    async def scenario(port: int) -> None:
        client = await wire.over_tls(port)
        await wire.gate.close()
        assert await rest(client) == b""
        assert await wire.gate.start("127.0.0.1", port) == port

    wire.run(scenario)


def test_a_port_in_use_is_one_clear_line(wire: Wire) -> None:
    async def scenario(port: int) -> None:
        with pytest.raises(LabError, match=rf"gate: got 127.0.0.1:{port}, want a free port \(Address already in use\)"):
            await wire.gate.start("127.0.0.1", port)

    wire.run(scenario)
