"""What a client without a login meets at a MySQL endpoint, which speaks first, against a server of the test's own."""

import socket
from contextlib import contextmanager

import pytest

from doctor.facts import endpoint as endpoint_probe
from doctor.facts.endpoint import Obstacle, endpoint_facts
from lab.services.certificates import CertificateAuthority
from tests.tls_server import HERE, serving, show

HOST = "cdc.cluster-abc.us-east-2.rds.amazonaws.com"
pytestmark = pytest.mark.usefixtures("_patient")
TLS, PLAIN = b"\xff\xff", b"\xff\xf7"
"""The lower capabilities, with and without CLIENT_SSL (0x0800)."""


def packet(payload):
    return len(payload).to_bytes(3, "little") + b"\x00" + payload


def greeting(capabilities):
    """Protocol::HandshakeV10: version, thread, half of a nonce, a filler, capabilities, and the rest."""
    return packet(
        b"\x0a8.0.42\x00" + b"\x07\x00\x00\x00" + b"nonce-of" + b"\x00" + capabilities + b"\xff" + b"\x00" * 20
    )


@contextmanager
def server(words, leaf, asked):
    """The port of a server that takes one connection and says `words`, then shows `leaf` to a client that asks."""

    def speak(connection):
        for word in words:
            connection.sendall(word)
        if leaf:
            asked.append(connection.recv(36))
            show(connection, leaf)

    with serving(speak) as port:
        yield port


def seen(authority, *words, leaf=None, asked=None):
    with server(words, leaf, [] if asked is None else asked) as port:
        return endpoint_facts(HOST, port, str(authority.ca_file), HERE, mysql=True)


def test_a_certificate_for_the_endpoint_verifies_after_the_packet_that_asks_for_tls(authority):
    asked = []
    found = seen(authority, greeting(TLS), leaf=authority.leaf(HOST), asked=asked)
    assert (found.obstacle, found.problem, found.connects) == (None, None, True)
    assert found.valid_until.endswith("GMT")
    # Length 32, packet 1, protocol 4.1 with TLS and secure connection, packets of 16 MiB, utf8mb4, nothing else.
    assert asked == [b"\x20\x00\x00\x01" + b"\x00\x8a\x00\x00" + b"\x00\x00\x00\x01" + b"\x2d" + b"\x00" * 23]


def test_a_greeting_in_pieces_is_read_whole(authority):
    whole = greeting(TLS)
    assert seen(authority, whole[:2], whole[2:9], whole[9:], leaf=authority.leaf(HOST)).obstacle is None


def test_another_name_is_told_from_another_authority(authority, tmp_path):
    assert seen(authority, greeting(TLS), leaf=authority.leaf("other.invalid")).obstacle is Obstacle.OTHER_NAME
    stranger = CertificateAuthority(tmp_path)
    assert seen(authority, greeting(TLS), leaf=stranger.leaf(HOST)).obstacle is Obstacle.NOT_TRUSTED


@pytest.mark.parametrize(
    ("words", "obstacle", "problem"),
    [
        (greeting(PLAIN), Obstacle.NO_TLS, "a greeting without CLIENT_SSL"),
        (packet(b"\xff\x10\x04Too many connections"), Obstacle.NO_GREETING, "error 1040"),
        (packet(b"hello"), Obstacle.NO_GREETING, "it speaks another protocol"),
        (b"", Obstacle.SILENT, "the connection was closed"),
        (greeting(TLS)[:10], Obstacle.SILENT, "the connection was closed"),
    ],
)
def test_a_server_that_does_not_lead_to_tls_is_told_by_what_it_does(authority, words, obstacle, problem):
    found = seen(authority, words)
    assert (found.obstacle, found.problem, found.connects) == (obstacle, problem, True)


def test_a_server_that_waits_for_the_client_to_speak_is_silent(authority, monkeypatch):
    monkeypatch.setattr(endpoint_probe, "STEP_TIMEOUT_S", 0.05)
    with socket.create_server((HERE, 0)) as listener:
        found = endpoint_facts(HOST, listener.getsockname()[1], str(authority.ca_file), HERE, mysql=True)
    assert (found.obstacle, found.problem) == (Obstacle.SILENT, "no answer in time")
