"""The lab's certificate authority: signs what the gate and the broker show, so that clients verify them in full."""

import datetime
import fcntl
import hashlib
import ipaddress
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = datetime.timedelta(days=3650)  # outlives any lab, so nothing has to renew
CLOCK_SKEW = datetime.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A server certificate and its key, each a PEM file; the key is PKCS #8, the one form Kafka's PEM store reads."""

    certificate_file: Path
    key_file: Path


class CertificateAuthority:
    """One authority per directory, shared by every thread and process that opens it.

    It signs server certificates which pass `sslmode=verify-full` and OpenSSL's strict checks (RFC 5280). It has no
    revocation and no renewal: remove the directory instead.
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._key_file = directory / "ca.key"
        with self._locked():
            if not (self.ca_file.exists() and self._key_file.exists()):
                self._create()
            self._certificate = x509.load_pem_x509_certificate(self.ca_file.read_bytes())
            key = serialization.load_pem_private_key(self._key_file.read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{self._key_file}: got {type(key).__name__}, want an ECDSA key; remove it")
        self._key = key

    @property
    def ca_file(self) -> Path:
        """The authority's certificate: a client's `sslrootcert`."""
        return self._directory / "ca.pem"

    def leaf(self, *names: str) -> Leaf:
        """The certificate for exactly these DNS names and IP addresses, signed once and reused from then on."""
        wanted = sorted(set(names))
        # The serial number is part of the file's name, so a new authority never hands out what an old one signed.
        digest = hashlib.sha256("\n".join([str(self._certificate.serial_number), *wanted]).encode()).hexdigest()[:16]
        leaf = Leaf(
            certificate_file=self._directory / f"leaf-{digest}.pem", key_file=self._directory / f"leaf-{digest}.key"
        )
        with self._locked():
            if not leaf.certificate_file.exists():
                self._sign(wanted, leaf)
        return leaf

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # A lock on a file opened anew excludes other threads as well as other processes.
        with (self._directory / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lab certificate authority")])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - CLOCK_SKEW)
            .not_valid_after(now + LIFETIME)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write(self._key_file, _private_pem(key), mode=0o600)
        _write(self.ca_file, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)

    def _sign(self, names: Sequence[str], leaf: Leaf) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        # The names stand in the extension alone: a common name ends at 64 characters, an endpoint may be longer.
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lab server")])
        issuer_key = self._certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        certificate = (
            x509.CertificateBuilder(self._certificate.subject, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(datetime.datetime.now(datetime.UTC) - CLOCK_SKEW)
            .not_valid_after(self._certificate.not_valid_after_utc)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        _write(leaf.key_file, _private_pem(key), mode=0o600)
        _write(leaf.certificate_file, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, *, mode: int) -> None:
    # Whole or not at all, and never readable by others for a moment: the mode is there before the content.
    unfinished = path.with_suffix(path.suffix + ".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(content)
    unfinished.replace(path)
