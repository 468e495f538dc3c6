"""The aws provider: one account of the lab, reached with the profile the program names."""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.exceptions import ProfileNotFound
from botocore.loaders import create_loader

from lab.backends.backend import Change, LabError, Properties
from lab.backends.values import UNKNOWN, has_unknown
from lab.paths import LabPaths

TAGS = ("tags", "tagsAll")
"""Arguments of every type that has tags, in place."""
LOOPBACK_HOSTS = {"127.0.0.1", "localhost", "::1"}
MODELS = create_loader()
"""Of all sessions: each of its own would read the services' models anew, megabytes of JSON for EC2."""


class AwsProvider:
    """A configured provider; safe to use from several threads."""

    def __init__(self, *, name: str, account_id: str, region: str, session: boto3.Session, paths: LabPaths) -> None:
        self.name = name
        self.account_id = account_id
        self.region = region
        self.paths = paths
        self.default_tags: dict[str, str] = {}
        self._session = session
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def client(self, service: str, account_id: str = "") -> Any:
        """The boto3 client of a service; raises `LabError` if it would talk to anything but this machine.

        `account_id` looks into another account, for what the service itself can see and this account cannot.
        """
        # A boto3 session must not make clients on two threads at once; the clients themselves may be shared.
        with self._lock:
            key = (service, account_id or self.account_id)
            if key not in self._clients:
                client = self._session.client(service)
                endpoint = client.meta.endpoint_url
                if urlsplit(endpoint).hostname not in LOOPBACK_HOSTS:
                    raise LabError(
                        f"profile {self._session.profile_name!r}: {service} is at {endpoint}, not in the lab"
                    )
                if key[1] != self.account_id:
                    client.meta.events.register(f"before-send.{service}", _in_account(account_id))
                self._clients[key] = client
            return self._clients[key]

    def arn(self, service: str, resource: str) -> str:
        """ARN of something in this provider's account and region."""
        partition = self._session.get_partition_for_region(self.region)
        return f"arn:{partition}:{service}:{self.region}:{self.account_id}:{resource}"

    def tags(self, inputs: Properties) -> dict[str, str]:
        """The resource's own tags over the provider's default tags: what the service stores and `tagsAll` shows."""
        return {**self.default_tags, **inputs.get("tags", {})}

    def tag_outputs(self, state: Properties, stored: Mapping[str, str]) -> dict[str, Any]:
        """`tags` and `tagsAll` of a resource that has these tags now."""
        written = state.get("tags") or {}
        own = {key: value for key, value in stored.items() if key in written or self.default_tags.get(key) != value}
        return {"tags": own if own or "tags" in state else None, "tagsAll": dict(stored)}


def configure(paths: LabPaths, name: str, inputs: Properties) -> AwsProvider:
    """Open the profile and check its account, as the real provider does before anything else.

    Raises `LabError` for a missing profile or region, and for an account that `allowedAccountIds` does not name.
    """
    for wanted in ("profile", "region"):
        if not inputs.get(wanted):
            raise LabError(f"{wanted}: got none, want one; name it in the aws provider {name!r}")
    account_session = _session(paths, inputs["profile"], inputs["region"])
    provider = AwsProvider(name=name, account_id="", region=inputs["region"], session=account_session, paths=paths)
    provider.account_id = provider.client("sts").get_caller_identity()["Account"]
    allowed = json.loads(inputs.get("allowedAccountIds", "[]"))
    if allowed and provider.account_id not in allowed:
        raise LabError(f"AWS account ID not allowed: {provider.account_id}")
    provider.default_tags = json.loads(inputs.get("defaultTags", "{}")).get("tags", {})
    return provider


def all_tags(provider: AwsProvider, inputs: Properties) -> dict[str, Any]:
    """`tagsAll` as an input, so that a changed default tag is a change (pulumi/pulumi-aws provider/tags.go)."""
    return {"tagsAll": UNKNOWN if has_unknown(inputs.get("tags")) else provider.tags(inputs)}


def tag_change(change: Change) -> tuple[list[str], dict[str, str]]:
    """Keys of tags to take away, and tags to set."""
    olds, news = change.old.get("tagsAll") or {}, change.new["tagsAll"]
    return sorted(olds.keys() - news.keys()), {key: value for key, value in news.items() if olds.get(key) != value}


def from_tag_list(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Tags out of the shape most AWS APIs give: `[{"Key": "a", "Value": "b"}]` → `{"a": "b"}`."""
    return {tag["Key"]: tag["Value"] for tag in tags}


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags in the shape most AWS APIs take: `{"a": "b"}` → `[{"Key": "a", "Value": "b"}]`."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _session(paths: LabPaths, profile: str, region: str) -> boto3.Session:
    core = botocore.session.Session(profile=profile)
    core.register_component("data_loader", MODELS)
    # The lab's own files, whatever AWS_CONFIG_FILE says: a real account must be out of reach.
    core.set_config_variable("config_file", str(paths.aws_config))
    core.set_config_variable("credentials_file", str(paths.aws_credentials))
    try:
        core.get_scoped_config()
    except ProfileNotFound:
        raise LabError(f"failed to get shared config profile, {profile}") from None
    return boto3.Session(botocore_session=core, profile_name=profile, region_name=region)


def _in_account(account_id: str) -> Callable[..., None]:
    def name_account(request: Any, **_event: Any) -> None:
        request.headers["x-moto-account-id"] = account_id  # moto documentation, "Multi-Account support"

    return name_account
