"""The functions log in to whoever shows the host's own certificate, and to nobody else."""

import ssl
from contextlib import contextmanager

import pytest
from pg8000.exceptions import DatabaseError, InterfaceError

from functions.login import connect
from lab.services.certificates import CertificateAuthority
from tests.tls_server import serving, show

HOST = "localhost"
REACHED = "the login came as far as the server"
REFUSES_TLS, TAKES_TLS = b"N", b"S"  # PostgreSQL documentation, "SSL Session Encryption"


@contextmanager
def server(leaf, answer=TAKES_TLS):
    """A PostgreSQL that answers a request for TLS, and refuses the login behind it with words of its own."""

    def refuse(encrypted):
        encrypted.recv(1024)
        fields = b"SFATAL\0C28000\0M" + REACHED.encode() + b"\0\0"
        encrypted.sendall(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields)

    def speak(connection):
        connection.recv(8)
        connection.sendall(answer)
        show(connection, leaf, refuse)

    with serving(speak) as port:
        yield port


def log_in(port, ca_file):
    connect(host=HOST, port=port, user="reader", password="hunter2", database="shop", ca_file=ca_file)


@pytest.fixture
def authority(tmp_path):
    return CertificateAuthority(tmp_path / "own")


def test_the_hosts_own_certificate_is_taken(authority):
    with server(authority.leaf(HOST)) as port, pytest.raises(DatabaseError, match=REACHED):
        log_in(port, str(authority.ca_file))


def test_a_certificate_for_another_name_is_refused(authority):
    with server(authority.leaf("other.example")) as port, pytest.raises(ssl.SSLCertVerificationError, match="Hostname"):
        log_in(port, str(authority.ca_file))


def test_a_certificate_of_another_authority_is_refused(authority, tmp_path):
    other = CertificateAuthority(tmp_path / "other")
    with server(other.leaf(HOST)) as port, pytest.raises(ssl.SSLCertVerificationError, match="certificate verify"):
        log_in(port, str(authority.ca_file))


def test_without_a_file_the_systems_authorities_decide(authority):
    with server(authority.leaf(HOST)) as port, pytest.raises(ssl.SSLCertVerificationError, match="certificate verify"):
        log_in(port, None)


def test_a_server_without_tls_gets_no_password(authority):
    with server(authority.leaf(HOST), REFUSES_TLS) as port, pytest.raises(InterfaceError, match="SSL"):
        log_in(port, str(authority.ca_file))
