"""The lab's AWS config and credentials files: one profile per account, as an operator would have them."""

import configparser
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from lab.paths import LabPaths
from lab.private_files import write_private


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A profile and the key that selects its account."""

    name: str
    region: str
    access_key_id: str
    secret_access_key: str = field(repr=False)


def write_profiles(paths: LabPaths, profiles: Iterable[Profile], endpoint_url: str) -> None:
    """Write both files anew; every service of these profiles is the lab's (AWS SDKs guide, "Shared config files")."""
    config, credentials = _ini(), _ini()
    for profile in profiles:
        config[f"profile {profile.name}"] = {"region": profile.region, "endpoint_url": endpoint_url}
        credentials[profile.name] = {
            "aws_access_key_id": profile.access_key_id,
            "aws_secret_access_key": profile.secret_access_key,
        }
    for file, content in ((paths.aws_config, config), (paths.aws_credentials, credentials)):
        file.parent.mkdir(parents=True, exist_ok=True)
        text = io.StringIO()
        content.write(text)
        write_private(file, text.getvalue())


def _ini() -> configparser.ConfigParser:
    return configparser.ConfigParser(interpolation=None)
