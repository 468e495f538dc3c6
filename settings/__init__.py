"""The stack's configuration: the only reader of `pulumi.Config`, checked as a whole before anything is made."""

from settings.database import DatabaseSettings
from settings.loading import Settings, load, parse
from settings.pipeline import PipelineSettings
from settings.redpanda import RedpandaSettings

__all__ = ["DatabaseSettings", "PipelineSettings", "RedpandaSettings", "Settings", "load", "parse"]
