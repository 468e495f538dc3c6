"""The lab's OIDC issuer: it signs service account tokens, as the Kubernetes cluster of the pipeline pods does."""

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

AUDIENCE = "sts.amazonaws.com"  # Amazon EKS User Guide, "IAM roles for service accounts"
ALGORITHM = "RS256"  # IAM User Guide, "Create an OpenID Connect identity provider in IAM"
KEY_BITS = 2048
CLAIMS = ("iss", "sub", "aud", "exp", "nbf", "iat")


class Issuer:
    """One issuer per directory, the same one in every process that opens it.

    Nothing is served at its URL (a reserved name, RFC 6761): the lab's STS reads the key from here, not from there.
    """

    def __init__(self, directory: Path) -> None:
        self._key = _signing_key(directory)
        self._public_key = self._key.public_key()
        public = self._public_key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self._key_id = hashlib.sha256(public).hexdigest()[:32].upper()

    @property
    def url(self) -> str:
        """Such as `https://oidc.lab.invalid/id/0A1B...`: in the form EKS gives, with the key's digest as its id."""
        return f"https://oidc.lab.invalid/id/{self._key_id}"

    def issue(self, subject: str, audience: str = AUDIENCE, lifetime_s: int = 3600) -> str:
        """A token valid from now on, as a service account token volume would hold it."""
        now = int(time.time())
        claims = {"iss": self.url, "sub": subject, "aud": audience, "iat": now, "nbf": now, "exp": now + lifetime_s}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": self._key_id})

    def verify(self, token: str) -> dict[str, Any]:
        """The claims of a token this issuer signed; whom it is for is left to the caller.

        Raises `jwt.ExpiredSignatureError` for one that is over, `jwt.InvalidTokenError` for any other that is not good.
        """
        return jwt.decode(
            token,
            self._public_key,
            algorithms=[ALGORITHM],
            issuer=self.url,
            options={"require": list(CLAIMS), "verify_aud": False},
        )


def _signing_key(directory: Path) -> rsa.RSAPrivateKey:
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "key.pem"
    if not file.exists():
        pem = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with tempfile.NamedTemporaryFile(dir=directory) as scratch:  # readable by its owner alone
            scratch.write(pem)
            scratch.flush()
            # Of two processes that come at once, the first one's key is everyone's.
            with suppress(FileExistsError):
                os.link(scratch.name, file)
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
