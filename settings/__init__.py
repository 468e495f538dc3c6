"""The stack's configuration: the only reader of `pulumi.Config`, checked as a whole before anything is made."""

from settings.alarms import AlarmSettings
from settings.application import ApplicationSettings
from settings.database import DatabaseSettings
from settings.existing_database import ExistingDatabaseSettings
from settings.loading import Settings, load, parse
from settings.pipeline import PipelineSettings
from settings.redpanda import RedpandaSettings
from settings.runtime import RuntimeSettings
from settings.stack import load_as, parse_as
from settings.streamed_database import StreamedDatabaseSettings
from settings.trust import TrustSettings

__all__ = [
    "AlarmSettings",
    "ApplicationSettings",
    "DatabaseSettings",
    "ExistingDatabaseSettings",
    "PipelineSettings",
    "RedpandaSettings",
    "RuntimeSettings",
    "Settings",
    "StreamedDatabaseSettings",
    "TrustSettings",
    "load",
    "load_as",
    "parse",
    "parse_as",
]
