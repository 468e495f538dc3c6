"""One request to STS: read once, judged as read, and handed on as read, so that no second reading can differ."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from lab.cloud.sts_refusals import invalid

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MAX_BODY_BYTES = 65_536


@dataclass(frozen=True, kw_only=True)
class StsRequest:
    """An HTTP request in AWS's query protocol: parameters in a form, in the query string, or in both."""

    method: str
    query: str
    body: bytes
    headers: Mapping[str, str]
    """By lower-case name."""
    parameters: Mapping[str, str]
    source_address: str = ""
    """Where it came from, as the server sees it and no header can say; empty: it is not known."""

    def environment(self, original: "WSGIEnvironment") -> "WSGIEnvironment":
        """What moto gets: these parameters and the caller's signature, and no other header for it to act on."""
        form = urlencode(self.parameters).encode()
        kept = ("HTTP_HOST", "HTTP_AUTHORIZATION")
        plain = {name: value for name, value in original.items() if name in kept or not name.startswith("HTTP_")}
        request = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "RAW_URI": "/",
            "REQUEST_URI": "/",
            "QUERY_STRING": "",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(form)),
            "wsgi.input": io.BytesIO(form),
        }
        return {**plain, **request}


def read_request(environment: "WSGIEnvironment") -> StsRequest:
    """Read a request; raises `StsRefusal` for one that could be read in two ways."""
    if environment["PATH_INFO"] not in ("", "/"):
        raise invalid(f"path: got {environment['PATH_INFO']!r}, want /")
    query, body = environment["QUERY_STRING"], _body(environment)
    try:
        pairs = [pair for text in (query, body.decode()) for pair in _pairs(text)]
    except ValueError:
        raise invalid("got parameters that are no UTF-8 form") from None
    parameters = dict(pairs)
    if len(parameters) < len(pairs):
        raise invalid("a parameter is given twice")
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environment.items()
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    return StsRequest(
        method=environment["REQUEST_METHOD"],
        query=query,
        body=body,
        headers=headers,
        parameters=parameters,
        source_address=environment.get("REMOTE_ADDR", ""),
    )


def _body(environment: "WSGIEnvironment") -> bytes:
    length = environment.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()) or int(length) > MAX_BODY_BYTES:
        raise invalid(f"Content-Length: got {length!r}, want at most {MAX_BODY_BYTES}")
    body = environment["wsgi.input"].read(int(length))
    return bytes(body)


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict") if text else []
