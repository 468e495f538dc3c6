"""What a request for a role session may hold (STS API reference, AssumeRole and AssumeRoleWithWebIdentity)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from lab.cloud.accounts import SessionTags
from lab.cloud.sts_refusals import StsRefusal, invalid

DEFAULT_DURATION_S = 3600
MIN_DURATION_S = 900
MAX_DURATION_S = 43_200
MAX_POLICY_CHARACTERS = 2048

_COMMON = {"Action", "Version", "RoleArn", "RoleSessionName", "DurationSeconds", "Policy"}
_BY_ACTION = {
    "AssumeRole": _COMMON | {"ExternalId"},
    "AssumeRoleWithWebIdentity": _COMMON | {"WebIdentityToken"},
}
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,9}")
_TAG = re.compile(r"Tags\.member\.(?P<number>[0-9]+)\.(?P<part>Key|Value)")
_TRANSITIVE_KEY = re.compile(r"TransitiveTagKeys\.member\.[0-9]+")


@dataclass(frozen=True, kw_only=True)
class SessionParameters:
    """The parameters of one request, each of a form STS takes."""

    role_arn: str
    session_name: str
    duration_s: int
    external_id: str | None
    web_identity_token: str
    """Empty for AssumeRole."""
    tags: SessionTags


def read_parameters(action: str, parameters: Mapping[str, str]) -> SessionParameters:
    """Raises `StsRefusal` for a value STS does not take, and for a parameter the lab would not honour.

    Those are PolicyArns, SourceIdentity, MFA and the like: they limit a session, and moto ignores them.
    """
    tag_names = {name for name in parameters if _TAG.fullmatch(name) or _TRANSITIVE_KEY.fullmatch(name)}
    known = _BY_ACTION[action] | (tag_names if action == "AssumeRole" else set())
    unknown = sorted(set(parameters) - known)
    if unknown:
        raise invalid(f"{unknown[0]}: the lab's STS does not support this parameter")
    _check_policy(parameters.get("Policy"))
    return SessionParameters(
        role_arn=_required(parameters, "RoleArn"),
        session_name=_matching("roleSessionName", _required(parameters, "RoleSessionName"), _SESSION_NAME),
        duration_s=_duration(parameters.get("DurationSeconds", str(DEFAULT_DURATION_S))),
        external_id=(
            _matching("externalId", parameters["ExternalId"], _EXTERNAL_ID) if "ExternalId" in parameters else None
        ),
        web_identity_token=(_required(parameters, "WebIdentityToken") if action == "AssumeRoleWithWebIdentity" else ""),
        tags=_tags(parameters, tag_names),
    )


def _required(parameters: Mapping[str, str], name: str) -> str:
    if not parameters.get(name):
        raise invalid(f"The request must contain the parameter {name}")
    return parameters[name]


def _matching(name: str, value: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(value):
        raise invalid(
            f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: "
            f"Member must satisfy regular expression pattern: {pattern.pattern}"
        )
    return value


def _duration(text: str) -> int:
    if not _SECONDS.fullmatch(text) or not MIN_DURATION_S <= int(text) <= MAX_DURATION_S:
        raise invalid(
            f"1 validation error detected: Value '{text}' at 'durationSeconds' failed to satisfy constraint: "
            f"Member must have value between {MIN_DURATION_S} and {MAX_DURATION_S}"
        )
    return int(text)


def _check_policy(text: str | None) -> None:
    if text is None:
        return
    try:
        readable = len(text) <= MAX_POLICY_CHARACTERS and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        readable = False
    if not readable:
        message = "The policy is not in the valid JSON format."
        raise StsRefusal("MalformedPolicyDocument", HTTPStatus.BAD_REQUEST, message, "session policy: no JSON object")


def _tags(parameters: Mapping[str, str], names: set[str]) -> SessionTags:
    parts: dict[str, dict[str, str]] = {}
    for found in filter(None, map(_TAG.fullmatch, names)):
        parts.setdefault(found["number"], {})[found["part"]] = parameters[found.string]
    if not all("Key" in tag for tag in parts.values()):
        raise invalid("Tags: want a Key for each Value")
    values = {tag["Key"]: tag.get("Value", "") for tag in parts.values()}
    keys = {key.lower() for key in values}
    if len(keys) < len(parts):
        raise invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    transitive = {parameters[name].lower() for name in names if _TRANSITIVE_KEY.fullmatch(name)}
    if transitive - keys:
        raise invalid("TransitiveTagKeys: want keys that Tags holds")
    return SessionTags(values=values, transitive=frozenset(key for key in values if key.lower() in transitive))
