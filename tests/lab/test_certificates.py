import ssl
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lab.services.certificates import CertificateAuthority, Leaf

ENDPOINT = "cdc.cluster-c0ffee.us-east-2.rds.amazonaws.com"


def handshake(ca_file: Path, leaf: Leaf, name: str) -> None:
    """A TLS handshake in memory, verified as `sslmode=verify-full` does, with OpenSSL's strict checks on top."""
    verifying = ssl.create_default_context(cafile=str(ca_file))
    verifying.verify_flags |= ssl.VERIFY_X509_STRICT
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(leaf.certificate_file, leaf.key_file)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = verifying.wrap_bio(to_client, to_server, server_hostname=name)
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    for side in (client, server, client):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ((ENDPOINT,), ENDPOINT),
        ((ENDPOINT, "localhost"), "localhost"),
        (("localhost", "127.0.0.1"), "127.0.0.1"),
        (("::1",), "::1"),
        (("a" * 60 + "." + ENDPOINT,), "a" * 60 + "." + ENDPOINT),
    ],
)
def test_a_strict_client_accepts_each_name_of_a_leaf(tmp_path: Path, names: tuple[str, ...], name: str) -> None:
    authority = CertificateAuthority(tmp_path)
    handshake(authority.ca_file, authority.leaf(*names), name)


@pytest.mark.parametrize("name", ["other.example", f"reader.{ENDPOINT}", "127.0.0.1"])
def test_a_client_refuses_any_other_name(tmp_path: Path, name: str) -> None:
    authority = CertificateAuthority(tmp_path)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(authority.ca_file, authority.leaf(ENDPOINT), name)


def test_a_client_refuses_a_leaf_of_another_authority(tmp_path: Path) -> None:
    ours, theirs = CertificateAuthority(tmp_path / "ours"), CertificateAuthority(tmp_path / "theirs")
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(ours.ca_file, theirs.leaf(ENDPOINT), ENDPOINT)


def test_an_authority_is_loaded_again_rather_than_made_anew(tmp_path: Path) -> None:
    first = CertificateAuthority(tmp_path)
    leaf = first.leaf(ENDPOINT)
    again = CertificateAuthority(tmp_path)
    assert again.leaf(ENDPOINT) == leaf
    handshake(first.ca_file, again.leaf("other.example"), "other.example")


def test_a_new_authority_does_not_reuse_the_old_ones_leaves(tmp_path: Path) -> None:
    CertificateAuthority(tmp_path).leaf(ENDPOINT)
    (tmp_path / "ca.pem").unlink()
    authority = CertificateAuthority(tmp_path)
    handshake(authority.ca_file, authority.leaf(ENDPOINT), ENDPOINT)


def test_a_leaf_is_signed_once_per_set_of_names(tmp_path: Path) -> None:
    authority = CertificateAuthority(tmp_path)
    first = authority.leaf("a.example", "b.example")
    content = first.certificate_file.read_bytes()
    assert authority.leaf("b.example", "a.example", "a.example") == first
    assert first.certificate_file.read_bytes() == content
    assert authority.leaf("a.example") != first


def test_many_threads_get_one_authority_and_one_leaf(tmp_path: Path) -> None:
    def certificate_and_key(_: int) -> tuple[bytes, bytes, bytes]:
        authority = CertificateAuthority(tmp_path)
        leaf = authority.leaf(ENDPOINT)
        return authority.ca_file.read_bytes(), leaf.certificate_file.read_bytes(), leaf.key_file.read_bytes()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(certificate_and_key, range(16)))) == 1


def test_only_the_owner_reads_keys_and_everyone_reads_the_ca(tmp_path: Path) -> None:
    authority = CertificateAuthority(tmp_path)
    leaf = authority.leaf(ENDPOINT)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes[tmp_path / "ca.key"] == modes[leaf.key_file] == 0o600
    assert modes[authority.ca_file] == 0o644


def test_keys_are_ecdsa_in_pkcs8(tmp_path: Path) -> None:
    pem = CertificateAuthority(tmp_path).leaf(ENDPOINT).key_file.read_bytes()
    assert pem.startswith(b"-----BEGIN PRIVATE KEY-----")
    assert isinstance(serialization.load_pem_private_key(pem, password=None), ec.EllipticCurvePrivateKey)


def test_a_leaf_may_serve_but_not_sign(tmp_path: Path) -> None:
    leaf = CertificateAuthority(tmp_path).leaf(ENDPOINT)
    extensions = x509.load_pem_x509_certificate(leaf.certificate_file.read_bytes()).extensions
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    assert list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        x509.oid.ExtendedKeyUsageOID.SERVER_AUTH
    ]
