"""Redpanda account: the pipeline's configuration as the text that Redpanda Connect reads."""

import yaml

from domain import access_keys, connect_config, secret_versions
from domain.cdc_source import CdcSource
from domain.connect_config import TopicTarget
from domain.connect_host import REDPANDA_CLOUD, ConnectHost
from domain.database_engines import DatabaseEngine


def config_yaml(
    source: CdcSource,
    target: TopicTarget,
    password_version: float,
    *,
    host: ConnectHost = REDPANDA_CLOUD,
    key_version: float | None = None,
) -> str:
    """The pipeline's YAML; its first lines name the versions of the password and of the access key, if there is one."""
    # A pipeline reads its secrets when it starts: the versions in the text are what restarts it for new ones.
    notes = [secret_versions.password_note(password_version)]
    if key_version is not None:
        notes.append(access_keys.key_note(key_version))
    config = connect_config.connect_config(source, target, host)
    text = yaml.dump(config, Dumper=_BlockDumper, sort_keys=False, width=4096)
    return "\n".join([*notes, text])


def of_engine(engine: DatabaseEngine, source: CdcSource) -> CdcSource:
    """The source; another engine's would name topics that are not made for this one."""
    if source.engine is not engine:
        raise ValueError(f"source: got one of {source.engine.title}, want one of {engine.title}; set engine")
    return source


class _BlockDumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and quotes what Redpanda Connect fills in before it reads the YAML."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else '"' if "${" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_BlockDumper.add_representer(str, _text)
