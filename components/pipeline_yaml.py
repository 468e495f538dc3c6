"""Redpanda account: the pipeline's configuration as the text that Redpanda Connect reads."""

import yaml

from domain import connect_config
from domain.cdc_source import CdcSource
from domain.connect_config import TopicTarget


def config_yaml(source: CdcSource, target: TopicTarget, password_version: float) -> str:
    """The pipeline's YAML; its first line names the password's version."""
    # A pipeline reads its secrets when it starts: the version in the text is what restarts it for a new password.
    text = yaml.dump(connect_config.connect_config(source, target), Dumper=_BlockDumper, sort_keys=False, width=4096)
    return f"{connect_config.password_note(password_version)}\n{text}"


class _BlockDumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and quotes what Redpanda Connect fills in before it reads the YAML."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else '"' if "${" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_BlockDumper.add_representer(str, _text)
