"""Who signed a request to STS (IAM User Guide, "AWS Signature Version 4 for API requests")."""

import hashlib
import hmac
import re
from datetime import UTC, datetime

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as SigningKey

from lab.cloud.login_token import MAX_CLOCK_SKEW_S, Credentials, CredentialsFor
from lab.cloud.sts_refusals import bad_signature, unknown_credentials, unsigned
from lab.cloud.sts_request import StsRequest

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 "
    r"Credential=(?P<access_key_id>[A-Z0-9]+)/[0-9]{8}/(?P<region>[a-z0-9-]+)/sts/aws4_request, ?"
    r"SignedHeaders=(?P<signed>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
_DATE = re.compile(r"[0-9]{8}T[0-9]{6}Z")


def signer(request: StsRequest, credentials_for: CredentialsFor, now: datetime) -> Credentials:
    """The credentials whose secret signed this very request; raises `StsRefusal` for anything else."""
    if "authorization" not in request.headers:
        raise unsigned()
    found = _AUTHORIZATION.fullmatch(request.headers["authorization"])
    if found is None:
        raise bad_signature("Authorization header: not of the form AWS4-HMAC-SHA256 for sts")
    credentials = credentials_for(found["access_key_id"], request.headers.get("x-amz-security-token"))
    if credentials is None:
        raise unknown_credentials(found["access_key_id"])
    timestamp = _timestamp(request, now)
    signed = found["signed"].split(";")
    _check_coverage(request, signed)
    signature = _sign(request, credentials.secret_access_key, found["region"], timestamp, signed)
    if not hmac.compare_digest(signature, found["signature"]):
        raise bad_signature("the signature does not match")
    return credentials


def _timestamp(request: StsRequest, now: datetime) -> str:
    timestamp = request.headers.get("x-amz-date", "")
    try:
        if not _DATE.fullmatch(timestamp):
            raise ValueError
        signed_at = datetime.strptime(timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise bad_signature(f"X-Amz-Date: got {timestamp!r}, want a UTC time") from None
    if abs((now - signed_at).total_seconds()) > MAX_CLOCK_SKEW_S:
        raise bad_signature(f"signed at {timestamp}, more than {MAX_CLOCK_SKEW_S} s from now")
    return timestamp


def _check_coverage(request: StsRequest, signed: list[str]) -> None:
    must = {"host", *(name for name in request.headers if name.startswith("x-amz-"))}
    if must - set(signed):
        raise bad_signature(f"SignedHeaders: {', '.join(sorted(must - set(signed)))} not among them")
    # botocore signs the digest a request names: it has to be that of the body which came.
    named_digest = request.headers.get("x-amz-content-sha256")
    if named_digest not in (None, hashlib.sha256(request.body).hexdigest()):
        raise bad_signature("X-Amz-Content-SHA256: not the digest of the body")


def _sign(request: StsRequest, secret_access_key: str, region: str, timestamp: str, signed: list[str]) -> str:
    v4 = SigV4Auth(SigningKey("", secret_access_key), "sts", region)
    url = f"http://{request.headers['host']}/?{request.query}"
    headers = {name: request.headers[name] for name in signed if name in request.headers}
    rebuilt = AWSRequest(method=request.method, url=url, headers=headers, data=request.body)
    rebuilt.context["timestamp"] = timestamp
    return str(v4.signature(v4.string_to_sign(rebuilt, v4.canonical_request(rebuilt)), rebuilt))
