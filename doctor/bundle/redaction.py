"""What is kept back of an archive's texts, and the search for what was overlooked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from doctor.tellable import HIDDEN, tellable
from domain.pipeline_config import SECRET_KEYS, is_reference, nodes

SHORTEST_SECRET = 6
"""A value below it stands in too many texts by chance."""

SECRET_NAME = re.compile(r"SECRET|PASSWORD|PASSWD|TOKEN|ACCESS_KEY|API_KEY|PRIVATE_KEY", re.IGNORECASE)
NO_SECRET = re.compile(r"FILE$|PATH$|_ARN$|_URI$", re.IGNORECASE)

LOOKS_SECRET = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),  # RFC 7468
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}"),  # IAM User Guide, "IAM identifiers"
    re.compile(r"X-Amz-(?:Signature|Security-Token)=(?!\*)", re.IGNORECASE),
    re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+"),  # RFC 7519: a JSON Web Token
    re.compile(r"[\w+.-]://[^\s/?#@:]*:(?!\*\*\*@)[^\s/@]+@"),  # RFC 3986, 3.2.1
)


def redacted(value: Any, key: str = "") -> Any:
    """The value without what stands under a secret's name, and texts without what they tell in passing."""
    if isinstance(value, Mapping):
        return {name: redacted(one, str(name)) for name, one in value.items()}
    if isinstance(value, list):
        return [redacted(one, key) for one in value]
    if key.lower() in SECRET_KEYS and value not in (None, "") and not is_reference(value):
        return HIDDEN
    return redacted_text(value) if isinstance(value, str) else value


def redacted_text(text: str) -> str:
    """Line by line, each as far in as it was."""
    return "\n".join(line[: len(line) - len(line.lstrip())] + tellable(line) for line in text.split("\n"))


def known_secrets(environment: Mapping[str, str], *configs: Mapping[str, Any], urls: Iterable[str] = ()) -> set[str]:
    """What logs in somewhere and is at hand: by the names of variables and settings, and as passwords in URLs."""
    named = [*environment.items(), *((path[-1], value) for one in configs for path, value in nodes(one) if path)]
    found = [
        str(value)
        for name, value in named
        if SECRET_NAME.search(name.replace(".", "_")) and not NO_SECRET.search(name) and isinstance(value, str)
    ]
    found += [password for url in [*urls, *environment.values()] if (password := _password(url))]
    return {one for one in found if len(one) >= SHORTEST_SECRET and not is_reference(one)}


def overlooked(text: str, secrets: Iterable[str]) -> Iterator[int]:
    """Numbers of lines, from 1, that hold a known secret, also as a URL has it, or what looks like one."""
    forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), unquote(secret))}
    for number, line in enumerate(text.splitlines(), start=1):
        if any(form in line for form in forms) or any(pattern.search(line) for pattern in LOOKS_SECRET):
            yield number


def _password(url: str) -> str | None:
    try:
        password = urlsplit(url).password
    except ValueError:
        return None
    return unquote(password) if password else None
